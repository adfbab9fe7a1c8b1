import { type RuleAction, ruleActionKey } from "../../action.ts";
import { vpcKey } from "../../ids.ts";

export type Disassociation = Extract<RuleAction, { kind: "disassociateRule" }>;

/** The rule of the Region is read to be gone before what was carved out of it leaves (semantics 57). */
export function carveOutsLast(leaving: readonly Disassociation[]): RuleAction[] {
  const wide = leaving.filter(({ rule }) => rule.type === "FORWARD");
  const byVpc = Map.groupBy(wide, ({ vpc }) => vpcKey(vpc));
  const waits = new Map<string, RuleAction>();
  const inOrder = leaving.map((action) => {
    if (action.rule.type !== "SYSTEM") return action;
    const left = (byVpc.get(vpcKey(action.vpc)) ?? []).map(untilGone);
    for (const wait of left) waits.set(wait.key, wait);
    return { ...action, after: left.map(({ key }) => key) };
  });
  return [...inOrder, ...waits.values()];
}

function untilGone({ hub, account, spoke, rule, vpc, key }: Disassociation): RuleAction {
  return {
    hub,
    account,
    ...(spoke && { spoke }),
    rule,
    vpc,
    kind: "awaitAssociation",
    key: ruleActionKey("awaitAssociation", rule, vpc),
    after: [key],
    until: "gone",
    because: "what was kept from the Region's rule is kept until that rule answers no more",
  };
}
