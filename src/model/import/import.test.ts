import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDesired } from "../desired/parse.ts";
import { formatProblem } from "../desired/problems.ts";
import type { Desired, Hub } from "../desired/types.ts";
import type { AccountId, EndpointId, Owner, Region, VpcId, VpcRef, ZoneId, ZoneName } from "../ids.ts";
import type { EndpointView } from "../observed/endpoint.ts";
import { zoneClaim } from "../ownership.ts";
import {
  type Found,
  type FoundVpc,
  type FoundZone,
  type ImportedHub,
  NOTHING_FOUND,
  ownersIn,
} from "./found.ts";
import { type Imported, importDesired } from "./import.ts";

const R = "eu-west-1" as Region;
const HUB = "111111111111" as AccountId;
const HUB_VPC = "vpc-0a000001" as VpcId;
const told: ImportedHub = {
  owner: "team" as Owner,
  account: HUB,
  region: R,
  vpc: HUB_VPC,
  spokeRole: { arn: "arn:aws:iam::{account}:role/spoke", externalIdFrom: { env: "SPOKE_ID" } },
};

function endpoint(service: string, id: string, more: Partial<EndpointView> = {}): EndpointView {
  return {
    id: id as EndpointId,
    service: `com.amazonaws.${R}.${service}`,
    state: "available",
    privateDnsEnabled: false,
    tags: {},
    dnsRecordIpType: "ipv4",
    ipAddressType: "ipv4",
    subnets: [],
    securityGroups: [],
    regional: { dnsName: `${id}-x.${service}.${R}.vpce.amazonaws.com`, hostedZoneId: "Z1" },
    ...more,
  };
}

const name = (service: string) => `${service}.${R}.amazonaws.com`;
const listed = (service: string, ...names: string[]) => ({
  name: `com.amazonaws.${R}.${service}`,
  privateNames: names.length > 0 ? names : [name(service)],
});
const seen = <T>(value: T) => ({ kind: "seen", value }) as const;
const unreadable = {
  kind: "unreadable",
  failure: { kind: "denied", error: "AccessDenied", message: "no" },
} as const;

function zone(zoneName: string, vpcs: readonly string[], more: Partial<FoundZone> = {}): FoundZone {
  return {
    id: `Z${zoneName.length}${vpcs.length}` as ZoneId,
    name: zoneName as ZoneName,
    callerReference: "by hand",
    vpcs: seen(vpcs.map((id): VpcRef => ({ id: id as VpcId, region: R }))),
    records: seen([]),
    tags: seen({}),
    ...more,
  };
}

function found(more: Partial<Found>): Found {
  return { ...NOTHING_FOUND, services: [listed("ssm"), listed("kms")], ...more };
}

const owners = (...vpcs: [id: string, account: string, name?: string][]) =>
  new Map(
    vpcs.map(([id, account, called]): [VpcId, FoundVpc] => [
      id as VpcId,
      { account: account as AccountId, ...(called !== undefined && { name: called }) },
    ]),
  );

function desiredOf({ files }: Imported): Desired {
  const { desired, problems } = parseDesired(files, () => "a-secret");
  if (!desired) throw new Error(problems.map(formatProblem).join("\n"));
  return desired;
}

const text = ({ files }: Imported, path: string) => files.find((file) => file.path === path)?.text ?? "";
const SSM = endpoint("ssm", "vpce-0000000a");

test("a VPC in the zones of some endpoints shares these, one in all of them shares all", () => {
  const imported = importDesired(
    told,
    found({
      endpoints: [SSM, endpoint("kms", "vpce-0000000b")],
      zones: [zone(name("ssm"), ["vpc-0b000001", "vpc-0b000002"]), zone(name("kms"), ["vpc-0b000001"])],
      vpcs: owners(["vpc-0b000001", "222222222222", "all"], ["vpc-0b000002", "222222222222", "some"]),
    }),
  );
  expect(text(imported, "spokes/all.yaml")).not.toContain("endpoints:");
  expect(text(imported, "spokes/some.yaml")).toMatch(/ {2}endpoints:\n {4}names:\n {6}- ssm\n$/);
});

