import { expect, test } from "vitest";
import {
  ENDPOINT,
  edit,
  type Folder,
  HUB,
  HUB_B,
  parseFolder,
  problemsIn,
  SPOKE,
  spokeWith,
} from "../../../test/support/fixture.ts";
import { formatProblem } from "./problems.ts";

const hubWith = (line: string): Folder => ({
  "hub.yaml": edit(HUB, ["  spokeDefaults:", `  ${line}\n  spokeDefaults:`]),
});
const RESOLVER =
  "resolver: { inbound: { id: rslvr-in-0123456789abcdef0 }, outbound: { id: rslvr-out-0123456789abcdef0 } }";
const managedIn = (subnets: readonly number[], groups: readonly number[] = [0]) => {
  const addresses = subnets.map((n) => `{ subnet: subnet-0123456789abcdef${n} }`);
  const ids = groups.map((n) => `sg-0123456789abcdef${n}`);
  return `{ managed: { addresses: [${addresses.join(", ")}], securityGroups: [${ids.join(", ")}] } }`;
};
const shared = (service: string): Folder => ({
  "endpoint.yaml": edit(ENDPOINT, ["service: ssm", `service: ${service}`]),
});

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "rules lead through Resolver endpoints, which the hub has to name, in any letter case of the mode",
    spokeWith("mode: Resolver-rule"),
    [
      'spoke.yaml:9:9: mode is resolver-rule, and hub "hub-a" names no Resolver endpoints; set spec.resolver in hub "hub-a", or use phz-association',
    ],
  ],
  [
    "a hub's default mode is told once, not in every spoke",
    {
      "hub.yaml": edit(HUB, ["    role:", "    mode: RESOLVER-rule\n    role:"]),
      "more.yaml": edit(SPOKE, ["name: pay", "name: more"], ["vpc-0b", "vpc-0c"]),
    },
    [
      'hub.yaml:11:11: mode is resolver-rule, and hub "hub-a" names no Resolver endpoints; set spec.resolver in hub "hub-a", or use phz-association',
    ],
  ],
  [
    "a rule reaches VPCs of its own Region",
    { ...hubWith(RESOLVER), ...spokeWith("mode: resolver-rule\n  region: us-east-1") },
    [
      'spoke.yaml:10:11: mode is resolver-rule, the VPC in us-east-1 and hub "hub-a" in eu-west-1; a Resolver rule reaches VPCs of its own Region; use phz-association',
    ],
  ],
  [
    "the rule of a Region is for all endpoints or none, and its exceptions lie below the Region's domain",
    {
      ...hubWith(
        `${RESOLVER.slice(0, -2)}, rules: regional, regional: { accept: true, except: [s3.eu-west-1.amazonaws.com, s3.us-east-1.amazonaws.com] } }`,
      ),
      "more.yaml": edit(ENDPOINT, ["name: ssm", "name: kms"], ["service: ssm", "service: kms"]),
      ...spokeWith("mode: resolver-rule\n  endpoints: { names: [ssm] }"),
    },
    [
      "hub.yaml:10:187: s3.us-east-1.amazonaws.com is not below eu-west-1.amazonaws.com, the rule's domain; leave it out",
      'spoke.yaml:10:14: hub "hub-a" has one rule for all names of the Region, and the spoke chooses some endpoints; write endpoints: all or none, or use rules: per-endpoint in the hub',
    ],
  ],
  [
    "the report of a regional rule is accepted in so many words",
    hubWith(`${RESOLVER.slice(0, -2)}, rules: regional }`),
    ["hub.yaml:10:13: spec.resolver must have regional with rules: regional, and only there"],
  ],
  [
    "a managed Resolver endpoint has two addresses at least",
    hubWith(`resolver: { inbound: ${managedIn([0])}, outbound: ${managedIn([0, 1])} }`),
    ["hub.yaml:10:48: spec.resolver.inbound.managed.addresses must have at least two addresses"],
  ],
  [
    "it has no more addresses than the quota, and each subnet and each group once",
    hubWith(
      `resolver: { inbound: ${managedIn([0, 1, 2, 3, 4, 5, 6])}, outbound: ${managedIn([0, 1, 0], [1, 1])} }`,
    ),
    [
      "hub.yaml:10:48: 7 addresses are more than quotas.resolverAddresses, 6; name fewer; or raise the quota of addresses for a Resolver endpoint, then quotas.resolverAddresses of the hub",
      "hub.yaml:10:471: this is in the list already; see hub.yaml:10:395",
      "hub.yaml:10:549: this is in the list already; see hub.yaml:10:527",
    ],
  ],
  [
    "an endpoint is named or managed, not both, or there is none",
    hubWith(
      "resolver: { inbound: { id: rslvr-in-0123456789abcdef0, managed: { addresses: [] } }, outbound: nothing }",
    ),
    [
      "hub.yaml:10:24: spec.resolver.inbound must have either id or managed",
      "hub.yaml:10:58: spec.resolver.inbound.managed.securityGroups is missing",
      "hub.yaml:10:80: spec.resolver.inbound.managed.addresses must have at least two addresses",
      "hub.yaml:10:98: spec.resolver.outbound must be { id: … }, { managed: … } or none",
    ],
  ],
  [
    "a rule-mode spoke needs both endpoints",
    { ...hubWith("resolver: { inbound: none, outbound: none }"), ...spokeWith("mode: resolver-rule") },
    [
      'spoke.yaml:9:9: mode is resolver-rule, and hub "hub-a" names no Resolver endpoints; set spec.resolver in hub "hub-a", or use phz-association',
    ],
  ],
  [
    "a rule may be associated beside a spoke's own endpoint, a zone may not",
    spokeWith("redundantEndpoints: bypass"),
    [
      "spoke.yaml:9:23: redundantEndpoints is bypass, and mode phz-association: AWS associates no zone beside an endpoint that holds its name; use mode resolver-rule, or keep",
    ],
  ],
  [
    "between an endpoint and a zone rules stand in: where the hub has none, remove is refused",
    spokeWith("redundantEndpoints: remove"),
    [
      "spoke.yaml:9:23: redundantEndpoints is remove, and mode phz-association: AWS associates no zone beside an endpoint that holds its name, and rules stand in meanwhile only where the hub has Resolver endpoints in the VPC's Region, and rules: per-endpoint; use mode resolver-rule, or keep; or accept by allowGap: true that the names are public in that VPC for some minutes",
    ],
  ],
  [
    "unless the spoke accepts that its names are public for a while",
    spokeWith("redundantEndpoints: remove\n  allowGap: true"),
    [],
  ],
  ["or its endpoint is to come back", spokeWith("redundantEndpoints: keep\n  allowGap: true"), []],
  [
    "names do not leave an endpoint that works where nobody looks at the path, whoever says bypass",
    {
      "hub.yaml": edit(
        HUB,
        ["    role:", "    mode: resolver-rule\n    redundantEndpoints: bypass\n    role:"],
        ["  spokeDefaults:", `  ${RESOLVER}\n  spokeDefaults:`],
      ),
      ...spokeWith("pathCheck: off"),
    },
    [
      "spoke.yaml:9:14: redundantEndpoints is bypass, and pathCheck off: names leave an endpoint that works only for one that is reached; use another pathCheck, or redundantEndpoints: keep",
    ],
  ],
  [
    "an owner is not beside itself",
    { "hub.yaml": edit(HUB, ["owner: team", "owner: team\n  besideOwners: [others, team]"]) },
    ["hub.yaml:7:3: team is the hub's own owner; name the owners of other documents, or leave it out"],
  ],
  [
    "DynamoDB is not shared",
    shared("dynamodb"),
    [
      "endpoint.yaml:8:12: dynamodb must not be shared; AWS says not to override its DNS with private zones; use gateway endpoints in each VPC, or the service's own endpoint-specific names",
    ],
  ],
  [
    "DynamoDB's streams are not shared, by their full name either",
    shared("com.amazonaws.eu-west-1.dynamodb-streams"),
    [
      "endpoint.yaml:8:12: com.amazonaws.eu-west-1.dynamodb-streams must not be shared; AWS says not to override its DNS with private zones; use gateway endpoints in each VPC, or the service's own endpoint-specific names",
    ],
  ],
  [
    "a service with gateway endpoints only is not shared",
    shared("s3express"),
    [
      "endpoint.yaml:8:12: s3express must not be shared; it has gateway endpoints only, and a gateway endpoint serves its own VPC alone",
    ],
  ],
  [
    "a service of another Region is one where the document says so",
    shared("com.amazonaws.us-east-2.ec2\n  serviceRegion: us-east-2"),
    [],
  ],
  ["a short name is that of the service's Region", shared("ec2\n  serviceRegion: us-east-2"), []],
  ["a global service has no Region in its name", shared("com.amazonaws.iam\n  serviceRegion: us-east-1"), []],
  ["a global service needs none", shared("com.amazonaws.s3-global.accesspoint"), []],
  [
    "a full name is of the Region that the document says",
    shared("com.amazonaws.eu-west-1.ec2\n  serviceRegion: us-east-2"),
    [
      "endpoint.yaml:8:12: com.amazonaws.eu-west-1.ec2 is a service of eu-west-1, and serviceRegion is us-east-2; write the short name, or one document for each Region; where the endpoint is one for a service of eu-west-1, set serviceRegion: eu-west-1",
    ],
  ],
  [
    "a service is of the hub's partition",
    shared("ec2\n  serviceRegion: cn-north-1"),
    ['endpoint.yaml:9:18: serviceRegion cn-north-1 is in partition aws-cn, hub "hub-a" in aws'],
  ],
  [
    "a full service name is of the hub's Region",
    shared("com.amazonaws.us-east-1.ssm"),
    [
      'endpoint.yaml:8:12: com.amazonaws.us-east-1.ssm is a service of us-east-1, hub "hub-a" is in eu-west-1; write the short name, or one document for each Region; where the endpoint is one for a service of us-east-1, set serviceRegion: us-east-1',
    ],
  ],
  [
    "a partner's service is of the hub's Region",
    shared("com.amazonaws.vpce.us-east-1.vpce-svc-0123"),
    [
      'endpoint.yaml:8:12: com.amazonaws.vpce.us-east-1.vpce-svc-0123 is a service of us-east-1, hub "hub-a" is in eu-west-1; where the endpoint is one for a service of us-east-1, set serviceRegion: us-east-1',
    ],
  ],
  [
    "a full service name does for one of two hubs in two Regions",
    {
      "z.yaml": edit(HUB_B, ["eu-west-1", "eu-west-2"]),
      "endpoint.yaml": edit(
        ENDPOINT,
        ["[hub-a]", "[hub-a, hub-b]"],
        ["service: ssm", "service: com.amazonaws.eu-west-1.ssm"],
      ),
    },
    [
      'endpoint.yaml:8:12: com.amazonaws.eu-west-1.ssm is a service of eu-west-1, hub "hub-b" is in eu-west-2; write the short name, or one document for each Region; where the endpoint is one for a service of eu-west-1, set serviceRegion: eu-west-1',
    ],
  ],
  [
    "an endpoint id belongs to one hub",
    {
      "z.yaml": HUB_B,
      "endpoint.yaml": edit(
        ENDPOINT,
        ["[hub-a]", "[hub-a, hub-b]"],
        ["service: ssm", "service: ssm\n  existing: { id: vpce-0123abcd }"],
      ),
    },
    [
      "endpoint.yaml:9:15: existing.id with 2 hubs; an endpoint id belongs to one hub: use tags, or one document for each hub",
    ],
  ],
  [
    "a spoke is in its hub's partition",
    spokeWith("region: cn-north-1"),
    [
      'spoke.yaml:9:11: cn-north-1 is in partition aws-cn, hub "hub-a" in aws; a VPC joins zones of its own partition only',
    ],
  ],
  [
    "an anchor is in its hub's partition",
    hubWith("anchorVpc: { vpc: vpc-0a0000ff, region: us-gov-west-1 }"),
    ["hub.yaml:10:43: anchorVpc is in partition aws-us-gov, the hub in aws"],
  ],
  [
    "an anchor is not the hub VPC",
    hubWith("anchorVpc: { vpc: vpc-0a000001 }"),
    [
      "hub.yaml:10:21: anchorVpc is the hub VPC itself; it must be another VPC of the hub's account, without workloads",
    ],
  ],
  [
    "a hub VPC is not its own spoke",
    { "spoke.yaml": edit(SPOKE, ["vpc-0b000001", "vpc-0a000001"]) },
    [
      'spoke.yaml:8:8: this is the VPC of hub "hub-a" itself; the hub VPC resolves the names as it is; delete this document',
    ],
  ],
];

