import { describe, expect, test } from "vitest";
import { advanced, begun, type Count, dueAt, type Look } from "./phase.ts";
import type { RolloutState } from "./state.ts";

const MINUTE = 60_000;
const PAUSE = 15 * MINUTE;
const said = (at: number, desired = "new") => ({ hub: "hub", desired, revision: `commit-${desired}`, at });
const canary: RolloutState = {
  hub: "hub",
  desired: "new",
  revision: "commit-new",
  phase: "canary",
  since: 0,
  chosen: ["vpc-a"],
  completed: { desired: "old", revision: "commit-old" },
};
const served: Look = { isWhole: true, isQuiet: false, holds: true };
const unserved: Look = { ...served, trouble: "spoke a lacks ssm" };

/** A pass at each of these minutes, with what it showed. */
function passes(passes: readonly (readonly [minute: number, look: Look])[], from: RolloutState = canary) {
  let now: { state: RolloutState; count: Count } = { state: from, count: {} };
  for (const [minute, look] of passes)
    now = advanced(now.state, now.count, look, { said: said(minute * MINUTE), pauseMs: PAUSE });
  return now;
}
const phaseAfter = (...looks: (readonly [number, Look])[]) => passes(looks).state.phase;

describe("a rollout begins", () => {
  const choose = () => ["vpc-a"];

  test("with a canary, for documents that nobody knows", () => {
    expect(begun(undefined, said(7), choose)).toMatchObject({ phase: "canary", since: 7, chosen: ["vpc-a"] });
  });

  test("not again for the same documents, by whatever commit they come", () => {
    expect(begun(canary, { ...said(7), revision: "commit-later" }, choose)).toBe(canary);
  });

  test("anew for other ones, in the middle of a pause or after a failure; what was completed is kept", () => {
    for (const phase of ["canary", "failed", "rest"] as const)
      expect(begun({ ...canary, phase, result: "why" }, said(7, "newer"), choose)).toEqual({
        ...canary,
        desired: "newer",
        revision: "commit-newer",
        since: 7,
      });
  });

  test("not for documents that reached all already, as after a commit that takes another back", () => {
    expect(begun(canary, said(7, "old"), choose)).toMatchObject({ phase: "done", desired: "old" });
  });
});

describe("a canary", () => {
  test("lets the rest follow when it was seen served for the whole pause, and not a minute before", () => {
    expect(phaseAfter([0, unserved], [1, served], [15, served])).toBe("canary");
    expect(phaseAfter([0, unserved], [1, served], [16, served])).toBe("rest");
  });

  test("that was unserved in between is counted anew", () => {
    const looks = [
      [0, served],
      [10, unserved],
      [12, served],
    ] as const;
    expect(phaseAfter(...looks, [26, served])).toBe("canary");
    expect(phaseAfter(...looks, [27, served])).toBe("rest");
  });

  test("that is unserved at the end of the pause has failed, with the reason", () => {
    expect(phaseAfter([0, unserved], [14, unserved])).toBe("canary");
    const { state } = passes([
      [0, unserved],
      [15, unserved],
    ]);
    expect(state).toMatchObject({ phase: "failed", result: "spoke a lacks ssm", since: 15 * MINUTE });
  });

  test("fails at the first look without service once the pause is over, served before or not", () => {
    expect(phaseAfter([0, unserved], [10, served], [16, unserved])).toBe("failed");
  });

  test("does not fail before a pass had the time to serve it", () => {
    const cut = { ...unserved, isWhole: false };
    expect(phaseAfter([0, cut], [20, cut], [40, cut])).toBe("canary");
  });

  test("is not waited for where there is nothing to do for anybody", () => {
    expect(passes([[0, { isWhole: true, isQuiet: true, holds: false }]]).state).toMatchObject({
      phase: "done",
      completed: { desired: "new", revision: "commit-new" },
    });
  });

  test("of nobody lets nothing follow, however long it lasts", () => {
    const nobody = { ...canary, chosen: [] };
    expect(
      passes(
        [
          [0, served],
          [60, served],
        ],
        nobody,
      ).state,
    ).toBe(nobody);
  });
});

describe("the rest", () => {
  const rest = { ...canary, phase: "rest" as const };

  test("has it with a whole pass that held nothing back, whatever failed in it", () => {
    expect(passes([[0, { ...unserved, holds: false }]], rest).state).toMatchObject({
      phase: "done",
      completed: { desired: "new" },
    });
  });

  test("has it not yet after a pass that was cut, or while what is for all is withheld", () => {
    expect(passes([[0, { ...served, holds: false, isWhole: false }]], rest).state).toBe(rest);
    expect(passes([[0, served]], rest).state).toBe(rest);
  });
});

test("what failed stays failed, and what is done stays done, whatever passes show", () => {
  for (const phase of ["failed", "done"] as const) {
    const state = { ...canary, phase };
    expect(
      passes(
        [
          [0, served],
          [30, unserved],
          [60, served],
        ],
        state,
      ).state,
    ).toBe(state);
  }
});

test("a pass is due at the end of the pause, within a minute while the canary is on its way, at once for the rest", () => {
  const at = (state: RolloutState, count: Count) => dueAt(state, count, { now: MINUTE, pauseMs: PAUSE });
  expect(at(canary, { triedAt: 0, servedSince: MINUTE })).toBe(16 * MINUTE);
  expect(at(canary, { triedAt: 0 })).toBe(2 * MINUTE);
  expect(at({ ...canary, phase: "rest" }, {})).toBe(MINUTE);
  expect(at({ ...canary, phase: "failed" }, {})).toBeUndefined();
  expect(at({ ...canary, chosen: [] }, {})).toBeUndefined();
});
