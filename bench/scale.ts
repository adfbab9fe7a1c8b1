import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TURN_MS } from "../cmd/clock.ts";
import { createDocumentCache } from "../src/model/desired/document-cache.ts";
import { parseDesired, parseInTurns } from "../src/model/desired/parse.ts";
import type { Desired } from "../src/model/desired/types.ts";
import type { Observed } from "../src/model/observed/observed.ts";
import { estateOf } from "../src/model/plan/estate/estate.ts";
import { type Plan, planInTurns, planOf } from "../src/model/plan/plan.ts";
import { groundOf } from "../src/model/plan/proof/ground.ts";
import { withoutUnproved } from "../src/model/plan/proof/proof.ts";
import { inspectionsFor } from "../src/model/plan/reads/inspections.ts";
import { networksNeeded } from "../src/model/plan/reads/needed.ts";
import { ruleDraftsOf } from "../src/model/plan/rules/rows/rule-draft.ts";
import { draftsOf } from "../src/model/plan/wanted/drafts.ts";
import { atOnce, type Turns } from "../src/model/turns.ts";
import { fleet } from "../test/support/fleet.ts";
import { desiredFrom, type Files } from "../test/support/stage.ts";
import { fastest, threadMs } from "./fastest.ts";
import { pageRows } from "./page.ts";
import { mustBeQuiet, quietObserved, readAnew, withoutSpokes } from "./quiet.ts";
import { withPaths } from "./quiet-paths.ts";
import { inRuleMode, rulesObserved } from "./quiet-rules.ts";
import { atMost, type Goal, type Row, row } from "./row.ts";

const run = promisify(execFile);
const SIZE = {
  zones: 100,
  vpcs: 10_000,
  accounts: 1_000,
  /** An anchor would be one VPC more than a zone's quota can say. */
  anchor: false,
  quotas: "{ vpcsPerZone: 10000, zonesPerAccount: 1000, endpointsPerVpc: 200 }",
};
const REPEATS = 3;
/** What becomes of one pair: authorize, associate, deauthorize. */
const ACTIONS_OF_A_PAIR = 3;
/** Of a million missing ones, what one pass plans. */
const PAIRS_OF_A_PASS = 50_000;
const WITHIN: Goal = atMost(1);
/** For so long at most a plan may keep the process from all else, the lease's renewal with it. */
const STALL_MS = 100;

/** What the operator itself costs for the largest fleet that is meant, in seconds and megabytes; AWS has no part in it. */
export async function scaleRows(): Promise<Row[]> {
  const { files } = fleet(SIZE);
  const desired = desiredFrom(files);
  return [
    ...parseRows(files),
    ...planRows(files, desired),
    ...(await pageRows(desired)),
    await memoryRow(files),
  ];
}

function parseRows(files: Files): Row[] {
  const none = () => undefined;
  const nothing = () => {};
  const cold = fastest(2, () => parseDesired(files, none), nothing, threadMs);
  const cache = createDocumentCache();
  const readings = atOnce(cache.read(files));
  const warm = fastest(REPEATS, () => parseDesired(files, none, cache), nothing, threadMs);
  const bodies = readings.flatMap(({ documents }) => documents.map(({ source }) => source.body));
  const json = jsonTime(bodies);
  const what = `${files.length} YAML files`;
  return [
    inSeconds("parse-cold", cold, 4, json, what),
    inSeconds("parse-warm", warm, 1, json, `${what}, none changed`),
  ];
}

function planRows(files: Files, desired: Desired): Row[] {
  const spoke = desired.spokes.at(SIZE.vpcs / 2);
  if (!spoke) throw new Error("there is no spoke");
  const quiet = quietObserved(desired);
  const paths = withPaths(desired, quiet);
  const missing = withoutSpokes(quiet, [spoke]);
  const bare = withoutSpokes(quiet, desired.spokes.slice(2));
  mustBeQuiet(passOf(desired, quiet));
  mustBeQuiet(passOf(desired, paths));
  mustMake(passOf(desired, missing), SIZE.zones);
  mustMake(passOf(desired, bare), PAIRS_OF_A_PASS);
  const { torn, standing } = teardownOf(files, quiet);
  mustWeighAll(planOf(torn, standing));
  const json = jsonTime([...quiet.hubs.values()]);
  const best = (observed: Observed) =>
    fastest(
      REPEATS,
      (anew) => passOf(desired, anew),
      () => readAnew(observed),
      threadMs,
    );
  const teardown = fastest(
    REPEATS,
    (anew) => planOf(torn, anew),
    () => readAnew(standing),
    threadMs,
  );
  return [
    inSeconds("plan-quiet", best(quiet), 1, json, "a million pairs, all there"),
    inSeconds("plan-paths", best(paths), 1, json, "and every spoke's packets followed to all endpoints"),
    inSeconds("plan-one-missing", best(missing), 1, json, "a spoke that is in no zone"),
    inSeconds("plan-cold", best(bare), 1, json, "a million pairs, none there: 50,000 of them"),
    proofRow("proof", desired, bare),
    proofRow("proof-rules", ...rulePairs()),
    inSeconds("plan-teardown", teardown, 2, json, "a million pairs, none wanted: weighed by the guard"),
    stallRow([
      ["parse", () => parseInTurns(files, () => undefined)],
      ...ruleStalls(),
      ["quiet", () => planInTurns(desired, readAnew(quiet))],
      ["paths", () => planInTurns(desired, readAnew(paths))],
      ["cold", () => planInTurns(desired, readAnew(bare))],
      ["teardown held back", () => planInTurns(torn, readAnew(standing))],
      ["teardown let go", () => planInTurns(torn, readAnew(standing), { allowRemovals: () => true })],
    ]),
  ];
}

