import { expect, test } from "vitest";
import { ANCHOR, HUB } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  converge,
  darkNames,
  finding,
  said,
  snapshot,
  writes,
  zones,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  spoke,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const PROD = "vpce-0e00000000000000a";
const TEST = "vpce-0e00000000000000b";
const WORLD = world({
  hub: { vpcs: [vpcOf("vpc-0b00000000000000e", 11)] },
  endpoints: [
    { id: PROD, service: "ssm", tags: { set: "prod" } },
    { id: TEST, service: "ssm", tags: { set: "test" } },
  ],
});
const set = (name: string) =>
  endpoint("ssm", { set: name, existing: { tags: { set: name } } }, `ssm-${name}`);
const SETS = [hub(), set("prod"), set("test")];
const prod = { endpoints: { names: ["ssm-prod"] } };
const test_ = { endpoints: { names: ["ssm-test"] } };
const BEFORE = [...SETS, alpha(prod), beta(prod), gamma(test_)];
const AFTER = [...SETS, alpha(test_), beta(prod), gamma(test_)];

/** alpha and beta in the zone of set prod, gamma in the zone of set test. */
async function settled(): Promise<Stage> {
  const stage = createStage(WORLD);
  await stage.operator().apply(BEFORE);
  await converge(stage, BEFORE);
  stage.cloud.calls.clear();
  return stage;
}

/** In the hub's account, as the local spoke. */
const EAST = { account: HUB, vpc: "vpc-0b00000000000000e" };

const homeOf = (stage: Stage, vpc: string) =>
  zones(stage)
    .filter((z) => z.vpcs.includes(vpc))
    .map((z) => z.tags["vpce-operator/set"]);

