import { expect } from "vitest";
import { type Behaviours, drawBehaviours } from "../../src/simulator/behaviours.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { digestIn } from "../support/look.ts";
import type { Files, Operator, Stage } from "../support/stage.ts";
import { distinctWrites, killAt, settle } from "./support.ts";

/** A change of documents that a law cuts off at each of its writes. */
export type Life<Documents> = {
  readonly name: string;
  readonly before: Documents;
  readonly after: Documents;
};

/** A world in the state in which a life's change begins, with an empty log, and the documents of both sides. */
export type Staged = { readonly stage: Stage; readonly before: Files; readonly after: Files };

/** How the lives of a law are lived. */
export type Living<L> = {
  /** Where AWS's answer is not known, it is drawn by `seed`, as `drawn` does; without one it is the documented one. */
  readonly staged: (life: L, seed?: number) => Promise<Staged>;
  /** Passes until nothing is left to do, or the victim is dead. */
  readonly passes: (stage: Stage, files: Files, victim?: Operator) => Promise<void>;
  /** What has to be the same in the end, whatever cut the life off. */
  readonly shown: (stage: Stage) => unknown;
  /** Looks from now on for what became worse on the way to these documents. */
  readonly watch: (staged: Staged, ending: Files) => Iterable<string>;
};

/** The laws of what a pass began and did not finish: the next one does, or takes it back, and on the way nothing is worse. */
export function eachWrite<L>({ staged, passes, shown, watch }: Living<L>) {
  async function peaceful(life: L) {
    const { stage, after } = await staged(life);
    await passes(stage, after);
    const writes = distinctWrites(stage);
    expect(writes).toBeGreaterThan(0);
    return { writes, shown: shown(stage) };
  }

  /** Its process dies at that write, and another one goes on, with these documents. */
  async function cut(
    life: L,
    nth: number,
    side: "before" | "after",
    where: string,
    next: "before" | "after",
  ): Promise<{ stage: Stage; was: unknown; worse: Iterable<string> }> {
    const at = await staged(life, nth);
    const { stage } = at;
    const was = shown(stage);
    const worse = watch(at, at[next]);
    const victim = stage.operator();
    const died = killAt(stage, victim, nth, side);
    await passes(stage, at.after, victim);
    expect(died(), where).toBe(true);
    await passes(stage, at[next]);
    return { stage, was, worse };
  }

  return {
    /** Answers at how many writes it was killed. */
    async killed(life: L, side: "before" | "after"): Promise<number> {
      const reference = await peaceful(life);
      for (let nth = 1; nth <= reference.writes; nth++) {
        const where = `killed ${side} write ${nth} of ${reference.writes}`;
        const { stage, worse } = await cut(life, nth, side, where, "after");
        expect(shown(stage), where).toEqual(reference.shown);
        expect([...worse], where).toEqual([]);
      }
      return reference.writes;
    },

    async answerLost(life: L): Promise<void> {
      const reference = await peaceful(life);
      for (let nth = 1; nth <= reference.writes; nth++) {
        const at = await staged(life, nth);
        const { stage, after } = at;
        const worse = watch(at, after);
        stage.cloud.faults.add({ fault: "loseAnswer", operation: "write", nth });
        await passes(stage, after);
        const where = `answer ${nth} of ${reference.writes} lost`;
        expect(shown(stage), where).toEqual(reference.shown);
        expect([...worse], where).toEqual([]);
      }
    },

    /** `asBefore`: where taking it back does not make all that is shown as it was, what it does. */
    async takenBack(life: L, asBefore?: (stage: Stage, where: string) => void): Promise<void> {
      const reference = await peaceful(life);
      for (let nth = 1; nth <= reference.writes; nth++) {
        const where = `taken back after write ${nth} of ${reference.writes}`;
        const { stage, was, worse } = await cut(life, nth, "after", where, "before");
        if (asBefore) asBefore(stage, where);
        else expect(shown(stage), where).toEqual(was);
        expect([...worse], where).toEqual([]);
      }
    },
  };
}

/** Where AWS's answer is not known, it differs from seed to seed. */
export function drawn(seed: number | undefined): Partial<Behaviours> {
  return seed === undefined ? {} : drawBehaviours(seededRandom(seed));
}

/** Until one has nothing to do and holds nothing back, which somebody lets go each time; or its process is dead. */
export async function passesAllowed(stage: Stage, files: Files, victim?: Operator): Promise<void> {
  let named: string[] = [];
  for (let pass = 0; pass < 25; pass++) {
    const { plan } = await (victim ?? stage.operator()).apply(files, { named });
    await settle(stage);
    named = plan.held.length > 0 ? [digestIn(plan)] : [];
    if (victim?.abort.signal.aborted || (plan.actions.length === 0 && named.length === 0)) return;
  }
  throw new Error("it does not settle");
}

/** Until one has nothing to do, or its process is dead. */
export async function passes(stage: Stage, files: Files, victim?: Operator): Promise<void> {
  let said: readonly string[] = [];
  for (let pass = 0; pass < 20; pass++) {
    const { plan } = await (victim ?? stage.operator()).apply(files);
    await settle(stage);
    if (plan.actions.length === 0 || victim?.abort.signal.aborted) return;
    said = [...plan.actions.map(({ key }) => key), ...plan.findings.map(({ message }) => message)];
  }
  throw new Error(`it does not settle: ${said.join("\n")}`);
}
