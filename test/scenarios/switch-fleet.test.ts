import { expect, test } from "vitest";
import { soakSwitches } from "../soak/switches.ts";

/** The long law in one fleet, whose spokes end by rules; `test/laws/switch-fleets.test.ts` draws others. */
test.each([1001])("semantics 60: fleet %i changes modes and loses no private name", async (seed) => {
  const { passes, violations } = await soakSwitches(seed);
  expect(violations).toEqual([]);
  expect(passes).toBeGreaterThan(0);
});