test("the hub VPC and the anchor in a zone are no spokes", () => {
  const anchorVpc = "vpc-0a0000ff" as VpcId;
  const zones = [zone(name("ssm"), [HUB_VPC, anchorVpc])];
  const vpcs = owners([HUB_VPC, HUB], [anchorVpc, HUB]);
  const imported = importDesired({ ...told, anchorVpc }, found({ endpoints: [SSM], zones, vpcs }));
  expect(imported.files.map(({ path }) => path)).toEqual(["hub.yaml", "endpoints/ssm.yaml"]);
  expect(imported.remarks).toEqual([]);
});

test("a VPC without a document in a zone of ours is a warning, for a plan would remove it", () => {
  const callerReference = `vpceop/team/${"0".repeat(32)}/0/0`;
  const zones = [zone(name("ssm"), ["vpc-0b000001"], { callerReference })];
  const imported = importDesired(told, found({ endpoints: [SSM], zones }));
  expect(imported.remarks).toEqual([
    `no Spoke for vpc-0b000001 (${R}), which is in ${name("ssm")} (${zones[0]?.id}): its account was not found; name the accounts to look in by --spoke-account; BEWARE: a plan would take it out of ${name("ssm")}`,
  ]);
  expect(text(imported, "endpoints/ssm.yaml")).not.toContain("adoptZones");
});

test("a VPC of another account without a role for it gets no Spoke", () => {
  const { spokeRole: _, ...alone } = told;
  const zones = [zone(name("ssm"), ["vpc-0b000001"])];
  const vpcs = owners(["vpc-0b000001", "222222222222"]);
  const imported = importDesired(alone, found({ endpoints: [SSM], zones, vpcs }));
  expect(imported.remarks[0]).toContain("it is in account 222222222222, and there is no role for it");
  expect(desiredOf(imported).spokes).toEqual([]);
});

test("of several endpoints of a service the one that the zone points at is shared, the others are named", () => {
  const target = endpoint("ssm", "vpce-0000000b");
  const { dnsName } = target.regional as { dnsName: string };
  const alias = { dnsName, hostedZoneId: "Z1", evaluateTargetHealth: true };
  const records = seen([{ name: name("ssm"), type: "A", alias }]);
  const imported = importDesired(
    told,
    found({
      endpoints: [endpoint("ssm", "vpce-0000000a", { privateDnsEnabled: true }), target],
      zones: [zone(name("ssm"), [], { records })],
    }),
  );
  expect(desiredOf(imported).endpoints[0]?.source).toEqual({ by: "id", id: "vpce-0000000b" });
  const comments = text(imported, "endpoints/ssm.yaml");
  expect(comments).toContain(
    "# Also in the VPC, of the same service, and not shared: vpce-0000000a (available).\n",
  );
  expect(comments).not.toContain("takeRecords");
});

test("a record that points elsewhere is told, with the way to change it", () => {
  const records = seen([
    { name: name("ssm"), type: "A" },
    { name: `other.${name("ssm")}`, type: "A" },
    { name: name("ssm"), type: "SOA" },
  ]);
  const zones = [zone(name("ssm"), [], { records })];
  const imported = importDesired(told, found({ endpoints: [SSM], zones }));
  expect(text(imported, "endpoints/ssm.yaml")).toContain(
    `# A ${name("ssm")} is not seen to lead to vpce-0000000a: \`takeRecords: true\` would change that.\n`,
  );
});

test("aliases without health evaluation are written down so; a CNAME to the endpoint is no record to take", () => {
  const { dnsName } = SSM.regional as { dnsName: string };
  const alias = { dnsName, hostedZoneId: "Z1", evaluateTargetHealth: false };
  const records = [
    { name: name("ssm"), type: "A", alias },
    { name: `*.${name("ssm")}`, type: "CNAME", plain: { ttl: 300, values: [`${dnsName}.`] } },
  ];
  const withRecords = (all: typeof records) =>
    importDesired(told, found({ endpoints: [SSM], zones: [zone(name("ssm"), [], { records: seen(all) })] }));
  const imported = withRecords(records);
  expect(desiredOf(imported).endpoints[0]?.evaluateTargetHealth).toBe(false);
  expect(text(imported, "endpoints/ssm.yaml")).not.toContain("takeRecords");
  const healthy = { ...alias, evaluateTargetHealth: true };
  const mixed = withRecords([...records, { name: name("ssm"), type: "AAAA", alias: healthy }]);
  expect(desiredOf(mixed).endpoints[0]?.evaluateTargetHealth).toBe(true);
});

