import { expect, test } from "vitest";
import type { Plan } from "../../src/model/plan/plan.ts";
import { attachVpc } from "../../src/simulator/route53/state.ts";
import { ANCHOR, HUB_VPC } from "../support/fleet.ts";
import { actionsOf, answer, finding, propagate, said, zones } from "../support/look.ts";
import { type Remembered, tableOn } from "../support/remembered.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** What we added to zones of others, remembered on the table (semantics 39). */

const RIGHT = { name: SSM, alias: { endpoint: SSM_ENDPOINT } };
const HAND_MADE = { name: SSM, vpcs: [HUB_VPC, ALPHA.vpc], callerReference: "terraform-1", records: [RIGHT] };
const adopting = endpoint("ssm", { hubPrivateDns: "off", adoptZones: true });
/** alpha was there before us, beta comes by us. */
const BOTH = [hub(), adopting, alpha(), beta()];
const WITHOUT = [hub(), adopting, alpha()];

async function staged(zone: object = {}): Promise<{ stage: Stage; table: Remembered }> {
  const stage = createStage(world({ hub: { zones: [{ ...HAND_MADE, ...zone }] } }));
  return { stage, table: await tableOn(stage) };
}

/** A process of its own, of a term of its own, and a while for DNS. */
async function apply(stage: Stage, table: Remembered, files: Files, epoch = 1) {
  const inventory = table.inventory(epoch);
  const report = await stage.operator({ inventory }).apply(files, REMOVALS);
  await propagate(stage);
  return report;
}

const REMOVALS = { allowRemovals: () => true };
const kinds = ({ actions }: Plan) => actions.map(({ kind }) => kind);
const members = (stage: Stage) => zones(stage)[0]?.vpcs.map((vpc) => vpc.split(/[@ ]/)[0]);

const recordsIn = (stage: Stage) =>
  zones(stage)[0]?.records.flatMap(({ Name, Type }) => (Type === "A" ? [Name] : []));

async function entriesOf({ store }: Remembered): Promise<Record<string, string>> {
  const seen = await store.list("zone");
  if (seen.kind !== "seen") throw new Error("the inventory cannot be read");
  const entries = seen.value.flatMap(({ value }) => Object.entries(value.entries));
  return Object.fromEntries(entries.map(([key, { state }]) => [key, state]));
}
const remembered = (stage: Stage, table: Remembered) => stage.clock.run(entriesOf(table));

test("a spoke whose document goes is taken out of an adopted zone if we put it in, and nobody else is", async () => {
  const { stage, table } = await staged();
  await apply(stage, table, BOTH);
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  expect(await remembered(stage, table)).toMatchObject({ [`association ${BETA.vpc}@eu-west-1`]: "made" });
  const { plan } = await apply(stage, table, [hub(), adopting], 2);
  expect(kinds(plan)).toContain("disassociate");
  expect(answer(stage, BETA.vpc, SSM)).toBe("public");
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(finding(plan, "AdoptedPair")).toMatchObject({ vpc: { id: ALPHA.vpc } });
});

test("without the table, and when it cannot be read, it stays, with words", async () => {
  const { stage, table } = await staged();
  await apply(stage, table, BOTH);
  const without = await stage.operator().plan(WITHOUT);
  expect(actionsOf(without)).toEqual([]);
  expect(finding(without, "AdoptedPair")).toMatchObject({ vpc: { id: BETA.vpc } });
  stage.cloud.faults.add({ fault: "deny", service: "dynamodb", operation: "Query" });
  const unread = await stage.operator({ inventory: table.inventory(2) }).plan(WITHOUT);
  expect(actionsOf(unread)).toEqual([]);
  expect(finding(unread, "AdoptedPair").message).toContain("could not be read from the table");
});

test("who was there at the first attempt is somebody else's, and stays", async () => {
  const { stage, table } = await staged();
  // While the pass waits for its claim to be written, beta is associated by hand.
  const [zone] = [...stage.cloud.estate.zones.byId.values()].filter(
    ({ callerReference }) => callerReference === "terraform-1",
  );
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "before" && call.operation === "AssociateVPCWithHostedZone" && zone)
      attachVpc(stage.cloud.estate.zones, zone, { VPCId: BETA.vpc, VPCRegion: "eu-west-1" });
  });
  await apply(stage, table, BOTH);
  const { plan } = await apply(stage, table, WITHOUT, 2);
  expect(finding(plan, "AdoptedPair")).toMatchObject({ vpc: { id: BETA.vpc } });
  expect(members(stage)).toContain(BETA.vpc);
});

test("an answer that was lost does not make our pair somebody else's", async () => {
  const { stage, table } = await staged();
  stage.cloud.faults.add({ fault: "loseAnswer", operation: "AssociateVPCWithHostedZone", nth: 1 });
  await apply(stage, table, BOTH);
  await apply(stage, table, WITHOUT, 2);
  expect(answer(stage, BETA.vpc, SSM)).toBe("public");
});

