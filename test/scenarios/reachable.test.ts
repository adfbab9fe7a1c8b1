import fc from "fast-check";
import { expect, test } from "vitest";
import { live, lives } from "../laws/reachable.ts";

/** A few of the lives of `test/laws/reachable.test.ts`; among them some that end badly if the path is not asked. */
const SEED = 4;

test.each(fc.sample(lives, { seed: SEED, numRuns: 3 }).map((life, i) => ({ life, nth: i + 1 })))(
  "semantics 66: what a workload reaches by name it reaches, in life $nth",
  async ({ life }) => {
    expect((await live(life)).violations).toEqual([]);
  },
);
