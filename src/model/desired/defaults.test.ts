import { expect, test } from "vitest";
import {
  ENDPOINT,
  edit,
  type Folder,
  HUB,
  parseFolder,
  problemsIn,
  SPOKE,
} from "../../../test/support/fixture.ts";
import { managedIn } from "./managed.ts";

const BARE = edit(HUB, ["  spokeDefaults:\n    role:\n      arn: arn:aws:iam::{account}:role/spoke\n", ""]);
const HUB_A = edit(BARE, ["name: hub-a", "name: hub-a\n  labels: { stage: prod }"]);
const HUB_B = edit(
  BARE,
  ["name: hub-a", "name: hub-b\n  labels: { stage: test }"],
  ["vpc-0a000001", "vpc-0a000002"],
  ["eu-west-1", "eu-west-2"],
);
const SPOKE_B = edit(
  SPOKE,
  ["name: pay", "name: pay-b"],
  ["hub-a", "hub-b"],
  ["vpc-0b000001", "vpc-0b000002"],
);
const ROLE = "spokeDefaults: { role: { arn: 'arn:aws:iam::{account}:role/spoke' } }";
const defaults = (hubs: string, line: string, name = "common") =>
  `apiVersion: vpce-operator/v1
kind: Defaults
metadata: { name: ${name} }
spec:
  hubs: ${hubs}
  ${line}
`;
const two = (...documents: string[]): Folder => ({
  "hub.yaml": `${HUB_A}---\n${HUB_B}`,
  "spoke.yaml": `${SPOKE}---\n${SPOKE_B}`,
  "defaults.yaml": documents.join("---\n"),
});

test.each(["all", "[hub-a, hub-b]", "{ matchExpressions: [{ key: stage, operator: Exists }] }"])(
  "a role for spokes stands once for the hubs that are chosen by %s",
  (hubs) => {
    const { desired, problems } = parseFolder(two(defaults(hubs, ROLE)));
    expect(problems).toEqual([]);
    const role = { arn: "arn:aws:iam::222222222222:role/spoke" };
    expect(desired?.spokes).toMatchObject([{ role }, { role }]);
  },
);

test("hubs that are not chosen take nothing over", () => {
  expect(problemsIn(two(defaults("{ matchLabels: { stage: prod } }", ROLE)))).toEqual([
    'spoke.yaml:16:12: the spoke is in account 222222222222, hub "hub-b" in 111111111111, and there is no role for it; set spec.spokeDefaults.role in hub "hub-b", or spec.role here',
  ]);
});

const SHARED = `endpointDefaults:
    policy: { Statement: [{ Effect: Deny }] }
    ipAddressType: dualstack
    dnsRecordIpType: ipv4
    tags: { cost: "1", team: net }
  ${ROLE}`;
const withOwn = (own: string, managed = "managed: {}"): Folder => ({
  ...two(defaults("all", SHARED)),
  "hub.yaml": `${HUB_A}  endpointDefaults: { subnets: [subnet-0000000a]${own} }\n---\n${HUB_B}`,
  "endpoint.yaml": `${ENDPOINT}  ${managed}\n`,
});

test("each field is the endpoint's, else the hub's, else that of Defaults; only tags are added up", () => {
  const { desired, problems } = parseFolder(
    withOwn(
      ", policy: { Statement: [{ Effect: Allow }] }, tags: { team: hub, a: '1' }",
      "managed: { tags: { a: '2' } }",
    ),
  );
  expect(problems).toEqual([]);
  expect(desired?.endpoints[0]?.source).toEqual({
    by: "managed",
    subnets: ["subnet-0000000a"],
    securityGroups: [],
    policy: '{"Statement":[{"Effect":"Allow"}]}',
    ipAddressType: "dualstack",
    dnsRecordIpType: "ipv4",
    tags: { cost: "1", team: "hub", a: "2" },
  });
});

test("an endpoint with an address type of its own has its records too, not those of the hub", () => {
  const { desired } = parseFolder(withOwn("", "managed: { ipAddressType: ipv6 }"));
  expect(desired?.endpoints[0]?.source).toMatchObject({ ipAddressType: "ipv6", dnsRecordIpType: "ipv6" });
});

