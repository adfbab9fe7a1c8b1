import { describe, expect, test } from "vitest";
import { mayStart } from "../../src/model/lease/gate.ts";
import type { LeaseItem } from "../../src/model/lease/item.ts";
import { initialLease, stepLease } from "../../src/model/lease/protocol.ts";
import type { Readings } from "../../src/model/lease/readings.ts";
import type { LeaseEvent, LeaseMoment, LeaseState, LeaseStep } from "../../src/model/lease/state.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import { CALM, explore, type Parts, RIGHT, STORM, WEATHERS, type Weather } from "./world.ts";

/**
 * The protocol in worlds of two and three processes whose messages are lost, late, doubled and throttled, whose clocks go
 * wrong, which pause, sleep, die, stop: never two whose attempts are under way at once, each term of a higher epoch, and
 * one leader that acts when the storm is over.
 */
const WORLDS = 120;
function violations(parts: Parts, weather: Weather = STORM, worlds = WORLDS, first = 1): string[] {
  for (let seed = first; seed < first + worlds; seed++) {
    const found = explore(seed, weather, 2 + (seed % 2), parts).violations;
    if (found.length > 0) return found.map((what) => `seed ${seed}: ${what}`);
  }
  return [];
}

test.each(Object.entries(WEATHERS))(
  "%s: never two that act, never an epoch twice, one leader in the end",
  (_, weather) => {
    expect(violations(RIGHT, weather)).toEqual([]);
  },
);

test("in a calm world nobody ever loses the lease", () => {
  for (let seed = 1; seed <= 20; seed++) expect(explore(seed, CALM, 3).terms).toBe(1);
});

test("answers that are lost, and nothing worse, end no term: a process knows its own write", () => {
  for (let seed = 1; seed <= 40; seed++) expect(explore(seed, LOST_ANSWERS, 2).terms).toBe(1);
});

const LOST_ANSWERS: Weather = { ...CALM, writeAnswerLost: 0.5 };

type Step = typeof stepLease;
/** A wrong protocol: what it makes of the right one's step. */
const stepped =
  (change: (step: LeaseStep, before: LeaseState, kind: string, moment: LeaseMoment) => LeaseStep): Step =>
  (party, state, event, moment) =>
    change(stepLease(party, state, event, moment), state, event.kind, moment);

const redated = (step: LeaseStep, confirmedAt: LeaseMoment["now"] | undefined): LeaseStep => {
  const { held } = step.state;
  return held && confirmedAt ? { ...step, state: { ...step.state, held: { ...held, confirmedAt } } } : step;
};
const isNewlyConfirmed = (step: LeaseStep, before: LeaseState) =>
  step.state.held !== undefined && step.state.held.item.id !== before.held?.item.id;

test("who slept after it saw no item looks again before it makes one: another's may have come and gone meanwhile", () => {
  const party = { holder: "me", label: "me", times: leaseTimes() };
  const seenAbsent = (answeredAt: number) => {
    const asking = stepLease(party, initialLease(at(0)), { kind: "wake" }, { now: at(0), freshId: "read" });
    const found = { kind: "absent", serverAt: 1.7e12 } as const;
    const moment = { now: at(answeredAt), freshId: "made" };
    return stepLease(party, asking.state, { kind: "read", request: 1, found }, moment).effects[0]?.kind;
  };
  expect(seenAbsent(100)).toBe("write");
  expect(seenAbsent(2000)).toBe("read");
});

