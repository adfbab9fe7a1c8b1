import { expect, test } from "vitest";
import { departures, optionsFor, readSavedPlan, savePlan } from "../../src/model/plan/saved-plan.ts";
import { EXTERNAL_ID, HUB } from "../support/fleet.ts";
import { converge, zones } from "../support/look.ts";
import { alpha, beta, endpoint, hub, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];

async function saved(files: Files = FILES) {
  const stage = createStage(world());
  const plan = await stage.operator().plan(files);
  return { stage, file: readSavedPlan(savePlan(plan, desiredFrom(files), "0.1.0")) };
}

test("semantics 27: a saved plan holds keys, the desired state's hash, owner and version, and no secret", async () => {
  const { file } = await saved();
  expect(file).toMatchObject({ version: "0.1.0", owners: ["network-platform"] });
  expect(file.actions.length).toBeGreaterThan(10);
  expect(JSON.stringify(file)).not.toContain(EXTERNAL_ID);
});

test("semantics 27: the plan made again from the same desired state and estate fits", async () => {
  const { stage, file } = await saved();
  expect(departures(file, await stage.operator().plan(FILES), desiredFrom(FILES), "0.1.0")).toEqual([]);
});

test("semantics 27: an apply that was cut short leaves a plan that is a part of the saved one, its zones made meanwhile", async () => {
  const { stage, file } = await saved();
  stage.cloud.faults.add({
    fault: "deny",
    account: HUB,
    operation: "CreateVPCAssociationAuthorization",
    nth: 2,
    times: 99,
  });
  await stage.operator().apply(FILES);
  stage.cloud.faults.clear();
  const rest = await stage.operator().plan(FILES);
  expect(rest.actions.length).toBeGreaterThan(0);
  expect(departures(file, rest, desiredFrom(FILES), "0.1.0")).toEqual([]);
  await converge(stage, FILES);
});

test("semantics 27: another desired state, or another owner, is refused", async () => {
  const { stage, file } = await saved();
  const changed = FILES.slice(0, 4);
  expect(departures(file, await stage.operator().plan(changed), desiredFrom(changed), "0.1.0")).toEqual([
    "the desired state is not the one that was planned",
  ]);
});

test("semantics 27: what is not in the file is refused by name: somebody changed the estate after the review", async () => {
  const stage = createStage(world());
  await converge(stage, FILES);
  const less = FILES.filter((f) => !f.path.includes("beta"));
  const file = readSavedPlan(savePlan(await stage.operator().plan(less), desiredFrom(less), "0.1.0"));
  const [zone] = zones(stage);
  stage.cloud.estate.zones.byId.get(zone?.id ?? "")?.records.clear();
  const reasons = departures(file, await stage.operator().plan(less), desiredFrom(less), "0.1.0");
  expect(reasons).toEqual([
    expect.stringContaining("not in the saved plan: changeRecords"),
    expect.stringContaining("awaitInsync"),
  ]);
});

test("semantics 25, 27: removals reviewed in a saved plan go beyond the guard, all of them or those that are left, and no others", async () => {
  const stage = createStage(world());
  await converge(stage, FILES);
  const none = [hub(), endpoint("ssm"), endpoint("kms")];
  const plan = await stage.operator().plan(none, { allowRemovals: () => true });
  const file = readSavedPlan(savePlan(plan, desiredFrom(none), "0.1.0"));
  const { allowRemovals = () => false } = optionsFor(file);
  expect(allowRemovals("", plan.actions.slice(1))).toBe(true);
  const report = await stage.operator().apply(none, { allowRemovals });
  expect(report.outcomes).toHaveLength(4);
  const further = await createStage(world()).operator().plan(FILES);
  expect(allowRemovals("", further.actions)).toBe(false);
});

test("a file that is no saved plan is refused in words", () => {
  expect(() => readSavedPlan("{")).toThrow("not JSON: a plan is saved with `plan --out FILE`");
  expect(() => readSavedPlan("{}")).toThrow("not a saved plan of this version");
});

test("semantics 27: a saved plan approves contents, not only keys: another alias target, or another version, is refused", async () => {
  const { stage, file } = await saved();
  const live = stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT);
  if (live) live.suffix = "00000000";
  const plan = await stage.operator().plan(FILES);
  expect(departures(file, plan, desiredFrom(FILES), "0.1.0")).toEqual([
    expect.stringMatching(/^not as in the saved plan: changeRecords /),
  ]);
  expect(departures(file, plan, desiredFrom(FILES), "0.2.0")).toEqual([
    "it was planned by version 0.1.0, and this is 0.2.0",
  ]);
});

test("semantics 27: a saved plan of one pass of many is resumed without what it left for later", async () => {
  const stage = createStage(world());
  const plan = await stage.operator().plan(FILES, { pairsMax: 1 });
  const file = readSavedPlan(savePlan(plan, desiredFrom(FILES), "0.1.0"));
  expect(file.partial).toBe(true);
  const victim = stage.operator();
  let writes = 0;
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.write && ++writes === 6) victim.abort.abort();
  });
  await victim.apply(FILES, { pairsMax: 1 });
  stop();
  const rest = await stage.operator().plan(FILES, optionsFor(file));
  expect(rest.actions.length).toBeGreaterThan(0);
  expect(departures(file, rest, desiredFrom(FILES), "0.1.0")).toEqual([]);
  expect(rest.findings.map((f) => f.reason)).toEqual(["NextPass"]);
});
