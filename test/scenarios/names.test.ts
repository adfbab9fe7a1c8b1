import { ChangeResourceRecordSetsCommand, type ResourceRecordSet } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  finding,
  pairsOf,
  said,
  snapshot,
  writes,
  zoneNamed,
  zones,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  KMS_ENDPOINT,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const DKR = `dkr.ecr.${REGION}.amazonaws.com`;
const API_AWS = `ssm.${REGION}.api.aws`;
const SERVICE = `com.amazonaws.${REGION}.ssm`;

function awsLists(stage: Stage, ...privateDnsNames: string[]): void {
  stage.cloud.estate.network.services.set(REGION, SERVICE, { privateDnsNames });
}

const aliasesOf = (stage: Stage, name: string) =>
  zoneNamed(stage, name).records.map((r) => `${r.Name} ${r.Type}`);

test("semantics 4: a wildcard name gets aliases at the apex and at *, a plain one at the apex", async () => {
  const stage = createStage(
    world({
      endpoints: [
        { id: SSM_ENDPOINT, service: "ecr.dkr" },
        { id: KMS_ENDPOINT, service: "kms" },
      ],
    }),
  );
  await converge(stage, [hub(), endpoint("ecr.dkr"), endpoint("kms"), alpha()]);
  expect(aliasesOf(stage, DKR)).toEqual([`\\052.${DKR}. A`, `${DKR}. A`]);
  expect(aliasesOf(stage, KMS)).toEqual([`${KMS}. A`]);
  for (const name of [DKR, `111111111111.${DKR}`, `x.dkr-ecr.${REGION}.on.aws`])
    expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
});

test("semantics 22: names come from AWS's list and not from the service's name", async () => {
  const stage = createStage(world({ endpoints: [{ id: SSM_ENDPOINT, service: "ecs-agent" }] }));
  await converge(stage, [hub(), endpoint("ecs-agent"), alpha()]);
  expect(zones(stage).map((z) => z.name)).toEqual([`ecs-a.${REGION}.amazonaws.com`]);
});

test("semantics 22: S3's regional name begins with *, and its aliases work; a second plan is empty", async () => {
  const stage = createStage(world({ endpoints: [{ id: SSM_ENDPOINT, service: "s3" }] }));
  await converge(stage, [hub(), endpoint("s3"), alpha()]);
  expect(zones(stage).map((z) => z.name)).toEqual(
    ["s3-accesspoint", "s3-control", "s3"].map((n) => `${n}.${REGION}.amazonaws.com`),
  );
  expect(answer(stage, ALPHA.vpc, `bucket.s3.${REGION}.amazonaws.com`)).toContain(PRIVATE);
});

for (const [type, wanted] of [
  ["ipv4", ["A"]],
  ["dualstack", ["A", "AAAA"]],
  ["ipv6", ["AAAA"]],
] as const)
  test(`semantics 24: an endpoint whose DNS record type is ${type} gets ${wanted.join(" and ")}`, async () => {
    const endpoints = [{ id: SSM_ENDPOINT, service: "ssm", ipAddressType: type }];
    const stage = createStage(world({ endpoints, hubVpc: { ipv6: true } }));
    await converge(stage, [hub(), endpoint("ssm"), alpha()]);
    expect(aliasesOf(stage, SSM)).toEqual(wanted.map((t) => `${SSM}. ${t}`));
    for (const t of wanted)
      expect(answer(stage, ALPHA.vpc, SSM, t)).toMatch(t === "A" ? /^10\.0\./ : /^2600:/);
  });

test("semantics 24: service-defined is withheld until addressTypes is set", async () => {
  const endpoints = [{ id: SSM_ENDPOINT, service: "ssm", dnsRecordIpType: "service-defined" as const }];
  const stage = createStage(world({ endpoints }));
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), alpha()]);
  expect(said(plan)).toEqual(["withheld AddressTypesUnknown"]);
  expect(finding(plan, "AddressTypesUnknown")).toMatchObject({
    endpoint: "ssm",
    message: expect.stringContaining(SSM_ENDPOINT),
    todo: "set addressTypes to [ipv4], [ipv6] or both",
  });
  expect(zones(stage)).toEqual([]);
  await converge(stage, [hub(), endpoint("ssm", { addressTypes: ["ipv4"] }), alpha()]);
  expect(aliasesOf(stage, SSM)).toEqual([`${SSM}. A`]);
});

