import { expect, test } from "vitest";
import type { PassEnd, PassStart } from "./ports.ts";
import { createPulse } from "./pulse.ts";

const MINUTE = 60_000;
const START = { id: "1-1" } as PassStart;

/** The process's timer goes on whatever the loop does. */
function begun() {
  const at = { now: 0 };
  const pulse = createPulse(() => at.now);
  const after = (ms: number) => {
    at.now += ms;
    pulse.turned();
    return pulse.stuck();
  };
  return { at, ...pulse, after };
}

test("whoever stands by turns for as long as it is left to", () => {
  const { witness, after } = begun();
  witness.state("standby");
  expect(after(24 * 60 * MINUTE)).toBeUndefined();
});

test("a process in which nothing runs any more is stuck after 30 s", () => {
  const { at, stuck } = begun();
  at.now = 30_000;
  expect(stuck()).toBeUndefined();
  at.now = 30_001;
  expect(stuck()).toContain("nothing has run");
});

test("a pass that hangs past its deadline is told, though the event loop turns; progress is given time", () => {
  const { witness, after } = begun();
  witness.state("leading");
  witness.passStarts(START);
  expect(after(34 * MINUTE)).toBeUndefined();
  witness.observed("hubs", 1, 2);
  expect(after(2 * MINUTE)).toContain("pass 1-1");
  witness.observed("hubs", 2, 2);
  expect(after(20_000)).toBeUndefined();
  expect(after(11_000)).toContain("progress");
});

test("a loop that does not begin the pass that was due is told; one that waits for it is not", () => {
  const { witness, after } = begun();
  witness.state("leading");
  witness.passStarts(START);
  witness.passEnds(START as PassEnd);
  witness.waits(5 * MINUTE);
  expect(after(5 * MINUTE)).toBeUndefined();
  expect(after(31_000)).toContain("the pass that was due");
});

test("a loop that does not come out of a pass's end, or of its first look at the source, is told", () => {
  const ended = begun();
  ended.witness.passEnds(START as PassEnd);
  expect(ended.after(31_000)).toContain("next turn");
  const looking = begun();
  looking.witness.state("leading");
  expect(looking.after(9 * MINUTE)).toBeUndefined();
  expect(looking.after(2 * MINUTE)).toContain("leading");
});
