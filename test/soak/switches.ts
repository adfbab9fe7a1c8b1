import fc from "fast-check";
import { drawBehaviours } from "../../src/simulator/behaviours.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { settle } from "../laws/support.ts";
import type { Layout } from "../support/layout.ts";
import { flipped, switchLayouts } from "../support/random-rules.ts";
import { askingVpcs, filesOf, hostNames, worldOf } from "../support/random-world.ts";
import { createStage } from "../support/stage.ts";
import { isNotPublic, watchPrivate } from "../support/watch-private.ts";
import { anyFault } from "./chance.ts";
import { handsOn } from "./hands.ts";
import { foreignRulesOf, inPeace, strays, unservedOf, watchOthers } from "./laws.ts";

export type Switched = {
  readonly passes: number;
  readonly kills: number;
  readonly violations: readonly string[];
};

const ROUNDS_MAX = 5;
const PASSES_MAX = 4;

/**
 * A random fleet in peace, whose documents then change from zones to rules and back at random moments, under faults, kills and
 * other people's hands, all from one seed; and then in peace again. Nothing that was private becomes worse but by the hands of
 * others (semantics 60), nothing of theirs is removed, and in the end all are served as in an undisturbed world, without a step left.
 */
export async function soakSwitches(
  seed: number,
  kinds: fc.Arbitrary<Layout> = switchLayouts(),
): Promise<Switched> {
  const [layout] = fc.sample(kinds, { seed, numRuns: 1 }) as [Layout];
  const random = seededRandom(seed);
  const stage = createStage(worldOf(layout), {
    seed,
    behaviours: drawBehaviours(seededRandom(seed + 1)),
    insyncMs: () => 1_000 + random() * 59_000,
    sharedSeenMs: () => random() * 90_000,
    resolverAssociationMs: () => random() * 60_000,
  });
  const counts = { passes: 0, kills: 0 };
  const othersLost = watchOthers(stage);
  const foreign = foreignRulesOf(stage);
  const hands = handsOn(stage, layout);
  const findings = [...(await inPeace(stage, () => stage.operator(), layout))];
  const dns = watchPrivate(stage, askingVpcs(layout), hostNames(layout), {
    since: "first",
    isPrivate: isNotPublic,
  });
  const told: string[] = [];

  /** Up to so many passes, the last of which may be killed. */
  async function disturbed(wanted: Layout): Promise<void> {
    for (let pass = Math.ceil(random() * PASSES_MAX); pass > 0; pass--) {
      for (let i = Math.floor(random() * 3); i > 0; i--) stage.cloud.faults.add(anyFault(random));
      const operator = stage.operator();
      if (random() < 0.4) {
        counts.kills += 1;
        void stage.clock.sleep(random() * 120_000).then(() => operator.abort.abort());
      }
      const { plan } = await operator.apply(filesOf(wanted), { allowRemovals: () => true });
      counts.passes += 1;
      findings.push(...plan.findings);
      stage.cloud.faults.clear();
      if (random() < 0.3) await settle(stage);
    }
  }

  for (let round = 1 + Math.floor(random() * ROUNDS_MAX); round > 0; round--) {
    if (random() < 0.5) {
      const { what, vpcs } = await hands.act(random);
      told.push(`at ${stage.clock.now()} ${what}`);
      if (vpcs !== "none") dns.excuse(...(vpcs === "all" ? [] : vpcs));
    }
    await disturbed(flipped(layout, random));
    if (random() < 0.5) hands.mend();
  }
  hands.mend();
  await settle(stage);
  // Twice: what AWS still shows for a while after it went holds back what is to go after it.
  for (let i = 0; i < 2; i++) {
    findings.push(...(await inPeace(stage, () => stage.operator(), layout)));
    await hands.disassociateFailed();
    await settle(stage);
  }
  const unserved = await unservedOf(stage, seed, layout);
  const left = (await stage.operator().plan(filesOf(layout), { allowRemovals: () => true })).actions;
  const violations = [
    ...[...dns.worse].map((where) => `worse than private: ${where}`),
    ...(foreignRulesOf(stage) === foreign ? [] : ["somebody's rules were changed"]),
    ...othersLost().map((what) => `somebody's was removed from zone ${what}`),
    ...hands.taken().map((pair) => `a team's own association was removed: ${pair}`),
    ...unserved.map((where) => `not as in an undisturbed world: ${where}`),
    ...left.map(({ key }) => `left to do: ${key}`),
    ...strays(stage).map((zone) => `an authorization is left in ${zone}`),
    ...findings.flatMap(({ reason, message }) => (reason === "Unproved" ? [`unproved: ${message}`] : [])),
  ];
  return { ...counts, violations: violations.length > 0 ? [...new Set(violations), ...told] : [] };
}