test("what must not or cannot be shared is left out and told", () => {
  const imported = importDesired(
    told,
    found({
      services: [
        listed("dynamodb"),
        { name: `com.amazonaws.${R}.nameless`, privateNames: [] },
        listed("ssm"),
      ],
      endpoints: [
        endpoint("dynamodb", "vpce-0000000a"),
        endpoint("nameless", "vpce-0000000b"),
        endpoint("ssm", "vpce-0000000c", { state: "failed" }),
      ],
    }),
  );
  expect(imported.remarks).toEqual([
    expect.stringContaining(
      "not imported: vpce-0000000a (com.amazonaws.eu-west-1.dynamodb): AWS says not to",
    ),
    expect.stringContaining("not imported: vpce-0000000b (com.amazonaws.eu-west-1.nameless): AWS lists no"),
    "not imported: vpce-0000000c (com.amazonaws.eu-west-1.ssm): state failed",
  ]);
  expect(imported.files.map(({ path }) => path)).toEqual(["hub.yaml"]);
});

test("a zone whose VPCs could not be read is told", () => {
  const zones = [zone(name("ssm"), [], { vpcs: unreadable })];
  const imported = importDesired(told, found({ endpoints: [SSM], zones }));
  expect(imported.remarks).toEqual([`not seen: the VPCs of ${zones[0]?.id} (${name("ssm")}): AccessDenied`]);
});

test("a zone of another owner is told with that owner", () => {
  const callerReference = `vpceop/others/${"0".repeat(32)}/0/0`;
  const zones = [zone(name("ssm"), [], { callerReference })];
  const imported = importDesired(told, found({ endpoints: [SSM], zones }));
  expect(text(imported, "endpoints/ssm.yaml")).toContain(`is kept by owner "others" of vpce-operator`);
  expect(desiredOf(imported).endpoints[0]?.adoptZones).toBe(false);
});

test("a zone that this owner took over is ours, whoever made it", () => {
  const tags = seen(zoneClaim(told as unknown as Hub, "default", name("ssm") as ZoneName));
  const zones = [zone(name("ssm"), [], { tags })];
  const imported = importDesired(told, found({ endpoints: [SSM], zones }));
  expect(text(imported, "endpoints/ssm.yaml")).toContain("is kept by this owner already");
  expect(desiredOf(imported).endpoints[0]?.adoptZones).toBe(false);
});

test("an ExternalId is never written, only where it is read from", () => {
  const hub = text(importDesired(told, NOTHING_FOUND), "hub.yaml");
  expect(hub).toContain("externalIdFrom:\n        env: SPOKE_ID\n");
});

test("an empty VPC of the hub's account in a zone of ours may be the anchor: a person is asked, nothing is guessed", () => {
  const callerReference = `vpceop/team/${"0".repeat(32)}/0/0`;
  const zones = [zone(name("ssm"), ["vpc-0a0000ff", "vpc-0a0000fe"], { callerReference })];
  const vpcs = new Map<VpcId, FoundVpc>([
    ["vpc-0a0000ff" as VpcId, { account: HUB, name: "quiet", isEmpty: true }],
    ["vpc-0a0000fe" as VpcId, { account: HUB, name: "busy", isEmpty: false }],
  ]);
  const imported = importDesired(told, found({ endpoints: [SSM], zones, vpcs }));
  const words = "if this VPC has no workloads make it the hub's anchorVpc, and delete its spoke";
  expect(imported.remarks).toEqual([`vpc-0a0000ff (${R}) got spokes/quiet.yaml: ${words}`]);
  expect(text(imported, "spokes/quiet.yaml")).toContain(`# It has no subnets: ${words}.\n`);
  expect(text(imported, "spokes/busy.yaml")).not.toContain("anchorVpc");
  const settled = { ...told, anchorVpc: "vpc-0a0000fd" as VpcId };
  expect(importDesired(settled, found({ endpoints: [SSM], zones, vpcs })).remarks).toEqual([]);
});

