import { expect, test } from "vitest";
import { leaseInWords } from "./view.ts";

const at = { monotonic: 0, sinceBoot: 0, wall: 0 };

test.each([
  [{ phase: "standby" }, "stands by: waits for the lease"],
  [
    { phase: "standby", other: { holder: "f00", label: "ecs/1", epoch: 4 }, problem: "no answer" },
    "stands by: ecs/1 holds the lease, epoch 4; the table was not reached the last time (no answer)",
  ],
  [{ phase: "holding", held: { epoch: 5, confirmedAt: at } }, "holds the lease, epoch 5"],
  [{ phase: "standby", newer: 2 }, expect.stringMatching(/^stands by: .* form 2.* run that one here too$/)],
  [{ phase: "releasing" }, "gives the lease back"],
  [{ phase: "stopped" }, "has done with the lease"],
] as const)("%o in words", (view, words) => {
  expect(leaseInWords(view)).toEqual(words);
});
