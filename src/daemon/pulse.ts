import type { Witness } from "./ports.ts";
import { witness } from "./witnesses.ts";

/** Whether the loop still turns, as `/healthz` is asked. It asks nobody. */
export type Pulse = {
  readonly witness: Witness;
  /** Called again and again by a timer of the process: shows that anything runs at all. */
  readonly turned: () => void;
  /** Why it does not turn; undefined while it does. */
  readonly stuck: () => string | undefined;
};

/** So late the loop may be. */
const LATE_MS = 30_000;
/** A pass starts nothing after 30 minutes; what it then waits for has deadlines of its own. */
const PASS_MS = 35 * 60_000;
/** The first look at source and table, or the last one: each call of it has a deadline. */
const TURNING_MS = 10 * 60_000;

/**
 * The loop says by each thing that it does until when it will do the next one: a pass that makes progress goes on, one that
 * hangs past its deadline does not, nor a loop that did not begin the pass that was due.
 */
export function createPulse(now: () => number): Pulse {
  let turnedAt = now();
  let expected = { by: Number.POSITIVE_INFINITY, what: "" };
  const expect = (what: string, withinMs: number) => {
    expected = { by: now() + withinMs, what };
  };
  const progress = () => {
    if (expected.by < now() + LATE_MS) expect("progress of the pass", LATE_MS);
  };
  return {
    witness: witness({
      state(state) {
        if (state === "standby")
          expect("", Number.POSITIVE_INFINITY); // for as long as another instance leads
        else expect(`the next step of a process that is ${state}`, TURNING_MS);
      },
      passStarts: ({ id }) => expect(`the end of pass ${id}`, PASS_MS),
      observed: progress,
      planned: progress,
      outcome: progress,
      passEnds: () => expect("the next turn of the loop", LATE_MS),
      waits: (dueAt) => expect("the pass that was due", Math.max(0, dueAt - now()) + LATE_MS),
    }),
    turned() {
      turnedAt = now();
    },
    stuck() {
      const silent = now() - turnedAt;
      if (silent > LATE_MS) return `nothing has run for ${silent} ms`;
      return now() > expected.by ? `${expected.what} did not come in time` : undefined;
    },
  };
}
