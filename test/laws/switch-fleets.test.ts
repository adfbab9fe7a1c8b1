import fc from "fast-check";
import { expect, test } from "vitest";
import { soakSwitches } from "../soak/switches.ts";

/** Semantics 58, 60 and 62, of random fleets whose documents change to and fro; fast-check prints the seed that breaks one. */
test("a fleet that changes modes under faults, kills and others' hands loses no private name, and comes to rest", async () => {
  const kills = { count: 0 };
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
      const soaked = await soakSwitches(seed);
      kills.count += soaked.kills;
      expect(soaked.violations, `npm run soak -- --switches --seconds 0 --seed ${seed}`).toEqual([]);
    }),
    { seed: 58, numRuns: 5, endOnFailure: true },
  );
  expect(kills.count).toBeGreaterThan(0);
});
