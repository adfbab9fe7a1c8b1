import { expect, test } from "vitest";
import { alpha, beta, endpoint, gamma, hub } from "../../../test/support/scenario.ts";
import { desiredFrom, type Files } from "../../../test/support/stage.ts";
import type { Rollout } from "../desired/types.ts";
import { chosenBy } from "./chosen.ts";

const rollout = (canary: Rollout["canary"]): Rollout => ({ canary, pauseMinutes: 1, wholeZones: false });
const spokes = (...files: Files) => desiredFrom([hub(), endpoint("ssm"), endpoint("kms"), ...files]).spokes;
const ALL = spokes(alpha(), beta(), gamma());
const chosen = (canary: Rollout["canary"], now = ALL, before = ALL) =>
  chosenBy(rollout(canary), now, before).map(({ name }) => name);

test("a number takes the first by name where no spoke's document changed, and all where there are fewer", () => {
  expect(chosen(2)).toEqual(["alpha", "beta"]);
  expect(chosen(9)).toEqual(["alpha", "beta", "gamma"]);
});

test("a number takes those that changed or are new before the others: they have something to try", () => {
  expect(chosen(1, ALL, spokes(alpha(), beta()))).toEqual(["gamma"]);
  const narrowed = spokes(alpha(), beta({ endpoints: { names: ["kms"] } }), gamma());
  expect(chosen(2, narrowed, ALL)).toEqual(["beta", "alpha"]);
});

test("a spoke that is only called something else has not changed", () => {
  const [, , renamed = { path: "", text: "" }] = [alpha(), beta(), gamma()];
  const file = { path: "spoke-zeta.yaml", text: renamed.text.replace('"gamma"', '"zeta"') };
  expect(chosen(1, spokes(alpha(), beta(), file))).toEqual(["alpha"]);
});

test("labels take all that have them, and a suspended spoke is no canary", () => {
  const labelled = ALL.map((spoke) => ({
    ...spoke,
    labels: { stage: spoke.name === "beta" ? "test" : "live" },
  }));
  expect(chosen({ matchLabels: { stage: "test" } }, labelled)).toEqual(["beta"]);
  expect(chosen({ matchLabels: { stage: "none" } }, labelled)).toEqual([]);
  expect(chosen(1, spokes(alpha({ suspend: true }), beta()))).toEqual(["beta"]);
});