test("what a hub says of its spokes' own endpoints is for those that it can be for", () => {
  const words = "    redundantEndpoints: bypass\n    acceptSourceChange: true\n    role:";
  const { desired } = parseFolder({ "hub.yaml": edit(HUB, ["    role:", words]) });
  expect(desired?.spokes.map(({ ownEndpoints }) => ownEndpoints)).toEqual([
    { acceptSourceChange: true, acceptDifferences: [], allowGap: false, lingerSeconds: 86_400 },
  ]);
});

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test("execute-api may be shared, with a warning", () => {
  const parsed = parseFolder(shared("execute-api"));
  expect(parsed.desired?.endpoints[0]?.service).toBe("execute-api");
  expect(parsed.warnings.map(formatProblem)).toEqual([
    "endpoint.yaml:8:12: warning: sharing execute-api surprises; every name under execute-api.REGION goes to the hub, so spokes can no longer call public APIs of the Region",
  ]);
});

test("one private API alone is shared without a warning", () => {
  const api = "abcd1234ef.execute-api.eu-west-1.amazonaws.com";
  const parsed = parseFolder(shared(`execute-api\n  names: []\n  extraNames: [${api}]`));
  expect(parsed).toMatchObject({ problems: [], warnings: [] });
  expect(parsed.desired?.endpoints[0]).toMatchObject({ names: [], extraNames: [api] });
});

test.each(["s3", "com.amazonaws.eu-west-1.s3", "com.amazonaws.iam"])("%s may be shared", (service) => {
  expect(parseFolder(shared(service))).toMatchObject({ problems: [], warnings: [] });
});

test.each([
  [spokeWith("redundantEndpoints: remove\n  allowGap: true"), "rules of the hub stand in"],
  [spokeWith("mode: resolver-rule\n  allowGap: true"), "by rules no name is public"],
])("where no name becomes public allowGap is told to mean nothing", (spoke, why) => {
  const parsed = parseFolder({ ...hubWith(RESOLVER), ...spoke });
  expect(parsed.desired).toBeDefined();
  expect(parsed.warnings.map(formatProblem)).toEqual([
    `spoke.yaml:10:3: warning: allowGap means nothing here: ${why}; leave it out`,
  ]);
});
