import fc from "fast-check";
import { seededRandom } from "../../src/simulator/random.ts";
import type { Layout } from "../support/layout.ts";
import { flipped } from "../support/random-rules.ts";
import { askingVpcs, filesOf, hostNames, layouts, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { isNotPublic, watchPrivate } from "../support/watch-private.ts";
import { anyFault, variant } from "./chance.ts";
import { type Branch, branch } from "./commits.ts";
import type { Instance } from "./instance.ts";
import { type Pair, pairOn } from "./pair.ts";
import { watchLaws } from "./watch.ts";

const MINUTE = 60_000;
const EVENTS_MAX = 10;
const BETWEEN_MS = 3 * MINUTE;
const CALM_MS = 20 * MINUTE;
/** Two passes at least. */
const QUIET_MS = 12 * MINUTE;

export type Soaked = {
  readonly passes: number;
  readonly kills: number;
  readonly commits: number;
  readonly violations: readonly string[];
};

/** What a commit makes of the documents. */
type Change = (layout: Layout, random: () => number) => Layout;

/**
 * One random estate, held by two daemons that share a table, through rounds of commits, faults, kills and pauses, all from
 * one seed. Each round ends in calm; then the laws are asked.
 */
export async function soakDaemon(
  seed: number,
  rounds: number,
  kinds: fc.Arbitrary<Layout> = layouts(),
  change: Change = variant,
): Promise<Soaked> {
  const [layout] = fc.sample(kinds, { seed, numRuns: 1 }) as [Layout];
  const random = seededRandom(seed);
  const insyncMs = () => 1_000 + random() * 59_000;
  const stage = createStage(worldOf(layout), { ...quotasOf(layout), seed, insyncMs });
  const commits = branch(filesOf(layout));
  const pair = await pairOn(stage, commits, random);
  const after = (ms: number) => stage.clock.run(stage.clock.sleep(ms));
  const laws = watchLaws(stage, layout, seed);
  // Where commits change modes alone, everybody shares everything at any time.
  const names =
    change === flipped
      ? watchPrivate(stage, askingVpcs(layout), hostNames(layout), { since: "first", isPrivate: isNotPublic })
      : undefined;
  const violations: string[] = [];

  for (let round = 1; round <= rounds; round++) {
    const broken: string[] = [];
    for (let event = Math.ceil(random() * EVENTS_MAX); event > 0; event--) {
      await happens(stage, pair, commits, () => filesOf(change(layout, random)), random);
      await after(random() * BETWEEN_MS);
    }
    const wanted = round % 2 === 1 ? layout : change(layout, random);
    await makePeace(stage, pair, commits, wanted);
    await after(CALM_MS);
    broken.push(...laws.together());
    await after(QUIET_MS);
    broken.push(...(await laws.inPeace(wanted, pair.windows)));
    violations.push(...broken.map((law) => `round ${round}: ${law}`));
  }
  await pair.end();
  const worse = [...(names?.worse ?? [])].map((where) => `worse than private: ${where}`);
  return { ...pair.counts, commits: commits.made(), violations: [...violations, ...worse, ...pair.failures] };
}

/** Something that people, AWS or machines do to a daemon. */
async function happens(
  { cloud }: Stage,
  pair: Pair,
  commits: Branch,
  files: () => Files,
  random: () => number,
): Promise<void> {
  /** To the holder, now or in the middle of what another commit asks for. */
  const strikes = (what: (instance: Instance) => void) => {
    const strike = () => {
      const holder = pair.holder();
      if (holder && !holder.isFrozen()) what(holder);
    };
    if (random() < 0.3) return strike();
    commits.commit(files());
    pair.atChange(Math.ceil(random() * 10), strike);
  };
  switch (Math.floor(random() * 15)) {
    case 0:
      return commits.spoil();
    case 1:
      return commits.revert(random);
    case 2:
      commits.rewrite(files());
      if (random() < 0.5) await pair.ask({ kind: "accept", subject: commits.head() });
      return;
    case 3:
      return commits.setBack();
    case 4:
    case 5:
      return strikes(pair.kill);
    case 6:
      return pair.kill(pair.one());
    case 7:
      return strikes((instance) => instance.freeze(random() * 3 * MINUTE));
    case 8:
      return strikes((instance) => instance.stop());
    case 9:
      return pair.ask(random() < 0.5 ? { kind: "pause", reason: "a test" } : { kind: "resume" });
    case 10:
    case 11:
      cloud.faults.clear();
      for (let i = Math.floor(random() * 4); i > 0; i--) cloud.faults.add(anyFault(random));
      return;
    default:
      return commits.commit(files());
  }
}

/** Nothing is in the way any more of what is wanted from here on. */
async function makePeace({ cloud }: Stage, pair: Pair, commits: Branch, wanted: Layout): Promise<void> {
  cloud.faults.clear();
  pair.atChange(Infinity, () => {});
  commits.commit(filesOf(wanted));
  await pair.ask({ kind: "accept", subject: commits.head() });
  await pair.ask({ kind: "resume" });
  await pair.ask({ kind: "reconcile" });
}
