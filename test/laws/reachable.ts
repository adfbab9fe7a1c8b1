import fc from "fast-check";
import { drawBehaviours } from "../../src/simulator/behaviours.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { changeNetwork, type NetworkChange, networkChange } from "../support/network-changes.ts";
import {
  type LaidPaths,
  laidPaths,
  pathsFiles,
  pathsWorld,
  type Wanted,
  wanted,
} from "../support/random-paths.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { killAt } from "./support.ts";
import { watchReach } from "./watch-reach.ts";

/** One pass of a random life, and what happens before and meanwhile. */
export type Chapter = {
  readonly wanted: Wanted;
  readonly before: readonly NetworkChange[];
  /** At the nth call of the pass. */
  readonly meanwhile: { readonly nth: number; readonly change: NetworkChange } | undefined;
  readonly faults: readonly Fault[];
  readonly kill: { readonly nth: number; readonly side: "before" | "after" } | undefined;
};
type Fault = Parameters<Stage["cloud"]["faults"]["add"]>[0];

const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3, nil: undefined });

const fault: fc.Arbitrary<Fault> = fc.record({
  fault: fc.constantFrom(
    "throttle" as const,
    "deny" as const,
    "loseAnswer" as const,
    "loseRequest" as const,
    "stale" as const,
  ),
  operation: fc.constantFrom("write", "read", "Describe*", "Associate*", "Change*", "List*"),
  probability: fc.constantFrom(0.05, 0.3, 1),
  times: fc.integer({ min: 1, max: 12 }),
});

const chapter: fc.Arbitrary<Chapter> = fc.record({
  wanted,
  before: fc.array(networkChange, { maxLength: 2 }),
  meanwhile: seldom(fc.record({ nth: fc.integer({ min: 1, max: 60 }), change: networkChange })),
  faults: fc.array(fault, { maxLength: 2 }),
  kill: seldom(fc.record({ nth: fc.integer({ min: 1, max: 6 }), side: fc.constantFrom("before", "after") })),
});

export const lives = fc.record({
  laid: laidPaths,
  chapters: fc.array(chapter, { minLength: 1, maxLength: 5 }),
  seed: fc.nat(1_000),
});
export type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

/** Longer than DNS, RAM and a first spoke's probation take. */
const SETTLED_MS = 6 * 60_000;
/** Until no resolver remembers what it was told before the network changed. */
const REMEMBERED_MS = 2 * 60_000;
const PASSES_MAX = 25;

export type Lived = {
  readonly violations: readonly string[];
  /** How often a name moved to the hub, and how often one was kept away for want of a path. */
  readonly moved: number;
  readonly kept: number;
};

/** A random life of a fleet over its network: what workloads lost by what the operator did. */
export async function live({ laid, chapters, seed }: Life): Promise<Lived> {
  const random = seededRandom(seed);
  const stage = createStage(pathsWorld(laid), {
    seed,
    behaviours: drawBehaviours(random),
    insyncMs: () => 1_000 + random() * 59_000,
  });
  const watch = watchReach(stage, laid);
  const violations: string[] = [];
  let kept = 0;
  const pass = async (chapter: Chapter, where: string) => {
    const files = pathsFiles(laid, chapter.wanted);
    const operator = stage.operator();
    const died = chapter.kill && killAt(stage, operator, chapter.kill.nth, chapter.kill.side);
    const calm = meanwhile(stage, laid, chapter, watch.networkChanged);
    watch.begins(chapter.wanted);
    const { plan } = await operator.apply(files, { allowRemovals: () => true });
    died?.();
    calm();
    stage.cloud.faults.clear();
    await stage.clock.run(stage.clock.sleep(SETTLED_MS));
    const { findings } = plan;
    kept += findings.filter(({ kind, reason }) => kind === "withheld" && reason === "PathBlocked").length;
    violations.push(...watch.ends(findings).map((one) => `${where}: ${one}`));
    return plan;
  };
  for (const [i, chapter] of chapters.entries()) {
    for (const change of chapter.before) changeNetwork(stage.cloud, laid.network, change);
    watch.networkChanged();
    await stage.clock.run(stage.clock.sleep(REMEMBERED_MS));
    for (const rule of chapter.faults) stage.cloud.faults.add(rule);
    await pass(chapter, `chapter ${i + 1}`);
  }
  const last = chapters.at(-1) as Chapter;
  const quiet: Chapter = { ...last, meanwhile: undefined, kill: undefined, faults: [], before: [] };
  let plan = await pass(quiet, "in peace");
  for (let n = 0; plan.actions.length > 0 && n < PASSES_MAX; n++) plan = await pass(quiet, "in peace");
  if (plan.actions.length > 0) violations.push("it does not settle");
  violations.push(...watch.unserved(last.wanted, plan.findings).map((one) => `in peace: ${one}`));
  return { violations, moved: watch.moved(), kept };
}

/** Arms what happens to the network in mid-pass; the answer takes it back if it did not come. */
function meanwhile(
  stage: Stage,
  laid: LaidPaths,
  { meanwhile: drawn }: Chapter,
  changed: () => void,
): () => void {
  if (!drawn) return () => undefined;
  let calls = 0;
  return stage.cloud.onCall(({ phase }) => {
    if (phase !== "before" || ++calls !== drawn.nth) return;
    changeNetwork(stage.cloud, laid.network, drawn.change);
    changed();
  });
}
