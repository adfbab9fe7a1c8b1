import type { Witness } from "./ports.ts";

/** All of them hear of everything, in this order. */
export function allOf(...witnesses: readonly Witness[]): Witness {
  const each = (tell: (witness: Witness) => void) => witnesses.forEach(tell);
  return {
    state: (state) => each((w) => w.state(state)),
    passStarts: (start) => each((w) => w.passStarts(start)),
    observed: (what, done, of) => each((w) => w.observed(what, done, of)),
    planned: (plan) => each((w) => w.planned(plan)),
    outcome: (action, outcome) => each((w) => w.outcome(action, outcome)),
    passEnds: (end) => each((w) => w.passEnds(end)),
    waits: (dueAt) => each((w) => w.waits(dueAt)),
  };
}

/** One who hears of a few things only. */
export function witness(of: Partial<Witness>): Witness {
  const nothing = () => undefined;
  return {
    state: nothing,
    passStarts: nothing,
    observed: nothing,
    planned: nothing,
    outcome: nothing,
    passEnds: nothing,
    waits: nothing,
    ...of,
  };
}
