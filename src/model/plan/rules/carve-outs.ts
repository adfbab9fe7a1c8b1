import { type RuleAction, ruleActionKey } from "../../action.ts";
import { vpcKey } from "../../ids.ts";

/** The rule of the Region is read to be gone before what was carved out of it leaves (semantics 57). */
export function carveOutsLast(actions: readonly RuleAction[], going: ReadonlySet<string>): RuleAction[] {
  const waits = new Map<string, RuleAction>();
  const inOrder = actions.map((action) => {
    if (action.rule.type !== "SYSTEM" || !("vpc" in action)) return action;
    const wide = actions.filter(
      (other) => other.rule.type === "FORWARD" && "vpc" in other && vpcKey(other.vpc) === vpcKey(action.vpc),
    );
    const left = wide.filter(({ key }) => going.has(key)).flatMap(untilGone);
    for (const wait of left) waits.set(wait.key, wait);
    return { ...action, after: left.map(({ key }) => key) };
  });
  return [...inOrder, ...waits.values()];
}

function untilGone(leaving: RuleAction): RuleAction[] {
  if (leaving.kind !== "disassociateRule") return [];
  const { hub, account, spoke, rule, vpc, key } = leaving;
  return [
    {
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
    },
  ];
}
