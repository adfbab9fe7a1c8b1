import { expect, test } from "vitest";
import { ANCHOR, HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import {
  answer,
  converge,
  darkNames,
  finding,
  propagate,
  said,
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
  LOCAL,
  local,
  PRIVATE,
  SSM,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const NO_ANCHOR = { anchorVpc: undefined };

test("semantics 2: the anchor is a zone's first VPC and stays, so that no client waits in an empty zone", async () => {
  const stage = createStage(world());
  const dark = darkNames(stage, [ALPHA.vpc, HUB_VPC], [SSM]);
  const files = [hub(), endpoint("ssm", { hubPrivateDns: "off" }), alpha()];
  const { plan } = await converge(stage, files);
  expect(said(plan)).toEqual([]);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR, HUB_VPC, ALPHA.vpc].sort());
  expect([...dark]).toEqual([]);
  expect(answer(stage, HUB_VPC, SSM)).toContain(PRIVATE);
});

test("semantics 2: without an anchor the hub VPC is first, when its private DNS is off, with the window that the plan names", async () => {
  const stage = createStage(world());
  const dark = darkNames(stage, [ALPHA.vpc, HUB_VPC], [SSM]);
  const { plan } = await converge(stage, [
    hub(NO_ANCHOR),
    endpoint("ssm", { hubPrivateDns: "off" }),
    alpha(),
  ]);
  expect(finding(plan, "FirstVpcIsClient")).toMatchObject({
    kind: "window",
    vpc: { id: HUB_VPC },
    zone: SSM,
    todo: expect.stringContaining("anchorVpc"),
  });
  expect([...dark].filter((pair) => !pair.startsWith(HUB_VPC))).toEqual([]);
});

test("semantics 2: with the hub's private DNS kept on, a spoke of the hub's account is first", async () => {
  const stage = createStage(
    world({ endpoints: [{ id: "vpce-0e000000000000001", service: "ssm", privateDns: true }] }),
  );
  const dark = darkNames(stage, [ALPHA.vpc, HUB_VPC], [SSM]);
  const { plan } = await converge(stage, [hub(NO_ANCHOR), endpoint("ssm"), alpha(), local()]);
  expect(finding(plan, "FirstVpcIsClient")).toMatchObject({
    kind: "window",
    spoke: "local",
    vpc: { id: LOCAL.vpc },
  });
  expect(answer(stage, HUB_VPC, SSM)).toBe("own endpoint");
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ALPHA.vpc, LOCAL.vpc]);
  expect([...dark]).toEqual([]);
});

test("semantics 2: no VPC of the hub's account to make the zone with: withheld, with the way out", async () => {
  const stage = createStage(world());
  const { plan } = await stage.operator().apply([hub(NO_ANCHOR), endpoint("ssm"), alpha()]);
  expect(said(plan)).toEqual(["withheld NoFirstVpc", "withheld EndpointIncomplete"]);
  expect(finding(plan, "NoFirstVpc")).toMatchObject({
    zone: SSM,
    message: expect.stringContaining(`a VPC of its own account ${HUB}`),
    todo: expect.stringContaining("anchorVpc"),
  });
  expect(finding(plan, "EndpointIncomplete")).toMatchObject({ spoke: "alpha", vpc: { id: ALPHA.vpc } });
  expect(zones(stage)).toEqual([]);
});

test("semantics 2: why each VPC of the hub's account cannot be first is said", async () => {
  const stage = createStage(world({ hub: { zones: [{ name: SSM, vpcs: [LOCAL.vpc] }] } }));
  const { plan } = await stage.operator().apply([hub(NO_ANCHOR), endpoint("ssm"), local()]);
  expect(finding(plan, "NoFirstVpc").message).toContain(`${LOCAL.vpc} is in zone`);
});

test("semantics 2: the anchor may be in another Region", async () => {
  const far = { ...vpcOf("vpc-0a0000000000000af", 28), region: "us-east-1" };
  const stage = createStage(world({ hub: { vpcs: [far] } }));
  await converge(stage, [hub({ anchorVpc: { vpc: far.id, region: "us-east-1" } }), endpoint("ssm"), alpha()]);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([far.id, ALPHA.vpc]);
});

test("semantics 2: an anchor that is not there is told, and makes nothing", async () => {
  const missing = "vpc-0a0000000000000ff";
  const stage = createStage(world());
  const { plan } = await stage
    .operator()
    .apply([hub({ anchorVpc: { vpc: missing } }), endpoint("ssm"), alpha()]);
  expect(finding(plan, "AnchorNotFound")).toMatchObject({
    kind: "withheld",
    message: `the hub's account ${HUB} has no VPC ${missing} in ${REGION}`,
    todo: "correct the hub's anchorVpc",
  });
  expect(zones(stage)).toEqual([]);
});