test("an endpoint of several hubs has each hub's own defaults", () => {
  const { desired, problems } = parseFolder({
    ...two(defaults("all", ROLE)),
    "hub.yaml": [
      `${HUB_A}  endpointDefaults: { subnets: [subnet-0000000a], tags: { in: a } }\n`,
      `${HUB_B}  endpointDefaults: { subnets: [subnet-0000000b], ipAddressType: ipv6 }\n`,
    ].join("---\n"),
    "endpoint.yaml": edit(`${ENDPOINT}  managed: { tags: { of: doc } }\n`, ["[hub-a]", "[hub-a, hub-b]"]),
  });
  expect(problems).toEqual([]);
  const source = desired?.endpoints[0]?.source;
  if (source?.by !== "managed") throw new Error("not managed");
  expect(desired?.hubs.map((hub) => managedIn(source, hub))).toMatchObject([
    { ipAddressType: "ipv4", dnsRecordIpType: "ipv4", tags: { in: "a", of: "doc" } },
    { ipAddressType: "ipv6", dnsRecordIpType: "ipv6", tags: { of: "doc" } },
  ]);
});

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "two documents may not give a hub the same field",
    two(defaults("all", ROLE), defaults("[hub-b]", ROLE, "more")),
    [
      'defaults.yaml:13:20: hub "hub-b" has spokeDefaults.role from Defaults "common" already; say it in one of them, or in the hub itself',
    ],
  ],
  [
    "a policy is one field, wherever it is written",
    two(
      defaults("all", `${ROLE}\n  endpointDefaults: { policy: { Statement: [] } }`),
      defaults("[hub-a]", "endpointDefaults: { policyFrom: { file: p.json } }", "more"),
    ),
    [
      'defaults.yaml:14:23: hub "hub-a" has endpointDefaults.policy from Defaults "common" already; say it in one of them, or in the hub itself',
      "defaults.yaml:14:43: there is no such policy file; it must lie in the folder of desired state and hold a policy, as JSON or YAML, and no document",
    ],
  ],
  [
    "the hubs that are named exist",
    two(
      defaults("all", ROLE),
      defaults("[hub-a, hub-c]", "spokeDefaults: { mode: phz-association }", "more"),
    ),
    ['defaults.yaml:12:17: there is no Hub "hub-c"; did you mean "hub-a"?'],
  ],
  [
    "labels that no hub has are a slip",
    two(defaults("all", ROLE), defaults("{ matchLabels: { stage: p } }", "spokeDefaults: {}", "more")),
    ["defaults.yaml:12:9: no hub has these labels"],
  ],
  [
    "what belongs to one VPC is the hub's own",
    two(defaults("all", `${ROLE}\n  endpointDefaults: { subnets: [subnet-0000000a] }`)),
    [
      'defaults.yaml:7:23: unknown field "subnets" in spec.endpointDefaults; allowed: policy, policyFrom, ipAddressType, dnsRecordIpType, tags',
    ],
  ],
  [
    "rules need Resolver endpoints, whoever says the mode",
    two(defaults("all", `${ROLE}\n  `), defaults("all", "spokeDefaults: { mode: resolver-rule }", "more")),
    [
      'hub.yaml:6:1: mode is resolver-rule, and hub "hub-a" names no Resolver endpoints; set spec.resolver in hub "hub-a", or use phz-association',
      'hub.yaml:17:1: mode is resolver-rule, and hub "hub-b" names no Resolver endpoints; set spec.resolver in hub "hub-b", or use phz-association',
    ],
  ],
  [
    "tags are not the operator's own",
    withOwn(`, tags: { vpce-operator/x: '1' }`),
    [
      "hub.yaml:11:59: spec.endpointDefaults.tags.*: the key must be 1 to 128 letters, digits, spaces and characters of _.:/=+@-, and not begin with aws: or vpce-operator/",
    ],
  ],
  [
    "tags are counted together",
    withOwn("", `managed: { tags: { ${Array.from({ length: 39 }, (_, i) => `t${i}: x`).join(", ")} } }`),
    ['endpoint.yaml:9:14: 41 tags together with those of hub "hub-a", and at most 40 are possible'],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test("what a hub says itself wins over two documents that say different things", () => {
  const folder = {
    ...two(defaults("[hub-a]", ROLE), defaults("all", ROLE, "more")),
    "hub.yaml": `${HUB_A}  spokeDefaults: { role: { arn: "arn:aws:iam::{account}:role/own" } }\n---\n${HUB_B}`,
  };
  const { desired, problems } = parseFolder(folder);
  expect(problems).toEqual([]);
  expect(desired?.spokes.map(({ role }) => role?.arn)).toEqual([
    "arn:aws:iam::222222222222:role/own",
    "arn:aws:iam::222222222222:role/spoke",
  ]);
});
