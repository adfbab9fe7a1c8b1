import { expect, test } from "vitest";
import { optionsFor, readSavedPlan, savePlan } from "../../src/model/plan/saved-plan.ts";
import { fleet, REGION, spokeVpc, zoneName } from "../support/fleet.ts";
import { actionsOf, darkNames, digestIn, finding, pairsOf, propagate, said, zones } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, SSM, world } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

const SIZE = { zones: 3, vpcs: 4, accounts: 2 };
const { files: FILES, world: WORLD } = fleet(SIZE);
const HUB_ALONE = FILES.filter(({ path }) => path === "hub.yaml");
const ALLOWED = { allowRemovals: () => true };
const VPCS = [0, 1, 2, 3].map(spokeVpc);
const names = (stage: Stage) => zones(stage).map(({ name }) => name);

async function served(files: Files = FILES): Promise<Stage> {
  const stage = createStage(WORLD);
  await stage.operator().apply(files);
  return stage;
}

test("zones that nobody wants go in waves, each whole with its aliases, and in the end as in one pass", async () => {
  const stage = await served();
  const sizes: number[] = [];
  for (let pass = 0; pass < 3; pass++) {
    const { plan, outcomes } = await stage.operator().apply(HUB_ALONE, { ...ALLOWED, pairsMax: 5 });
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    expect(said(plan)).toEqual(pass < 2 ? ["withheld NextPass"] : []);
    sizes.push(names(stage).length);
  }
  expect(sizes).toEqual([2, 1, 0]);
});

test("the plan says how many associations wait", async () => {
  const stage = await served();
  const plan = await stage.operator().plan(HUB_ALONE, { ...ALLOWED, pairsMax: 5 });
  expect(finding(plan, "NextPass")).toMatchObject({
    kind: "withheld",
    message: "8 more disassociations wait for a later pass: one makes at most 5 for a hub",
    todo: "apply again when this pass is done",
  });
});

test("semantics 25: a wave is weighed with all that waits behind it, in the same words and by the same digest", async () => {
  const stage = await served();
  const plan = await stage.operator().plan(HUB_ALONE, { pairsMax: 5 });
  const whole = await stage.operator().plan(HUB_ALONE);
  expect(plan.actions).toEqual([]);
  expect(plan.held.length).toBeLessThan(whole.held.length);
  expect(plan.findings).toEqual(whole.findings);
  expect(plan.hubCounts).toEqual(whole.hubCounts);
  const named = await stage.operator().plan(HUB_ALONE, { pairsMax: 5, named: [digestIn(whole)] });
  expect(said(named)).toEqual(["withheld NextPass"]);
});

test("VPCs that leave zones which stay go as many as one pass takes, and no name goes dark for the others", async () => {
  const stage = await served();
  const less = FILES.filter(({ path }) => !/spoke-[12]/.test(path));
  const dark = darkNames(stage, [spokeVpc(0), spokeVpc(3)], [0, 1, 2].map(zoneName));
  const left: number[] = [];
  for (let pass = 0; pass < 2; pass++) {
    const { plan } = await stage.operator().apply(less, { ...ALLOWED, pairsMax: 4 });
    left.push(pairsOf(plan, "disassociate").length);
    await propagate(stage);
  }
  expect(left).toEqual([4, 2]);
  expect([...dark]).toEqual([]);
});

test("semantics 27: a saved plan of one wave is carried out without what it left for later", async () => {
  const stage = await served();
  const plan = await stage.operator().plan(HUB_ALONE, { ...ALLOWED, pairsMax: 5 });
  const file = readSavedPlan(savePlan(plan, desiredFrom(HUB_ALONE), "0.1.0"));
  const { outcomes } = await stage.operator().apply(HUB_ALONE, optionsFor(file));
  expect(outcomes.map(({ key }) => key)).toEqual(plan.actions.map(({ key }) => key));
  expect(names(stage)).toHaveLength(2);
  expect(actionsOf(await stage.operator().plan(HUB_ALONE, optionsFor(file)))).toEqual([]);
});

test("a part that is chosen takes no place in the wave of the whole", async () => {
  const stage = await served();
  const less = FILES.filter(({ path }) => !/spoke-[12]/.test(path));
  const only = [{ kind: "endpoint", name: "e2" }] as const;
  const plan = await stage.operator().plan(less, { ...ALLOWED, pairsMax: 1, only });
  expect(pairsOf(plan, "disassociate")).toHaveLength(2);
  expect(said(plan)).toEqual([]);
});

test("semantics 44: what waits counts among the steps that a policy does not let be taken", async () => {
  const stage = await served();
  const kept = HUB_ALONE.map((f) => ({ ...f, text: `${f.text}  writePolicy: upsert-only\n` }));
  const whole = await stage.operator().plan(kept);
  const plan = await stage.operator().plan(kept, { pairsMax: 5 });
  expect(plan.findings).toEqual(whole.findings);
  expect(plan.actions).toEqual([]);
});

test("semantics 5: a zone above goes in an earlier wave than what lies beneath it, and nothing is hidden meanwhile", async () => {
  const BENEATH = `fips.${SSM}`;
  const stage = createStage(world({ services: { ssm: [SSM, BENEATH] } }), { insyncMs: 30_000 });
  await stage.operator().apply([hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()]);
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [SSM, BENEATH]);
  const left: string[][] = [];
  for (let pass = 0; pass < 2; pass++) {
    const less = [hub(), endpoint("kms"), alpha(), beta()];
    const { plan } = await stage.operator().apply(less, { ...ALLOWED, pairsMax: 1 });
    expect(said(plan)).toEqual(pass === 0 ? ["withheld NextPass"] : []);
    left.push(names(stage));
    await propagate(stage);
  }
  expect(left).toEqual([[BENEATH, KMS].sort(), [KMS]]);
  expect([...dark]).toEqual([]);
});

test("semantics 41: what somebody allowed takes the first places, and nothing that the guard holds keeps them from it", async () => {
  const [svc0, svc2] = [0, 2].map(zoneName);
  const left = [`zone default/${svc2}#0`, ...VPCS.map((vpc) => `pair ${svc2} ${vpc}@${REGION}`)];
  const allowed = [{ digest: "word", since: 0, left }];
  const stage = await served();
  const plan = await stage.operator().plan(HUB_ALONE, {
    pairsMax: 5,
    named: ["word"],
    pastLosses: () => ({ kind: "seen", value: { past: { lost: new Map(), allowed }, now: 1 } }),
  });
  expect(actionsOf(plan, "deleteZone").join()).toContain(svc2);
  expect(actionsOf(plan, "deleteZone").join()).not.toContain(svc0);
  expect(said(plan)).toContain("withheld TooManyRemovals");
});
