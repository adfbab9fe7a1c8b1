import { expect, test } from "vitest";
import { ANCHOR, HUB_VPC } from "../support/fleet.ts";
import { actionsOf, answer, converge, finding, propagate, said, snapshot, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const HAND_MADE = { name: SSM, vpcs: [HUB_VPC, ALPHA.vpc], callerReference: "terraform-1" };
const RIGHT = { name: SSM, alias: { endpoint: SSM_ENDPOINT } };
const WRONG = { name: SSM, values: ["192.0.2.7"] };
const withZone = (zone: object) => world({ hub: { zones: [{ ...HAND_MADE, ...zone }] } });
const adopting = (spec: object = {}) => endpoint("ssm", { hubPrivateDns: "off", adoptZones: true, ...spec });

test("semantics 9: a zone that somebody made is used as it is: nothing to change when it is right", async () => {
  const stage = createStage(withZone({ records: [RIGHT] }));
  const before = snapshot(stage);
  const plan = await stage.operator().plan([hub(), adopting(), alpha()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toEqual([]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 9: into an adopted zone we add pairs, and no second zone is made", async () => {
  const stage = createStage(withZone({ records: [RIGHT] }));
  await converge(stage, [hub(), adopting(), alpha(), beta()]);
  expect(zones(stage)).toHaveLength(1);
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  expect(zones(stage)[0]?.authorizations).toEqual([]);
});

test("semantics 9: a pair of an adopted zone that is in no document stays, with the command that ends it", async () => {
  const stage = createStage(withZone({ records: [RIGHT] }));
  const plan = await stage.operator().plan([hub(), adopting(), beta()]);
  expect(finding(plan, "AdoptedPair")).toMatchObject({
    kind: "withheld",
    vpc: { id: ALPHA.vpc },
    todo: expect.stringContaining("disassociate-vpc-from-hosted-zone"),
  });
  await stage.operator().apply([hub(), adopting(), beta()]);
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 9: records that point elsewhere stay and keep clients out, unless the document takes them", async () => {
  const stage = createStage(withZone({ records: [WRONG] }));
  const files = [hub(), adopting(), alpha(), beta()];
  const plan = await stage.operator().plan(files);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toContain("withheld AdoptedRecord");
  await converge(stage, [hub(), adopting({ takeRecords: true }), alpha(), beta()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("an adopted zone without our alias gets it; other records in it are not ours to report", async () => {
  const stage = createStage(withZone({ records: [{ name: `x.${SSM}`, values: ["192.0.2.9"] }] }));
  await converge(stage, [hub(), adopting(), alpha()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("authorizations in an adopted zone that we did not make are left alone", async () => {
  const stage = createStage(withZone({ records: [RIGHT], authorizations: [BETA.vpc] }));
  await converge(stage, [hub(), adopting(), alpha(), beta()]);
  expect(zones(stage)[0]?.authorizations).toHaveLength(1);
});

test("takeOwnership: the zone is ours from then on, by its tag; spokes that go are removed, and so is the zone", async () => {
  const stage = createStage(withZone({ records: [RIGHT] }));
  const taking = adopting({ takeOwnership: true });
  await converge(stage, [hub(), taking, alpha(), beta()]);
  await converge(stage, [hub(), taking, beta()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
  await converge(stage, [hub(), beta()]);
  expect(zones(stage)).toEqual([]);
});

test("an anchor or a spoke is never taken out of somebody else's zone, adopted or not", async () => {
  const stage = createStage(
    world({ hub: { zones: [{ ...HAND_MADE, vpcs: [HUB_VPC, ALPHA.vpc, ANCHOR], records: [RIGHT] }] } }),
  );
  const before = snapshot(stage);
  const prod = endpoint("ssm", { hubPrivateDns: "keep", set: "prod" }, "ssm-prod");
  await stage
    .operator()
    .apply([
      hub(),
      adopting(),
      prod,
      alpha({ endpoints: { names: ["ssm-prod"] } }),
      beta({ endpoints: { names: ["ssm"] } }),
    ]);
  expect((snapshot(stage) as { zones: { vpcs: unknown[] }[] }).zones[0]?.vpcs).toEqual(
    expect.arrayContaining((before as { zones: { vpcs: unknown[] }[] }).zones[0]?.vpcs ?? []),
  );
});

test("semantics 17: an authorization of an adopted zone that no pass needs is reported, with the command that ends it", async () => {
  const stage = createStage(withZone({ records: [RIGHT], authorizations: [BETA.vpc] }));
  const plan = await stage.operator().plan([hub(), adopting(), alpha()]);
  expect(finding(plan, "AdoptedAuthorization")).toMatchObject({
    kind: "note",
    vpc: { id: BETA.vpc },
    todo: expect.stringContaining("delete-vpc-association-authorization"),
  });
  expect(said(await stage.operator().plan([hub(), adopting(), alpha(), beta()]))).toEqual([]);
});