test("semantics 23: a name that AWS adds after the first client joined is reported, and made only with newNames: apply", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  awsLists(stage, SSM, API_AWS);
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), alpha()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "NewName")).toMatchObject({
    kind: "withheld",
    endpoint: "ssm",
    zone: API_AWS,
    message: expect.stringContaining(SERVICE),
    todo: expect.stringContaining("newNames: apply"),
  });
  expect(plan.names.map((n) => `${n.name} ${n.state}`)).toEqual(
    [`${SSM} shared`, `${API_AWS} withheld`].sort(),
  );
  await converge(stage, [hub(), endpoint("ssm", { newNames: "apply" }), alpha()]);
  expect(answer(stage, ALPHA.vpc, API_AWS)).toContain(PRIVATE);
});

test("semantics 23: a new name written out in names is a commit, and made", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  awsLists(stage, SSM, API_AWS);
  await converge(stage, [hub(), endpoint("ssm", { names: [SSM, API_AWS] }), alpha()]);
  expect(zones(stage)).toHaveLength(2);
});

test("semantics 23: before the first client, a name that AWS adds is as good as the others", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm")]);
  awsLists(stage, SSM, API_AWS);
  await converge(stage, [hub(), endpoint("ssm")]);
  expect(zones(stage)).toHaveLength(2);
});

test("semantics 23: a zone that somebody deleted is made again and no new name", async () => {
  const stage = createStage(world({ services: { ssm: [SSM, API_AWS] } }));
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const gone = zoneNamed(stage, API_AWS).id;
  stage.cloud.estate.zones.byId.delete(gone);
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  expect(zones(stage)).toHaveLength(2);
});

test("semantics 12, 23: a name that vanishes from AWS's answer removes nothing, and comes back without a write", async () => {
  const stage = createStage(world({ services: { ssm: [SSM, API_AWS] } }));
  const files = [hub(), endpoint("ssm"), alpha()];
  await converge(stage, files);
  awsLists(stage, SSM);
  const before = snapshot(stage);
  stage.cloud.calls.clear();
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toEqual(["note NameVanished"]);
  expect(finding(plan, "NameVanished")).toMatchObject({
    zone: API_AWS,
    message: expect.stringContaining("stay as they are"),
    todo: expect.stringContaining("names"),
  });
  awsLists(stage, SSM, API_AWS);
  await converge(stage, files);
  expect(snapshot(stage)).toEqual(before);
  expect(writes(stage)).toEqual([]);
});

test("semantics 23: a vanished name takes no new client and still loses those that leave", async () => {
  const stage = createStage(world({ services: { ssm: [SSM, API_AWS] } }));
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  awsLists(stage, SSM);
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), beta()]);
  expect(finding(plan, "EndpointStalled")).toMatchObject({ spoke: "beta", zone: API_AWS });
  expect(pairsOf(plan, "associate")).toEqual([`${SSM} ${BETA.vpc}`]);
  expect(pairsOf(plan, "disassociate").sort()).toEqual([SSM, API_AWS].map((n) => `${n} ${ALPHA.vpc}`).sort());
});

test("semantics 23: names narrowed by a commit: the zone of the dropped name goes", async () => {
  const stage = createStage(world({ services: { ssm: [SSM, API_AWS] } }));
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  await converge(stage, [hub(), endpoint("ssm", { names: [SSM] }), alpha()]);
  expect(zones(stage).map((z) => z.name)).toEqual([SSM]);
  expect(answer(stage, ALPHA.vpc, API_AWS)).toBe("public");
});

test("semantics 23: extraNames are added to AWS's list, and go when they are taken out of the document", async () => {
  const extra = "ssm.internal.example.com";
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm", { extraNames: [`*.${extra}`] }), alpha()]);
  expect(answer(stage, ALPHA.vpc, `a.${extra}`)).toContain(PRIVATE);
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  expect(zones(stage).map((z) => z.name)).toEqual([SSM]);
});