/** The same hub without any endpoint or spoke. */
function teardownOf(files: Files, quiet: Observed): { torn: Desired; standing: Observed } {
  const torn = desiredFrom(files.filter(({ path }) => path === "hub.yaml"));
  const views = [...quiet.hubs.values()];
  const hubs = torn.hubs.flatMap((hub, i) => {
    const view = views[i];
    return view ? [[hub, view] as const] : [];
  });
  return { torn, standing: { ...quiet, hubs: new Map(hubs) } };
}

function mustWeighAll({ actions, hubCounts }: Plan): void {
  const { spokesRemoved, zonesRemoved } = hubCounts[0] ?? {};
  if (actions.length > 0 || spokesRemoved !== SIZE.vpcs || zonesRemoved !== SIZE.zones)
    throw new Error(`${actions.length} actions, ${spokesRemoved} spokes, ${zonesRemoved} zones`);
}

/** The longest time for which no other work of the process had its turn, by the thread's own clock; of a plan the best of a few. */
function stallRow(works: readonly (readonly [string, () => Turns<unknown>])[]): Row {
  const longest = works.map(([name, begin]) => {
    const stalls = Array.from({ length: REPEATS }, () => longestTurn(begin()));
    return { name, ms: Math.min(...stalls) };
  });
  const worst = longest.reduce((a, b) => (b.ms > a.ms ? b : a));
  const note = `ms of the largest fleet, with nothing kept, and of its plans: ${longest.map(({ name, ms }) => `${name} ${Math.round(ms)}`).join(", ")}`;
  return row("scale/stall", worst.ms, STALL_MS, WITHIN, note);
}

/** The plans of 40,000 pairs of rules and spokes: all there, and only those of the first two. */
function ruleStalls(): [string, () => Turns<Plan>][] {
  const desired = inRuleMode(desiredFrom(fleet({ ...SIZE, zones: 40, vpcs: 1_000 }).files));
  const [quiet, bare] = [rulesObserved(desired, 1_000), rulesObserved(desired, 2)];
  const joins = planOf(desired, bare).actions.filter(({ kind }) => kind === "associateRule").length;
  if (planOf(desired, quiet).actions.length > 0 || joins !== 40 * 998) throw new Error(`${joins} joins`);
  return [
    ["rules quiet", () => planInTurns(desired, readAnew(quiet))],
    ["rules cold", () => planInTurns(desired, readAnew(bare))],
  ];
}

/** As the machine's clock deals out turns: piece after piece until one has lasted for long enough. */
function longestTurn(work: Turns<unknown>): number {
  let longest = 0;
  for (let began = threadMs(), isDone = false; !isDone; ) {
    isDone = work.next().done ?? false;
    const lasted = threadMs() - began;
    longest = Math.max(longest, lasted);
    if (lasted >= TURN_MS) began = threadMs();
  }
  return longest;
}

/** The proof of a plan beside all the rest of it, in time of the processor. */
function proofRow(name: string, desired: Desired, observed: Observed): Row {
  const plan = planOf(desired, observed);
  const drafts = draftsOf(desired, observed);
  const estate = estateOf(drafts, observed);
  const rules = ruleDraftsOf(drafts, desired, observed);
  const proof = leastCpu(() =>
    withoutUnproved(plan.actions, groundOf(desired, estate, rules, plan.findings)),
  );
  const whole = leastCpu(() => planOf(desired, observed));
  const note = `s of the processor, ${plan.actions.length} actions proved; of: all else in their plan`;
  return row(`scale/${name}`, proof, whole - proof, WITHIN, note);
}

function leastCpu(work: () => unknown): number {
  const seconds = Array.from({ length: REPEATS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...seconds);
}

/** As many associations of rules as the plan of zones has actions, each with a name of its own to prove. */
function rulePairs(): [Desired, Observed] {
  const { files } = fleet({ ...SIZE, vpcs: 1_500, accounts: 150 });
  const desired = inRuleMode(desiredFrom(files));
  return [desired, rulesObserved(desired, 2)];
}

function mustMake({ actions }: Plan, pairs: number): void {
  if (actions.length !== pairs * ACTIONS_OF_A_PAIR) throw new Error(`${actions.length} actions`);
}

/** All that a pass works out between what it reads and what it does. */
function passOf(desired: Desired, observed: Observed): Plan {
  const drafts = draftsOf(desired, { hubs: observed.hubs });
  networksNeeded(drafts, inspectionsFor(drafts));
  return planOf(desired, observed);
}

function jsonTime(data: unknown): number {
  const json = JSON.stringify(data, (_, value) => (value instanceof Map ? [...value] : value));
  return fastest(REPEATS, () => JSON.parse(json));
}

function inSeconds(name: string, measured: number, goal: number, json: number, what: string): Row {
  const note = `s, ${what}; ${(measured / json).toFixed(1)} x JSON.parse`;
  return row(`scale/${name}`, measured / 1000, goal, WITHIN, note);
}

/** The peak of a process of its own, which reads the files from disk. */
async function memoryRow(files: Files): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), "vpce-operator-bench-"));
  try {
    for (const inner of ["endpoints", "spokes"]) await mkdir(join(folder, inner));
    for (const { path, text } of files) await writeFile(join(folder, path), text);
    const script = fileURLToPath(new URL("memory-of-scale.ts", import.meta.url));
    const { stdout } = await run(process.execPath, [script, folder]);
    return row("scale/memory", Number(stdout), 450, WITHIN, "MB, peak of parse, quiet plan and status");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
