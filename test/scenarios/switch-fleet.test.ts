import { expect, test } from "vitest";
import { soakSwitches } from "../soak/switches.ts";

/** The long law in two fleets: one whose spokes end by rules, one that begins so; `test/laws/switch-fleets.test.ts` draws them. */
test.each([1001, 1004])("semantics 60: fleet %i changes modes and loses no private name", async (seed) => {
  const { passes, violations } = await soakSwitches(seed);
  expect(violations).toEqual([]);
  expect(passes).toBeGreaterThan(0);
});
