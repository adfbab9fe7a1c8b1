import fc from "fast-check";
import { expect, test } from "vitest";
import { live, lives } from "./reachable.ts";

/** The same lives each time; SEED=… looks at others. */
const SEED = Number(process.env.SEED ?? 20_261_129);

test("semantics 66: what a workload reaches by name it reaches, whatever documents, networks, faults and kills do", async () => {
  const told = { moved: 0, kept: 0 };
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const { violations, moved, kept } = await live(life);
      told.moved += moved;
      told.kept += kept;
      expect(violations).toEqual([]);
    }),
    { seed: SEED, numRuns: 24, endOnFailure: true },
  );
  // Names moved, and names waited for a path, often enough for the law to mean something.
  expect(told.moved).toBeGreaterThan(10);
  expect(told.kept).toBeGreaterThan(10);
});