test("the owners that zones bear are known by maker and by claim, each once", () => {
  const made = (owner: string) => ({ callerReference: `vpceop/${owner}/${"0".repeat(32)}/0/0` });
  const claimed = { tags: seen(zoneClaim(told as unknown as Hub, "default", name("kms") as ZoneName)) };
  const zones = [
    zone("a.b", [], made("b-team")),
    zone("c.d", [], made("b-team")),
    zone(name("kms"), [], claimed),
  ];
  expect(ownersIn(found({ zones }))).toEqual(["b-team", "team"]);
  expect(ownersIn(found({ zones: [zone("a.b", [])] }))).toEqual([]);
});

test("no comment is wider than 110 columns", () => {
  const vpcs = Array.from({ length: 9 }, (_, n) => `vpc-0b00000${n}`);
  const imported = importDesired(told, found({ endpoints: [SSM], zones: [zone(name("ssm"), vpcs)] }));
  const lines = imported.files.flatMap((file) => file.text.split("\n"));
  expect(lines.filter((line) => line.length > 110)).toEqual([]);
  expect(imported.remarks.every((words) => words.length > 110)).toBe(true);
});

test("a file begins with the place of its schema", () => {
  const imported = importDesired(told, found({ endpoints: [SSM] }));
  const first = (path: string) => text(imported, path).split("\n")[0];
  expect(first("hub.yaml")).toBe("# yaml-language-server: $schema=vpce-operator.schema.json");
  expect(first("endpoints/ssm.yaml")).toBe("# yaml-language-server: $schema=../vpce-operator.schema.json");
});

const MANY = ["ssm", "kms", "sts", "logs", "ecr.dkr"];
const many = (more: Partial<Found> = {}) =>
  found({
    services: MANY.map((service) => listed(service)),
    endpoints: MANY.map((service, i) => endpoint(service, `vpce-0000000${i}`)),
    ...more,
  });

test("endpoints that differ in their service alone are one document of several services", () => {
  const zones = [
    zone(name("kms"), ["vpc-0b000001"], { callerReference: `vpceop/team/${"0".repeat(32)}/0/0` }),
  ];
  const imported = importDesired(
    told,
    many({ zones, vpcs: owners(["vpc-0b000001", "222222222222", "pay"]) }),
  );
  expect(imported.files.map(({ path }) => path)).toEqual([
    "hub.yaml",
    "endpoints/services.yaml",
    "spokes/pay.yaml",
  ]);
  const file = text(imported, "endpoints/services.yaml");
  expect(file).toMatch(
    / {2}services:\n {4}- ecr\.dkr\n {4}- kms\n {4}- logs\n {4}- ssm\n {4}- sts\n {2}hubPrivateDns: off\n$/,
  );
  for (const [i, service] of MANY.entries())
    expect(file).toContain(`# ${service}: Found: vpce-0000000${i}, available`);
  expect(desiredOf(imported).spokes[0]?.endpoints.map((e) => e.name)).toEqual(["services-kms"]);
});

test("what is not like the others, or one of several of its service, keeps a document of its own and its id", () => {
  const endpoints = [
    ...MANY.map((service, i) => endpoint(service, `vpce-0000000${i}`)),
    endpoint("ssm", "vpce-0000000a"),
    endpoint("sts", "vpce-0000000b", { state: "pending" }),
  ];
  const zones = [zone(name("kms"), [])];
  const imported = importDesired(
    told,
    many({
      endpoints: [...endpoints, endpoint("sqs", "vpce-0000000c")],
      services: [...MANY, "sqs"].map((s) => listed(s)),
      zones,
    }),
  );
  expect(desiredOf(imported).endpoints.map((e) => [e.name, e.source.by])).toEqual([
    ["ecr.dkr", "id"],
    ["kms", "id"],
    ["logs", "id"],
    ["sqs", "id"],
    ["ssm", "id"],
    ["sts", "id"],
  ]);
});