test("semantics 21: a VPC moves between zones of one name: authorized, proved, disassociated, associated, and the plan names the gap", async () => {
  const stage = await settled();
  const { plan } = await converge(stage, AFTER);
  expect(finding(plan, "Move")).toMatchObject({
    kind: "window",
    spoke: "alpha",
    zone: SSM,
    vpc: { id: ALPHA.vpc },
  });
  expect(writes(stage)).toEqual([
    "CreateVPCAssociationAuthorization",
    "AssociateVPCWithHostedZone", // refused: proves that nothing but the old zone is in the way
    "DisassociateVPCFromHostedZone",
    "AssociateVPCWithHostedZone",
    "DeleteVPCAssociationAuthorization",
  ]);
  expect(homeOf(stage, ALPHA.vpc)).toEqual(["test"]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe(answer(stage, GAMMA.vpc, SSM));
});

test("semantics 21: a move whose association is refused puts the VPC back where it was, and leaves no authorization", async () => {
  const stage = await settled();
  const before = snapshot(stage);
  stage.cloud.faults.add({
    fault: "error",
    code: "LimitsExceeded",
    operation: "AssociateVPCWithHostedZone",
    nth: 2,
  });
  const report = await stage.operator().apply(AFTER);
  expect(report.outcomes.filter((o) => o.result === "failed")).toEqual([
    expect.objectContaining({ failure: expect.objectContaining({ kind: "limit" }) }),
  ]);
  expect(snapshot(stage)).toEqual(before);
  await converge(stage, AFTER);
});

test("semantics 17, 21: a VPC of the hub's own account goes back without an authorization", async () => {
  const stage = await settled();
  await converge(stage, [...BEFORE, local(prod)]);
  stage.cloud.calls.clear();
  stage.cloud.faults.add({
    fault: "error",
    code: "LimitsExceeded",
    operation: "AssociateVPCWithHostedZone",
    nth: 2,
  });
  await stage.operator().apply([...BEFORE, local(test_)]);
  expect(homeOf(stage, LOCAL.vpc)).toEqual(["prod"]);
  expect(writes(stage)).toEqual([
    "AssociateVPCWithHostedZone",
    "DisassociateVPCFromHostedZone",
    "AssociateVPCWithHostedZone",
    "AssociateVPCWithHostedZone",
  ]);
});

test("semantics 21: a move that died half way is finished by the next pass", async () => {
  const stage = await settled();
  const operation = "AssociateVPCWithHostedZone";
  stage.cloud.faults.add({ fault: "error", code: "LimitsExceeded", operation, nth: 2, times: 9 });
  await stage.operator().apply(AFTER);
  expect(homeOf(stage, ALPHA.vpc)).toEqual([]);
  stage.cloud.faults.clear();
  await converge(stage, AFTER);
  expect(homeOf(stage, ALPHA.vpc)).toEqual(["test"]);
});

test("semantics 29: a suspended spoke is not moved", async () => {
  const stage = await settled();
  const { plan } = await stage
    .operator()
    .apply([...SETS, alpha({ ...test_, suspend: true }), beta(prod), gamma(test_)]);
  expect(actionsOf(plan)).toEqual([]);
  expect(homeOf(stage, ALPHA.vpc)).toEqual(["prod"]);
});

test("semantics 2, 21: the anchor leaves a zone that has other VPCs for one whose last VPC moves", async () => {
  const stage = await settled();
  await converge(stage, [...SETS, alpha(test_), beta(test_), gamma(test_)]);
  expect(homeOf(stage, ALPHA.vpc)).toEqual(["test"]);
  expect(homeOf(stage, BETA.vpc)).toEqual(["test"]);
  expect(homeOf(stage, ANCHOR)).toEqual(["prod"]);
});

test("semantics 2, 21: without an anchor the last VPC of a zone that stays does not move, and the plan says what to do", async () => {
  const bare = hub({ anchorVpc: undefined });
  const stage = createStage(WORLD);
  await converge(stage, [bare, set("prod"), set("test"), local(prod), spoke("east", EAST, test_)]);
  const files = [bare, set("prod"), set("test"), local(prod), spoke("east", EAST, prod)];
  const { plan, outcomes } = await stage.operator().apply(files);
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(finding(plan, "LastVpc")).toMatchObject({
    kind: "withheld",
    spoke: "east",
    zone: SSM,
    todo: expect.stringContaining("anchorVpc"),
  });
  expect(finding(plan, "MoveWaits")).toMatchObject({ kind: "withheld", vpc: { id: EAST.vpc } });
  expect(homeOf(stage, EAST.vpc)).toEqual(["test"]);
});

test("semantics 2, 21: a zone without the anchor takes it before its last VPC moves", async () => {
  const bare = hub({ anchorVpc: undefined });
  const stage = createStage(WORLD);
  await converge(stage, [bare, set("prod"), set("test"), local(prod), spoke("east", EAST, test_)]);
  const files = [hub(), set("prod"), set("test"), local(prod), spoke("east", EAST, prod)];
  const { plan } = await converge(stage, files);
  expect(actionsOf(plan).map((key) => key.split(" ")[0])).toEqual([
    "changeRecords",
    "awaitInsync",
    "associate",
    "move",
  ]);
  expect(homeOf(stage, EAST.vpc)).toEqual(["prod"]);
  expect(homeOf(stage, ANCHOR)).toEqual(["test"]);
});

test("semantics 12, 21: a VPC whose new zone cannot be made yet keeps the one that it is in", async () => {
  const bare = hub({ anchorVpc: undefined });
  const stage = createStage(WORLD);
  await converge(stage, [bare, set("prod"), local(prod), alpha(prod)]);
  const { plan } = await stage.operator().apply([bare, set("prod"), set("test"), local(test_), alpha(prod)]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toContain("withheld NoFirstVpc");
  expect(finding(plan, "MoveWaits")).toMatchObject({
    kind: "withheld",
    vpc: { id: LOCAL.vpc },
    message: expect.stringContaining("endpoint ssm-test"),
  });
});

test("semantics 12, 21: a set's new name while its endpoint is not available takes nothing down", async () => {
  const stage = createStage(WORLD);
  const before = [hub(), set("prod"), alpha(prod), beta(prod)];
  await converge(stage, before);
  const gone = endpoint("ssm", { set: "production", existing: { id: "vpce-0e0000000000000ff" } }, "ssm-prod");
  const plan = await stage.operator().plan([hub(), gone, alpha(prod), beta(prod)]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toEqual(["withheld MoveWaits", "withheld EndpointNotAvailable"]);
});

test("a set's new name: its VPCs move to a new zone, the last one with the old zone's end, and one pass does it", async () => {
  const stage = createStage(WORLD);
  await converge(stage, [hub(), set("prod"), alpha(prod), beta(prod)]);
  const renamed = endpoint("ssm", { set: "production", existing: { id: PROD } }, "ssm-prod");
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [SSM]);
  const { plan } = await converge(stage, [hub(), renamed, alpha(prod), beta(prod)]);
  expect([...dark].filter((pair) => pair !== `${BETA.vpc} ${SSM}`)).toEqual([]);
  expect(said(plan)).toEqual(["window LastVpcOfZone", "window Move"]);
  expect(zones(stage).map((z) => [z.vpcs, z.tags["vpce-operator/set"]])).toEqual([
    [[ANCHOR, ALPHA.vpc, BETA.vpc].sort(), "production"],
  ]);
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 25: where the guard holds the old zones, the VPC that would follow them stays and is not authorized", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), alpha()]);
  const renamed = ["ssm", "kms"].map((service) => endpoint(service, { set: "production" }));
  const { plan, outcomes } = await stage.operator().apply([hub(), ...renamed, alpha()]);
  expect(said(plan)).toContain("withheld TooManyRemovals");
  expect(new Set(plan.actions.map((a) => a.kind))).toEqual(
    new Set(["disassociate", "createZone", "changeRecords", "awaitInsync", "tagZone"]),
  );
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 2, 21: the anchor does not leave a zone that nobody else will stay in, for one that needs it", async () => {
  const stage = createStage(WORLD);
  await converge(stage, [hub(), set("prod"), alpha(prod)]);
  const { plan } = await stage.operator().apply([...SETS, alpha(test_)]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toContain("withheld AnchorBusy");
  expect(homeOf(stage, ALPHA.vpc)).toEqual(["prod"]);
});
