import { expect, test } from "vitest";
import type { Action } from "../../model/action/action.ts";
import { createRuleConfirmation } from "./confirm-rules.ts";

const VPCS = ["vpc-1", "vpc-2"];

/** Two VPCs of one account are associated with a rule; AWS's list shows nothing yet. */
function confirmation() {
  let looks = 0;
  const resolver = {
    async send() {
      looks += 1;
      return { ResolverRuleAssociations: [] };
    },
  };
  const actions = VPCS.map((id) => ({
    kind: "associateRule",
    key: id,
    account: "111111111111",
    vpc: { id, region: "eu-west-1" },
    rule: { key: "rule", name: "x", region: "eu-west-1" },
  })) as unknown as Action[];
  const stopped = AbortSignal.abort();
  const rules = createRuleConfirmation(actions, {
    clock: { now: () => 0, sleep: async () => undefined },
    signal: stopped,
    sessions: { of: () => ({ resolver: () => resolver }) },
    ruleId: () => "rslvr-rr-1",
  } as never);
  const ends = (index: number) => {
    const action = actions[index] as Action;
    rules.ended(action, { key: action.key, result: "done", endedAt: 0 });
  };
  return { rules, ends, looked: () => looks };
}

test("an account is looked at when its last association has been written", async () => {
  const { rules, ends, looked } = confirmation();
  ends(0);
  expect(looked()).toBe(0);
  ends(1);
  expect(looked()).toBe(1);
  expect((await rules.unconfirmed()).map(({ pairs }) => pairs.length)).toEqual([2]);
  expect(looked()).toBe(1);
});

test("a pass that ends before the rest begins tells of what it wrote all the same", async () => {
  const { rules, ends } = confirmation();
  ends(0);
  expect((await rules.unconfirmed()).map(({ pairs }) => pairs)).toEqual([["vpc-1@eu-west-1"]]);
});
