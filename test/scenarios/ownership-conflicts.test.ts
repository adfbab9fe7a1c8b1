import { expect, test } from "vitest";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import { actionsOf, answer, converge, finding, propagate, said, snapshot, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const OURS = endpoint("ssm", { hubPrivateDns: "off" });
const HAND_MADE = { name: SSM, vpcs: [HUB_VPC, ALPHA.vpc], callerReference: "terraform-1" };
const RIGHT = { name: SSM, alias: { endpoint: SSM_ENDPOINT } };
const adopting = (spec: object = {}) => endpoint("ssm", { hubPrivateDns: "off", adoptZones: true, ...spec });
const taking = adopting({ takeRecords: true, takeOwnership: true });

/** A zone that the owner `old` made. */
async function madeByOld(): Promise<Stage> {
  const stage = createStage(world());
  await converge(stage, [hub({ owner: "old" }), OURS, alpha()]);
  return stage;
}

const tagsUnread = (stage: Stage) =>
  stage.cloud.faults.add({ fault: "deny", operation: "ListTagsForResources" });

test("semantics 9, 10: the old owner of a zone that was taken over touches nothing of it, and says whose it is", async () => {
  const stage = await madeByOld();
  await converge(stage, [hub({ owner: "new" }), taking, alpha(), beta()]);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub({ owner: "old" }), alpha()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "TakenOver")).toMatchObject({
    kind: "note",
    zone: SSM,
    message: expect.stringContaining("owner new"),
  });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 10: an old owner that still wants a zone that was taken over makes no second one: a conflict", async () => {
  const stage = await madeByOld();
  await converge(stage, [hub({ owner: "new" }), taking, alpha()]);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub({ owner: "old" }), OURS, alpha(), beta()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "TakenOver")).toMatchObject({ kind: "conflict", endpoint: "ssm", zone: SSM });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 10: another owner's zone is not adopted without takeOwnership: a conflict that names the owner", async () => {
  const stage = await madeByOld();
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub({ owner: "new" }), adopting(), alpha(), beta()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "OtherOwner")).toMatchObject({
    kind: "conflict",
    zone: SSM,
    message: expect.stringContaining("owner old"),
    todo: expect.stringContaining("takeOwnership"),
  });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 9, 12: while a zone's tags cannot be read nothing of it is removed: it may have been taken over", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), OURS, endpoint("kms"), alpha(), beta()]);
  tagsUnread(stage);
  const { plan } = await stage.operator().apply([hub(), OURS, beta()]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toEqual(expect.arrayContaining(["unknown AccessDenied", "withheld OwnerNotRead"]));
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, KMS)).toContain(PRIVATE);
});

test("semantics 12: no zone is made beside a stranger's whose tags cannot be read: we may have taken it over", async () => {
  const stage = createStage(world({ hub: { zones: [{ ...HAND_MADE, records: [RIGHT] }] } }));
  await converge(stage, [hub(), taking, alpha()]);
  const files = [hub(), OURS, endpoint("kms"), alpha(), beta()];
  tagsUnread(stage);
  const { plan } = await stage.operator().apply(files);
  expect(plan.findings).toContainEqual(
    expect.objectContaining({ kind: "unknown", endpoint: "ssm", zone: SSM, reason: "AccessDenied" }),
  );
  await propagate(stage);
  expect(zones(stage).filter((z) => z.name === SSM)).toHaveLength(1);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, BETA.vpc, KMS)).toContain(PRIVATE);
});

test("semantics 12, 23: a name that moved from extraNames to AWS's list stays when AWS's answer drops it", async () => {
  const extra = `extra.${REGION}.amazonaws.com`;
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm", { extraNames: [extra] }), alpha()]);
  const { services } = stage.cloud.estate.network;
  const list = (privateDnsNames: string[]) =>
    services.set(REGION, `com.amazonaws.${REGION}.ssm`, { privateDnsNames });
  list([SSM, extra]);
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  list([SSM]);
  const plan = await stage.operator().plan([hub(), endpoint("ssm"), alpha()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toEqual(["note NameVanished"]);
});

test("semantics 9: a zone that two hubs of one account would adopt serves the first by name; the other is told", async () => {
  const [name, vpc] = ["db.corp.example", "vpc-0a000000000000002"];
  const endpoints = [{ id: "vpce-0e000000000000022", service: "ssm" }];
  const second = { id: vpc, region: "us-east-1", cidr: "10.77.0.0/16", subnets: 2, endpoints };
  const parts = { zones: [{ name, vpcs: [LOCAL.vpc], callerReference: "tf" }], vpcs: [second] };
  const estate = JSON.parse(world({ hub: parts }));
  estate.services["us-east-1"] = { ssm: ["ssm.us-east-1.amazonaws.com"] };
  const stage = createStage(JSON.stringify(estate));
  const files = [
    hub(),
    hub({ anchorVpc: undefined, vpc, region: "us-east-1" }, "us"),
    endpoint("ssm", { hubs: ["hub", "us"], extraNames: [name], adoptZones: true, takeRecords: true }),
    local(),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(finding(plan, "ZoneWantedTwice")).toMatchObject({ kind: "conflict", hub: "us", zone: name });
  await propagate(stage);
  expect(answer(stage, LOCAL.vpc, name)).toContain(PRIVATE);
  expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
});

test("semantics 12: a typo in a document's service removes no zone of its set", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), alpha()]);
  const { plan } = await stage
    .operator()
    .apply([hub(), endpoint("smm", {}, "ssm"), endpoint("kms"), alpha()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "EndpointUnsettled")).toMatchObject({
    kind: "withheld",
    zone: SSM,
    message: expect.stringContaining("endpoint ssm"),
  });
  expect(said(plan)).toContain("withheld ServiceNotListed");
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});
