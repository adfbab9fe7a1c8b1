import { expect, test } from "vitest";
import { departures, optionsFor, readSavedPlan, savePlan } from "../../src/model/plan/saved-plan.ts";
import { ANCHOR, type FleetSize, fleet, HUB, spokeVpc, zoneName } from "../support/fleet.ts";
import { actionsOf, answer, converge, darkNames, finding, pairsOf, said, zones } from "../support/look.ts";
import { PRIVATE } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

/** Three VPCs to a zone, of which the anchor takes one. */
const QUOTAS = { vpcsPerZone: 3 };
const NAME = zoneName(0);

/** A fleet whose hub document tells the quota. */
function crowd(size: Partial<FleetSize>, quotas: object = QUOTAS): { files: Files; world: string } {
  return fleet({ zones: 1, vpcs: 5, accounts: 3, ...size, quotas: JSON.stringify(quotas) });
}

const only = (files: Files, ...spokes: number[]): Files =>
  files.filter(({ path }) => {
    const [, number] = /spoke-(\d+)/.exec(path) ?? [];
    return number === undefined || spokes.includes(Number(number));
  });

/** The members of each zone of the name, the anchor's as `⚓`, in the order in which they were made. */
function seats(stage: Stage, name = NAME): string[] {
  const letter = (vpc: string) => (vpc === ANCHOR ? "⚓" : String(Number.parseInt(vpc.slice(-2), 16)));
  return zones(stage)
    .filter((zone) => zone.name === name)
    .map((zone) => zone.vpcs.map(letter).sort().join(" "));
}

const VPCS = [0, 1, 2, 3, 4].map(spokeVpc);

test("semantics 33: more VPCs than a zone takes share several zones, made one after another by the anchor", async () => {
  const { files, world } = crowd({ zones: 2 });
  const stage = createStage(world, { quotas: QUOTAS });
  const dark = darkNames(stage, VPCS, [NAME, zoneName(1)]);
  const { plan, outcomes } = await converge(stage, files);
  for (const name of [NAME, zoneName(1)]) expect(seats(stage, name)).toEqual(["0 1", "2 3", "4 ⚓"]);
  for (const vpc of VPCS) expect(answer(stage, vpc, NAME)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  const second = plan.actions.filter((a) => a.kind === "createZone")[2];
  expect(second?.because).toContain("than Route 53 takes for one zone");
});

test("semantics 33: the anchor leaves a zone only when its list shows the first spoke", async () => {
  const { files, world } = crowd({ vpcs: 3, accounts: 1 });
  const stage = createStage(world, { quotas: QUOTAS });
  const released: string[] = [];
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "before" || call.operation !== "DisassociateVPCFromHostedZone") return;
    const looked = stage.cloud.calls.list({ operation: "GetHostedZone" }).length;
    released.push(`${seats(stage)} after ${looked} looks`);
  });
  await stage.operator().apply(files);
  stop();
  expect(released).toHaveLength(1);
  expect(released[0]).toMatch(/^0 .*⚓ after [1-9]/);
});

test("semantics 33: a spoke stays in the zone that it is seen in, and newcomers fill the gaps", async () => {
  const { files, world } = crowd({ vpcs: 6 });
  const stage = createStage(world, { quotas: QUOTAS });
  await converge(stage, only(files, 0, 1, 2, 3));
  await converge(stage, only(files, 1, 2, 3));
  expect(seats(stage)).toEqual(["1", "2 3 ⚓"]);
  const { plan } = await converge(stage, only(files, 1, 2, 3, 4));
  expect(seats(stage)).toEqual(["1 4", "2 3 ⚓"]);
  expect(actionsOf(plan, "createZone")).toEqual([]);
});

test("semantics 33: an emptied zone is deleted, with the anchor back in it so that no spoke is its last VPC", async () => {
  const { files, world } = crowd({ vpcs: 4 });
  const stage = createStage(world, { quotas: QUOTAS });
  await converge(stage, files);
  const dark = darkNames(stage, [2, 3].map(spokeVpc), [NAME]);
  const report = await stage.operator().apply(only(files, 2, 3), { allowRemovals: () => true });
  expect(report.outcomes.every((o) => o.result === "done")).toBe(true);
  expect(said(report.plan)).not.toContain("window LastVpcOfZone");
  expect(seats(stage)).toEqual(["2 3"]);
  expect([...dark]).toEqual([]);
  expect(actionsOf(await stage.operator().plan(only(files, 2, 3)))).toEqual([]);
  await converge(stage, files);
  expect(seats(stage).sort()).toEqual(["0 1 ⚓", "2 3"]);
});

