import { describe, expect, it } from "vitest";
import { type Behaviours, drawBehaviours } from "../../src/simulator/behaviours.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { digestIn } from "../support/look.ts";
import {
  A,
  B,
  C,
  endpointsIn,
  managed,
  managedHub,
  managedWorld,
  OTHER_DNS,
  watchPrivate,
} from "../support/managed-resolver-scene.ts";
import { associationsIn, rulesIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, SSM } from "../support/scenario.ts";
import { createStage, type Files, type Operator, type Stage } from "../support/stage.ts";
import { actOf, killAt, settle, writesOf } from "./support.ts";

/** The laws of rules, for the endpoints that they lead through: what a pass began the next one ends, and no name falters. */

type Life = { readonly name: string; readonly before: Files; readonly after: Files };

const REST = [sharedBy("ssm"), alpha()];
const GONE = [sharedBy("ssm"), alpha({ endpoints: "none", mode: "phz-association" })];
const hub = (resolver: Parameters<typeof managedHub>[0] = {}) => managedHub(resolver);
const NONE = { inbound: "none", outbound: "none" } as const;

const LIVES: readonly Life[] = [
  { name: "made", before: [hub(NONE), ...GONE], after: [hub(), ...REST] },
  {
    name: "an address elsewhere",
    before: [hub(), ...REST],
    after: [hub({ inbound: managed([A, C]), outbound: managed([C, B]) }), ...REST],
  },
  {
    name: "replaced",
    before: [hub(), ...REST],
    after: [hub({ inbound: managed([A, B], [OTHER_DNS]), outbound: managed([B, C], [OTHER_DNS]) }), ...REST],
  },
  { name: "deleted", before: [hub(), ...GONE], after: [hub(NONE), ...GONE] },
];

/** Those in which somebody is served all the while. */
const CHANGES = LIVES.filter(({ name }) => name === "an address elsewhere" || name === "replaced");

describe.each(LIVES)("Resolver endpoints: $name", (life) => {
  const sides = CHANGES.includes(life) ? (["before", "after"] as const) : (["after"] as const);
  it.each(sides)("killed %s any of its writes, it is finished", async (side) => {
    const reference = await peaceful(life);
    expect(reference.writes).toBeGreaterThan(0);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const stage = await staged(life, nth);
      const worse = watch(stage, life);
      const victim = stage.operator();
      const died = killAt(stage, victim, nth, side);
      await passes(stage, life.after, victim);
      const where = `killed ${side} write ${nth} of ${reference.writes}`;
      expect(died(), where).toBe(true);
      await passes(stage, life.after);
      expect(shown(stage), where).toEqual(reference.shown);
      expect([...worse], where).toEqual([]);
    }
  });

  it("with the answer to any of its writes lost, it is finished", async () => {
    const reference = await peaceful(life);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const stage = await staged(life, nth);
      const worse = watch(stage, life);
      stage.cloud.faults.add({ fault: "loseAnswer", operation: "write", nth });
      await passes(stage, life.after);
      const where = `answer ${nth} of ${reference.writes} lost`;
      expect(shown(stage), where).toEqual(reference.shown);
      expect([...worse], where).toEqual([]);
    }
  });
});

describe.each(LIVES.filter(({ name }) => name === "replaced"))("Resolver endpoints: $name", (life) => {
  it("taken back after any of its writes, all is as it was", async () => {
    const reference = await peaceful(life);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const stage = await staged(life, nth);
      const was = shown(stage);
      const worse = watch(stage, life);
      const victim = stage.operator();
      const died = killAt(stage, victim, nth, "after");
      await passes(stage, life.after, victim);
      const where = `taken back after write ${nth} of ${reference.writes}`;
      expect(died(), where).toBe(true);
      await passes(stage, life.before);
      expect(shown(stage), where).toEqual(was);
      expect([...worse], where).toEqual([]);
    }
  });
});

async function peaceful(life: Life) {
  const stage = await staged(life);
  await passes(stage, life.after);
  return { writes: new Set(writesOf(stage).map(actOf)).size, shown: shown(stage) };
}

/** Where AWS's answer is not known, it differs from run to run. */
async function staged({ before }: Life, seed?: number): Promise<Stage> {
  const behaviours: Partial<Behaviours> = seed === undefined ? {} : drawBehaviours(seededRandom(seed));
  const stage = createStage(managedWorld(), { behaviours });
  await passes(stage, before);
  stage.cloud.calls.clear();
  return stage;
}

/** Until one has nothing to do and holds nothing back, which somebody lets go each time; or its process is dead. */
async function passes(stage: Stage, files: Files, victim?: Operator): Promise<void> {
  let named: string[] = [];
  for (let pass = 0; pass < 25; pass++) {
    const { plan } = await (victim ?? stage.operator()).apply(files, { named });
    await settle(stage);
    named = plan.held.length > 0 ? [digestIn(plan)] : [];
    if (victim?.abort.signal.aborted || (plan.actions.length === 0 && named.length === 0)) return;
  }
  throw new Error("it does not settle");
}

function shown(stage: Stage): unknown {
  return [endpointsIn(stage), associationsIn(stage).toSorted(), rulesIn(stage).length];
}

function watch(stage: Stage, { before }: Life): ReadonlySet<string> {
  const isServed = before.some(({ text }) => text.includes(ALPHA.vpc) && !text.includes("none"));
  return watchPrivate(stage, isServed ? [ALPHA.vpc] : [], [SSM]);
}