describe("a wrong protocol is found out", () => {
  const mutants: Record<string, Partial<Parts>> = {
    "clock started at the acknowledgement": {
      step: stepped((step, before, _, { now }) =>
        isNewlyConfirmed(step, before) ? redated(step, now) : step,
      ),
    },
    "an id used twice": { freshId: (_, process) => process },
    "item deleted on release": { release: "delete" },
    "release before drain": { drain: "skipped" },
    "undo after the bound": { undo: "free" },
    "gate asked only before signing": { secondAsk: "skipped" },
    "epoch not raised": {
      step: stepped((step, before) => ({
        ...step,
        state: mapAttempts(step.state, before),
        effects: step.effects.map((effect) =>
          effect.kind === "write" && !before.held && effect.item.holder !== "" && before.seen
            ? { ...effect, item: { ...effect.item, epoch: before.seen.item.epoch } }
            : effect,
        ),
      })),
    },
    "no epoch on other writes": { otherWrites: "without epoch" },
    "only the monotonic clock is asked": { clocks: "monotonic" },
    "an attempt's own length is not counted": {
      mayStart: (holding, now, _, times) => mayStart(holding, now, -5000, times),
    },
  };

  test.each(Object.entries(mutants))("%s", (_, mutant) => {
    const wrong = { ...RIGHT, ...mutant };
    expect(Object.values(WEATHERS).some((weather) => violations(wrong, weather).length > 0)).toBe(true);
  });

  test("dated from a retry, not from the attempt that was applied", () => {
    const wrong = stepped((step, before) =>
      isNewlyConfirmed(step, before) ? redated(step, before.unsettled.at(-1)?.sentAt) : step,
    );
    expect(datedAfterLateFirstAttempt(stepLease)).toBe(20_000);
    expect(datedAfterLateFirstAttempt(wrong)).not.toBe(20_000);
  });

  test("own lost answer not recognised: terms end for nothing", () => {
    const blind: Parts = {
      ...RIGHT,
      step: (party, state, event, moment) =>
        stepLease(party, event.kind === "read" ? { ...state, unsettled: [] } : state, event, moment),
    };
    const terms = Array.from({ length: 40 }, (_, seed) => explore(seed, LOST_ANSWERS, 2, blind).terms);
    expect(Math.max(...terms)).toBeGreaterThan(1);
  });
});

function mapAttempts(state: LeaseState, before: LeaseState): LeaseState {
  const { seen } = before;
  const attempt = state.pending?.attempt;
  if (before.held || !seen || !attempt || attempt.item.holder === "") return state;
  const wrong = { ...attempt, item: { ...attempt.item, epoch: seen.item.epoch } };
  const unsettled = [...state.unsettled.slice(0, -1), wrong];
  return { ...state, unsettled, pending: { request: state.requests, sentAt: wrong.sentAt, attempt: wrong } };
}

/** Sent at 20 s and applied only after the retry at 25 s, which is refused: when the lease is dated from then. */
function datedAfterLateFirstAttempt(step: Step): number | undefined {
  const party = { holder: "me", label: "me", times: leaseTimes() };
  let state = initialLease(at(0));
  let written: LeaseItem = { holder: "", label: "", epoch: 3, version: 7, id: "theirs", acts: false };
  const ids: string[] = [];
  const tell = (ms: number, event: LeaseEvent) => {
    const moment = { now: at(ms), freshId: `id at ${ms}` };
    const stepped = step(party, state, event, moment);
    state = stepped.state;
    for (const effect of stepped.effects) if (effect.kind === "write") ids.push(effect.item.id);
    return stepped.effects[0];
  };
  const read = (ms: number, item: LeaseItem) =>
    tell(ms, { kind: "read", request: state.requests, found: { kind: "item", item } });
  tell(15_000, { kind: "wake" });
  const acquiring = read(15_000, written);
  if (acquiring?.kind === "write") written = acquiring.item;
  tell(15_010, { kind: "written", request: state.requests });
  const first = tell(20_000, { kind: "wake" });
  tell(22_000, { kind: "unknown", request: state.requests, problem: "timeout" });
  read(22_010, written);
  tell(25_000, { kind: "wake" });
  tell(25_010, { kind: "refused", request: state.requests });
  expect(ids).toEqual(["id at 15000", "id at 20000", "id at 25000"]);
  if (first?.kind === "write") read(25_020, first.item);
  return state.held?.confirmedAt.monotonic;
}

const at = (ms: number): Readings => ({ monotonic: ms, sinceBoot: ms, wall: ms });
