import { expect, test } from "vitest";
import { inPeace, killed } from "../laws/mixed-fleet.ts";
import { LIVES } from "../laws/mixed-lives.ts";

/** Of the laws of mixed fleets the quickest, killed once in the middle. */
const CHOSEN = LIVES.filter(({ isQuick }) => isQuick);

test.each(CHOSEN.map((life) => [life.name, life] as const))(
  "semantics 60: %s; killed half-way, it is finished, and no name is worse meanwhile",
  async (_, life) => {
    const calm = await inPeace(life);
    expect(calm.worse).toEqual([]);
    const half = Math.ceil(calm.writes / 2);
    for (const [side, nth] of [["before", half] as const, ["after", half + 1] as const]) {
      const ending = await killed(life, calm, nth, side);
      expect(ending, `${side} ${nth}`).toEqual({ shown: calm.shown, worse: [] });
    }
  },
);