test("an endpoint for a service of another Region says so", () => {
  const far = endpoint("", "vpce-0000000a", {
    service: "com.amazonaws.us-east-2.ec2",
    serviceRegion: "us-east-2" as Region,
  });
  const services = [{ name: far.service, privateNames: ["ec2.us-east-2.amazonaws.com"] }];
  const imported = importDesired(told, found({ endpoints: [far], services }));
  expect(desiredOf(imported).endpoints).toMatchObject([
    { name: "ec2", service: "ec2", serviceRegion: "us-east-2", source: { id: far.id } },
  ]);
});

const SERVICES = ["ssm", "kms", "ecr.dkr", "dynamodb", "twin-a", "twin-b", "nameless"];
const services = [
  listed("ssm", name("ssm"), `ssm.${R}.api.aws`),
  listed("kms"),
  listed("ecr.dkr", `dkr.ecr.${R}.amazonaws.com`, `*.dkr.ecr.${R}.amazonaws.com`),
  listed("dynamodb"),
  listed("twin-a", "twin.example.com"),
  listed("twin-b", "twin.example.com", "other.example.com"),
];
const ZONES = services.flatMap(({ privateNames }) => privateNames.map((n) => n.replace("*.", "")));
const VPCS = ["vpc-0b000001", "vpc-0b000002", "vpc-0b000003", HUB_VPC];
const NAMES = ["", "Prod", "prod", "..", "a\nkind: Hub", "Ä", "x".repeat(300), 'it\'s: "y" # z'];

const estates = fc.record({
  endpoints: fc.uniqueArray(
    fc.tuple(
      fc.constantFrom(...SERVICES),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      fc.constantFrom("available", "pending", "failed"),
    ),
    { selector: ([, id]) => id, maxLength: 6 },
  ),
  zones: fc.array(
    fc.record({
      name: fc.constantFrom(...ZONES),
      vpcs: fc.subarray(VPCS),
      reference: fc.constantFrom("by hand", "vpceop/team/", "vpceop/others/"),
      denied: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  owners: fc.array(
    fc.tuple(
      fc.constantFrom(...VPCS),
      fc.constantFrom<string>(HUB, "222222222222"),
      fc.constantFrom(...NAMES),
    ),
  ),
});

function estate({
  endpoints,
  zones,
  owners: vpcs,
}: typeof estates extends fc.Arbitrary<infer T> ? T : never): Found {
  return found({
    services,
    endpoints: endpoints.map(([service, id, privateDnsEnabled, state]) =>
      endpoint(service, `vpce-0000000${id}`, { privateDnsEnabled, state }),
    ),
    zones: zones.map((z, index) =>
      zone(z.name, z.vpcs, {
        id: `Z${index}` as ZoneId,
        callerReference: z.reference.endsWith("/") ? `${z.reference}${"0".repeat(32)}/0/0` : z.reference,
        ...(z.denied && { vpcs: unreadable }),
      }),
    ),
    vpcs: owners(...vpcs),
  });
}

test("whatever is found, the files validate, each under a path of its own", () => {
  const law = fc.property(estates, (given) => {
    const imported = importDesired(told, estate(given));
    desiredOf(imported);
    const paths = imported.files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^((endpoints|spokes)\/)?[a-z0-9][a-z0-9.-]*\.yaml$/);
  });
  fc.assert(law, { numRuns: 300 });
});

test("no endpoint and no VPC of an imported endpoint's zones is passed over in silence", () => {
  const law = fc.property(estates, (given) => {
    const imported = importDesired(told, estate(given));
    const said = imported.files.map((file) => file.text).join("") + imported.remarks.join("\n");
    for (const [, id] of given.endpoints) expect(said).toContain(`vpce-0000000${id}`);
    const served = new Set(desiredOf(imported).endpoints.map((e) => `com.amazonaws.${R}.${e.service}`));
    const names = new Set(services.filter((s) => served.has(s.name)).flatMap((s) => s.privateNames));
    for (const z of given.zones)
      if (names.has(z.name) && !z.denied) for (const vpc of z.vpcs) expect(said).toContain(vpc);
  });
  fc.assert(law, { numRuns: 300 });
});