test("semantics 23: a name in names that AWS does not list is told, and the others are shared", async () => {
  const stage = createStage(world());
  const { plan } = await converge(stage, [
    hub(),
    endpoint("ssm", { names: [SSM, "smm.eu-west-1.amazonaws.com"] }),
    alpha(),
  ]);
  expect(finding(plan, "NameNotListed")).toMatchObject({
    kind: "note",
    message: expect.stringContaining("smm.eu-west-1.amazonaws.com"),
    todo: expect.stringContaining("extraNames"),
  });
});

test("a service without private names, or none that the document wants, is withheld", async () => {
  const stage = createStage(world({ services: { ssm: [] } }));
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), alpha()]);
  expect(finding(plan, "NoPrivateNames")).toMatchObject({
    kind: "withheld",
    endpoint: "ssm",
    todo: expect.stringContaining("extraNames"),
  });
});

test("an alias that was pointed elsewhere is pointed back, one that lost its health evaluation too", async () => {
  const stage = createStage(world());
  const files = [hub(), endpoint("ssm"), endpoint("kms"), alpha()];
  await converge(stage, files);
  const ssm = zoneNamed(stage, SSM);
  const target = zoneNamed(stage, KMS).records[0]?.AliasTarget;
  await upsert(stage, ssm.id, { ...(ssm.records[0] as ResourceRecordSet), AliasTarget: target });
  const { plan } = await converge(stage, files);
  expect(plan.actions[0]?.because).toBe(`A ${SSM} should point at ${SSM_ENDPOINT}`);
  await converge(stage, [hub(), endpoint("ssm", { evaluateTargetHealth: false }), endpoint("kms"), alpha()]);
  expect(zoneNamed(stage, SSM).records[0]?.AliasTarget?.EvaluateTargetHealth).toBe(false);
});

const CNAME: ResourceRecordSet = {
  Name: `\\052.${DKR}`,
  Type: "CNAME",
  TTL: 60,
  ResourceRecords: [{ Value: "elsewhere.example.com" }],
};

const WEIGHTED: ResourceRecordSet = {
  Name: `\\052.${DKR}`,
  Type: "A",
  SetIdentifier: "blue",
  Weight: 1,
  TTL: 60,
  ResourceRecords: [{ Value: "192.0.2.1" }],
};

const SERVING: ResourceRecordSet = {
  ...CNAME,
  ResourceRecords: [{ Value: `${SSM_ENDPOINT}-abc.dkr.ecr.${REGION}.vpce.amazonaws.com` }],
};

const REPLACE = "it leads to the endpoint: replace it by an alias to the same name, both in one change batch";

test.each([
  ["CnameInTheWay", `CNAME *.${DKR} in zone`, CNAME],
  ["CnameInTheWay", `CNAME *.${DKR} in zone`, SERVING, REPLACE],
  ["RoutedRecordInTheWay", `A *.${DKR} with a routing policy (blue) in zone`, WEIGHTED],
])(
  "semantics 3, 9: %s of an alias is a conflict that says where, and nobody joins meanwhile",
  async (reason, where, inTheWay, todo = "delete that record") => {
    const stage = createStage(world({ endpoints: [{ id: SSM_ENDPOINT, service: "ecr.dkr" }] }));
    const files = [hub(), endpoint("ecr.dkr"), beta()];
    await converge(stage, files);
    const zone = zoneNamed(stage, DKR);
    const wild = zone.records.find((r) => r.Name?.startsWith("\\052"));
    const Changes = [
      { Action: "DELETE" as const, ResourceRecordSet: wild },
      { Action: "CREATE" as const, ResourceRecordSet: inTheWay },
    ];
    await byHand(stage).send(
      new ChangeResourceRecordSetsCommand({ HostedZoneId: zone.id, ChangeBatch: { Changes } }),
    );
    const { plan } = await stage.operator().apply([...files, alpha()]);
    expect(finding(plan, reason)).toMatchObject({
      kind: "conflict",
      zone: DKR,
      message: expect.stringContaining(where),
      todo,
    });
    expect(said(plan).filter((s) => s === "withheld AliasBlocked")).toHaveLength(2);
    expect(plan.actions).toEqual([]);
  },
);

async function upsert(stage: Stage, HostedZoneId: string, set: ResourceRecordSet): Promise<void> {
  const Changes = [{ Action: "UPSERT" as const, ResourceRecordSet: set }];
  await byHand(stage).send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
}