test("semantics 1: no client joins before the aliases are INSYNC, found by GetChange from the hub", async () => {
  const stage = createStage(world(), { insyncMs: 45_000 });
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()]);
  const calls = stage.cloud.calls.list({ service: "route53" });
  const lastChange = calls.findLast((c) => c.operation === "ChangeResourceRecordSets")?.at ?? 0;
  const joins = calls.filter((c) => c.operation === "AssociateVPCWithHostedZone");
  expect(joins.map((c) => c.at >= lastChange + 45_000)).toEqual([true, true, true, true]);
  expect(new Set(calls.filter((c) => c.operation === "GetChange").map((c) => c.account))).toEqual(
    new Set([HUB]),
  );
});

test("semantics 3: every zone of an endpoint exists, with aliases INSYNC, before any client joins one of them", async () => {
  const services = { ssm: [SSM, `ssm.${REGION}.api.aws`, `ssm-fips.${REGION}.amazonaws.com`] };
  const stage = createStage(world({ services }));
  await converge(stage, [hub(), endpoint("ssm"), alpha(), local()]);
  const order = writes(stage);
  expect(order.indexOf("AssociateVPCWithHostedZone")).toBeGreaterThan(
    order.lastIndexOf("ChangeResourceRecordSets"),
  );
  expect(zones(stage)).toHaveLength(3);
});

test("semantics 3: a change that never becomes INSYNC lets nobody join, and the next pass goes on from there", async () => {
  let insyncMs = 3_600_000;
  const stage = createStage(world(), { insyncMs: () => insyncMs });
  const files = [hub(), endpoint("ssm"), alpha()];
  const report = await stage.operator().apply(files);
  expect(report.outcomes.find((o) => o.result === "failed")?.failure).toMatchObject({ error: "NotInsync" });
  expect(zoneNamed(stage, SSM)).toMatchObject({ vpcs: [ANCHOR], authorizations: [] });
  insyncMs = 1000;
  await stage.clock.run(stage.clock.sleep(3_600_000));
  await converge(stage, files);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

const PROD = "vpce-0e00000000000000a";
const TEST = "vpce-0e00000000000000b";
const twoSets = world({
  endpoints: [
    { id: PROD, service: "ssm", tags: { set: "prod" } },
    { id: TEST, service: "ssm", tags: { set: "test" } },
  ],
});
const set = (name: string, spec = {}) =>
  endpoint("ssm", { set: name, existing: { tags: { set: name } }, ...spec }, `ssm-${name}`);

test("two sets of one service, one VPC each: each VPC resolves to its own set's endpoint", async () => {
  const stage = createStage(twoSets);
  const files = [
    hub(NO_ANCHOR),
    set("prod"),
    set("test"),
    local({ endpoints: { names: ["ssm-prod"] } }),
    alpha({ endpoints: { names: ["ssm-prod"] } }),
    beta({ endpoints: { names: ["ssm-test"] } }),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toContain("withheld NoFirstVpc");
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, BETA.vpc, SSM)).toBe("public");
});

test("semantics 2: the anchor can be in one zone of a name, and moves on to the second set when the first has a client", async () => {
  const stage = createStage(twoSets);
  const files = [
    hub(),
    set("prod"),
    set("test"),
    alpha({ endpoints: { names: ["ssm-prod"] } }),
    beta({ endpoints: { names: ["ssm-test"] } }),
  ];
  const first = await stage.operator().apply(files);
  expect(finding(first.plan, "AnchorBusy")).toMatchObject({
    kind: "withheld",
    message: expect.stringContaining(ANCHOR),
    todo: expect.stringContaining("run again"),
  });
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [SSM]);
  await converge(stage, files);
  expect(zones(stage).map((z) => z.vpcs)).toEqual(
    expect.arrayContaining([[ALPHA.vpc], [ANCHOR, BETA.vpc].sort()]),
  );
  expect(answer(stage, ALPHA.vpc, SSM)).not.toBe(answer(stage, BETA.vpc, SSM));
  expect([...dark]).toEqual([]);
});

test("two sets of one service and a hub VPC without private DNS: it resolves through one of them, which is no conflict", async () => {
  const stage = createStage(twoSets);
  const files = [
    hub(),
    set("prod", { hubPrivateDns: "off" }),
    set("test", { hubPrivateDns: "off" }),
    alpha({ endpoints: { names: ["ssm-prod"] } }),
    beta({ endpoints: { names: ["ssm-test"] } }),
  ];
  await stage.operator().apply(files);
  const { plan } = await converge(stage, files);
  expect(finding(plan, "NameWantedTwice")).toMatchObject({ kind: "note", vpc: { id: HUB_VPC } });
});