test("a process that died between claim and answer left a claim: the thing is seen, so it is ours", async () => {
  const { stage, table } = await staged();
  const operator = stage.operator({ inventory: table.inventory() });
  stage.cloud.faults.add({ fault: "loseAnswer", operation: "AssociateVPCWithHostedZone" });
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "AssociateVPCWithHostedZone") operator.abort.abort();
  });
  await operator.apply(BOTH);
  await propagate(stage);
  stage.cloud.faults.clear();
  expect(await remembered(stage, table)).toMatchObject({ [`association ${BETA.vpc}@eu-west-1`]: "claimed" });
  const { plan } = await apply(stage, table, WITHOUT, 2);
  expect(kinds(plan)).toContain("disassociate");
  expect(answer(stage, BETA.vpc, SSM)).toBe("public");
});

test("a zone is claimed in one write before its first act, and settled in one after all of them", async () => {
  const { stage, table } = await staged();
  const calls: string[] = [];
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "before" && call.write) calls.push(call.operation);
  });
  await apply(stage, table, [...BOTH, gamma()]);
  expect(calls.filter((operation) => operation === "PutItem")).toHaveLength(2);
  expect([calls[0], calls.at(-1)]).toEqual(["PutItem", "PutItem"]);
});

test("what cannot be claimed is not added", async () => {
  const { stage, table } = await staged();
  stage.cloud.faults.add({ fault: "deny", service: "dynamodb", operation: "PutItem" });
  const { outcomes } = await apply(stage, table, BOTH);
  expect(outcomes.find(({ result }) => result === "failed")?.failure?.error).toBe("InventoryNotWritten");
  expect(answer(stage, BETA.vpc, SSM)).toBe("public");
  expect(zones(stage)[0]?.authorizations).toEqual([]);
});

test("a holder of an older epoch is told that it is none any more, and adds nothing", async () => {
  const { stage, table } = await staged();
  await apply(stage, table, [...WITHOUT, gamma()], 5);
  const old = table.inventory(4);
  await stage.operator({ inventory: old }).apply(BOTH);
  expect(old.isSuperseded()).toBe(true);
  await propagate(stage);
  expect(answer(stage, BETA.vpc, SSM)).toBe("public");
});

test("semantics 17: an authorization that we gave and a kill left is taken back; somebody else's stays", async () => {
  const { stage, table } = await staged({ authorizations: [GAMMA.vpc] });
  const operator = stage.operator({ inventory: table.inventory() });
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "CreateVPCAssociationAuthorization") operator.abort.abort();
  });
  await operator.apply(BOTH);
  expect(zones(stage)[0]?.authorizations).toHaveLength(2);
  const { plan } = await apply(stage, table, WITHOUT, 2);
  expect(kinds(plan)).toEqual(["deauthorize"]);
  expect(finding(plan, "AdoptedAuthorization")).toMatchObject({ vpc: { id: GAMMA.vpc } });
  expect(zones(stage)[0]?.authorizations).toHaveLength(1);
});

test("an entry ends after two reads two minutes apart that do not show the thing: who comes back by hand stays", async () => {
  const { stage, table } = await staged();
  await apply(stage, table, BOTH);
  await apply(stage, table, WITHOUT, 2);
  for (let pass = 0; pass < 4; pass++) {
    await stage.clock.run(stage.clock.sleep(121_000));
    await apply(stage, table, WITHOUT, 3);
  }
  expect(await remembered(stage, table)).toEqual({});
});

test("an endpoint's document goes: its spokes leave the adopted zone, and the owner's VPCs stay in it", async () => {
  const { stage, table } = await staged({ vpcs: [ANCHOR, ALPHA.vpc] });
  await apply(stage, table, BOTH);
  const { plan } = await apply(stage, table, [hub(), alpha(), beta()], 2);
  expect(said(plan)).toEqual([]);
  expect(members(stage)).not.toContain(BETA.vpc);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("an endpoint's document goes: our alias goes too where only the anchor is left, and not while others resolve by it", async () => {
  const empty = await staged({ vpcs: [ANCHOR], records: [] });
  await apply(empty.stage, empty.table, BOTH);
  expect(answer(empty.stage, BETA.vpc, SSM)).toContain(PRIVATE);
  await apply(empty.stage, empty.table, [hub()], 2);
  expect(members(empty.stage)).toEqual([ANCHOR]);
  expect(recordsIn(empty.stage)).toEqual([]);

  const used = await staged({ vpcs: [ANCHOR, GAMMA.vpc], records: [] });
  await apply(used.stage, used.table, BOTH);
  const { plan } = await apply(used.stage, used.table, [hub()], 2);
  expect(finding(plan, "AddedRecordsStay").message).toContain(`${GAMMA.vpc} may resolve by it`);
  expect(answer(used.stage, GAMMA.vpc, SSM)).toContain(PRIVATE);
});

test("an alias that somebody changed meanwhile, or that was there before us, stays", async () => {
  const { stage, table } = await staged({ vpcs: [ANCHOR] });
  await apply(stage, table, BOTH);
  await apply(stage, table, [hub()], 2);
  expect(recordsIn(stage)).toEqual([`${SSM}.`]);
  expect(members(stage)).toEqual([ANCHOR]);
});
