import { expect, test } from "vitest";
import type { RuleAssociationView } from "../../model/observed/rule-account.ts";
import { createRuleMemory } from "./rule-memory.ts";

const ONE = { id: "rslvr-rrassoc-1", rule: "rslvr-rr-1", vpc: "vpc-1", name: "", status: "COMPLETE" };

/** Lists of one account at these seconds, by the ids and states that they show: what each had sure. */
function sure(...lists: readonly (readonly [second: number, ...shown: [id: string, status: string][]])[]) {
  let second = 0;
  const memory = createRuleMemory({ now: () => second * 1000 });
  return lists.map(([at, ...shown]) => {
    second = at;
    const views = shown.map(([id, status]) => ({ ...ONE, id, status }) as RuleAssociationView);
    const known = memory.listed("111111111111" as never, "eu-west-1" as never, views);
    return known.filter(({ isSure }) => isSure).map(({ id }) => id);
  });
}

test("an association is sure a minute after the first list that showed it COMPLETE", () => {
  const lists = sure(
    [0, ["a", "CREATING"]],
    [9, ["a", "COMPLETE"]],
    [68, ["a", "COMPLETE"]],
    [69, ["a", "COMPLETE"]],
  );
  expect(lists).toEqual([[], [], [], ["a"]]);
});

test("what a list showed otherwise, or not at all, begins anew", () => {
  expect(sure([0, ["a", "COMPLETE"]], [60, ["a", "OVERRIDDEN"]], [61, ["a", "COMPLETE"]])).toEqual([
    [],
    [],
    [],
  ]);
  expect(sure([0, ["a", "COMPLETE"]], [60], [61, ["a", "COMPLETE"]])).toEqual([[], [], []]);
});

test("one that was made anew begins anew", () => {
  expect(sure([0, ["a", "COMPLETE"]], [90, ["b", "COMPLETE"]])).toEqual([[], []]);
});

test("a clock that was set back makes nothing sure", () => {
  expect(sure([90, ["a", "COMPLETE"]], [0, ["a", "COMPLETE"]], [149, ["a", "COMPLETE"]])).toEqual([
    [],
    [],
    [],
  ]);
});