test("semantics 25: a zone that nobody is left in is not weighed as a zone that somebody loses", async () => {
  const { files, world } = crowd({ zones: 3, vpcs: 10 }, { vpcsPerZone: 10 });
  const stage = createStage(world, { quotas: { vpcsPerZone: 10 } });
  await converge(stage, files);
  expect(seats(stage).at(-1)).toBe("9 ⚓");
  const { plan } = await stage.operator().apply(only(files, 0, 1, 2, 3, 4, 5, 6, 7, 8));
  expect(said(plan)).not.toContain("withheld TooManyRemovals");
  expect(actionsOf(plan, "deleteZone")).toHaveLength(3);
});

test("semantics 33: an account that takes no more zones withholds those that do not fit, and serves the others", async () => {
  const quotas = { ...QUOTAS, zonesPerAccount: 2 };
  const { files, world } = crowd({}, quotas);
  const stage = createStage(world, { quotas });
  const { plan, outcomes } = await stage.operator().apply(files);
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(finding(plan, "ZoneQuota").message).toBe(`account ${HUB} would have more than 2 hosted zones`);
  expect(said(plan).filter((what) => what === "withheld EndpointFull")).toHaveLength(1);
  expect(seats(stage)).toEqual(["0 1", "2 3 ⚓"]);
});

test("semantics 27, 33: a saved plan of an interrupted run still fits what is left", async () => {
  const { files, world } = crowd({});
  for (const nth of [3, 8, 12, 16, 20, 24]) {
    const stage = createStage(world, { quotas: QUOTAS });
    const saved = readSavedPlan(savePlan(await stage.operator().plan(files), desiredFrom(files), "0.1.0"));
    const victim = stage.operator();
    let writes = 0;
    const stop = stage.cloud.onCall(({ phase, call }) => {
      if (phase === "after" && call.write && ++writes === nth) victim.abort.abort();
    });
    await victim.apply(files);
    stop();
    const left = await stage.operator().plan(files, optionsFor(saved));
    expect(left.actions.length, `after write ${nth}`).toBeGreaterThan(0);
    expect(departures(saved, left, desiredFrom(files), "0.1.0"), `after write ${nth}`).toEqual([]);
  }
});

test("semantics 33: AWS is asked once how many VPCs a nearly full zone takes, and only when somebody should join", async () => {
  const { files, world } = crowd({ vpcs: 4, accounts: 1 }, { vpcsPerZone: 5 });
  const stage = createStage(world, { quotas: QUOTAS });
  const asked = () => stage.cloud.calls.list({ operation: "GetHostedZoneLimit" }).length;
  await converge(stage, only(files, 0, 1));
  expect(asked()).toBe(0);
  const { outcomes } = await stage.operator().apply(files); // the document says 5, AWS says 3
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(seats(stage)).toEqual(["0 1", "2 3 ⚓"]);
  expect(asked()).toBe(1);
});

test("semantics 33: the plan says how many zones a name gets, and that AWS would take more VPCs for one", async () => {
  const { files, world } = crowd({ vpcs: 4, accounts: 1 });
  const stage = createStage(world, { quotas: { vpcsPerZone: 10 } });
  await converge(stage, only(files, 0, 1));
  const { plan } = await converge(stage, files);
  expect(seats(stage)).toEqual(["0 1", "2 3 ⚓"]);
  expect(finding(plan, "Shards").message).toContain(
    "4 VPCs want svc0.eu-west-1.amazonaws.com, and a zone takes 3",
  );
  expect(finding(plan, "VpcQuotaRaised")).toMatchObject({
    kind: "note",
    message: expect.stringContaining("AWS takes 10 VPCs"),
    todo: expect.stringContaining("quotas.vpcsPerZone"),
  });
});

test("semantics 33: where AWS may not be asked, the document's quota holds", async () => {
  const { files, world } = crowd({ vpcs: 4, accounts: 1 });
  const stage = createStage(world, { quotas: { vpcsPerZone: 10 } });
  await converge(stage, only(files, 0, 1));
  stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZoneLimit" });
  await converge(stage, files);
  expect(seats(stage)).toEqual(["0 1", "2 3 ⚓"]);
});

test("semantics 12: a zone whose VPCs could not be read is nobody's reason to make another", async () => {
  const { files, world } = crowd({ vpcs: 4 });
  const stage = createStage(world, { quotas: QUOTAS });
  await converge(stage, files);
  stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZone", nth: 1 });
  const plan = await stage.operator().plan(files);
  expect(plan.actions).toEqual([]);
  expect(pairsOf(plan, "associate")).toEqual([]);
});
