import fc from "fast-check";
import type { Finding } from "../../src/model/finding.ts";
import { createMemory, type Memory } from "../../src/operator/observe/memory.ts";
import { drawBehaviours } from "../../src/simulator/behaviours.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { settle, watchDns, writesOf } from "../laws/support.ts";
import type { Layout } from "../support/layout.ts";
import { askingVpcs, filesOf, hostNames, layouts, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage, type Operator, type Stage } from "../support/stage.ts";
import { anyFault, variant } from "./chance.ts";
import { foreignOf, inPeace, isVacuous, strays, unservedOf } from "./laws.ts";

const ROUNDS_MAX = 4;
const QUIET_PASSES = 2;

/**
 * One random estate through random changes, faults and kills, all from one seed, and then in peace. Answers the laws
 * that were broken: names go dark only in windows that a plan named, nothing foreign is touched, in the end every
 * name leads where it would in an undisturbed world, and stays so without a write, no authorization is left, and no plan
 * was found at fault by its proof.
 */
export async function soak(seed: number, kinds: fc.Arbitrary<Layout> = layouts()): Promise<string[]> {
  const [layout] = fc.sample(kinds, { seed, numRuns: 1 }) as [Layout];
  const random = seededRandom(seed);
  const stage = createStage(worldOf(layout), {
    ...quotasOf(layout),
    seed,
    behaviours: drawBehaviours(seededRandom(seed + 1)),
    insyncMs: () => 1_000 + random() * 59_000,
    sharedSeenMs: () => random() * 90_000,
    resolverAssociationMs: () => random() * 60_000,
  });
  const foreign = foreignOf(stage);
  const dns = watchDns(stage, askingVpcs(layout), hostNames(layout));
  const findings: Finding[] = [];
  const life = new Life(stage, random);
  for (let round = 1 + Math.floor(random() * ROUNDS_MAX); round > 0; round--)
    findings.push(...(await disturbed(stage, life, variant(layout, random), random)));
  await settle(stage);
  findings.push(...(await inPeace(stage, () => life.process(), layout)));
  const unserved = await unservedOf(stage, seed, layout);
  stage.cloud.calls.clear();
  for (let pass = 0; pass < QUIET_PASSES; pass++)
    await life.process().apply(filesOf(layout), { allowRemovals: () => true });
  await settle(stage);
  return [
    ...dns.outside(layout.anchor ? [] : findings).map((where) => `dark outside a named window: ${where}`),
    ...(foreignOf(stage) === foreign ? [] : ["something foreign was changed"]),
    ...(isVacuous(stage, layout) ? ["nothing was made"] : []),
    ...unserved.map((where) => `not as in an undisturbed world: ${where}`),
    ...writesOf(stage).map(
      (call) => `written in peace: ${call.operation} ${Object.values(call.params).join(" ")}`,
    ),
    ...strays(stage).map((zone) => `an authorization is left in ${zone}`),
    ...findings.flatMap(({ reason, message }) => (reason === "Unproved" ? [`unproved: ${message}`] : [])),
  ];
}

/** In every other world one process makes pass after pass and remembers, until it is killed; else each pass has its own. */
class Life {
  readonly #stage: Stage;
  readonly #isLong: boolean;
  #memory: Memory | undefined;

  constructor(stage: Stage, random: () => number) {
    this.#stage = stage;
    this.#isLong = random() < 0.5;
  }

  process(): Operator {
    if (!this.#isLong) return this.#stage.operator();
    this.#memory ??= createMemory(this.#stage.clock);
    return this.#stage.operator({ memory: this.#memory });
  }

  end(): void {
    this.#memory = undefined;
  }
}

/** A pass with up to three faults; every other one is killed at some moment. */
async function disturbed(
  stage: Stage,
  life: Life,
  wanted: Layout,
  random: () => number,
): Promise<readonly Finding[]> {
  for (let i = Math.floor(random() * 4); i > 0; i--) stage.cloud.faults.add(anyFault(random));
  const operator = life.process();
  const isKilled = random() < 0.5;
  if (isKilled) void stage.clock.sleep(random() * 90_000).then(() => operator.abort.abort());
  const { plan } = await operator.apply(filesOf(wanted), { allowRemovals: () => true });
  stage.cloud.faults.clear();
  if (isKilled) life.end();
  if (random() < 0.5) await settle(stage);
  return plan.findings;
}
