import type { RuleRef } from "../../../action/refs.ts";
import { type RuleAction, ruleActionKey } from "../../../action/rule.ts";
import { regionalDomain } from "../../../desired/rule-mode.ts";
import type { Hub, Spoke } from "../../../desired/types.ts";
import type { Why } from "../../../finding.ts";
import { vpcKey } from "../../../ids.ts";
import { servesOrComes } from "../../../observed/association-state.ts";
import { associationOf, type RuleDraft } from "./rule-draft.ts";
import type { WantedRule } from "./rule-rows.ts";

export type Disassociation = Extract<RuleAction, { kind: "disassociateRule" }>;

/**
 * The Region's rule is read to be gone before what was carved out of it leaves (semantics 57): by this plan, or since a moment
 * ago perhaps, for a list shows that sooner than the VPC's resolvers obey. Where it stays, what was carved out may leave.
 */
export function carveOutsLast(rules: RuleDraft, leaving: readonly Disassociation[]): RuleAction[] {
  const waits = new Map<string, RuleAction>();
  const inOrder = leaving.map((action) => {
    const wait = action.rule.type === "SYSTEM" ? untilGone(rules, leaving, action) : undefined;
    if (!wait) return action;
    waits.set(wait.key, wait);
    return { ...action, after: [...action.after, wait.key] };
  });
  return [...inOrder, ...waits.values()];
}

function untilGone(
  rules: RuleDraft,
  leaving: readonly Disassociation[],
  carveOut: Disassociation,
): RuleAction | undefined {
  const wide = rules.rows.find(({ ref, live }) => live && isWide(ref, rules.hub))?.ref;
  if (!wide) return undefined;
  const key = vpcKey(carveOut.vpc);
  const leaves = leaving.find(({ rule, vpc }) => isSame(rule, wide) && vpcKey(vpc) === key);
  return leaves || !isThere(rules, wide, carveOut) ? waitFor(wide, carveOut, leaves) : undefined;
}

/**
 * Why the Region's rule may not be associated with the spoke's VPC: the association of what documents keep from it is listed, and
 * is neither in force nor coming, so that to wait for it would not end; or it cannot be made now (semantics 57).
 */
export function carveOutObstacle(
  { wantedBy, accountOf }: RuleDraft,
  spoke: Spoke,
  isHeld: (row: WantedRule) => boolean,
): Why | undefined {
  const carveOuts = (wantedBy.get(spoke) ?? []).filter(({ ref }) => ref.type === "SYSTEM");
  for (const row of carveOuts) {
    const listed = associationOf(row, spoke.vpc, accountOf.get(spoke));
    if (listed && !servesOrComes(listed.status)) return notKept(row.ref, spoke, `is ${listed.status}`);
    if (!listed && isHeld(row)) return notKept(row.ref, spoke, "cannot be made now");
  }
  return undefined;
}

function notKept({ name }: RuleRef, { name: spoke, vpc }: Spoke, how: string): Why {
  return {
    reason: "NotCarvedOut",
    message: `documents keep ${name} from the Region's rule, and the association of its SYSTEM rule with ${vpc} ${how}: the Region's rule would take that name along`,
    todo: `see what is said of ${name} in spoke ${spoke}; then run again (the daemon goes on by itself)`,
  };
}

export function isWide({ type, name }: RuleRef, hub: Hub): boolean {
  return type === "FORWARD" && name === regionalDomain(hub);
}

function isSame(one: RuleRef, other: RuleRef): boolean {
  return one.live?.id === other.live?.id;
}

function isThere({ accounts }: RuleDraft, { live }: RuleRef, { vpc }: Disassociation): boolean {
  const pairs = accounts.flatMap((account) => account.pairs.get(`${live?.id} ${vpc.id}`) ?? []);
  return pairs.some(({ status }) => status !== "DELETING");
}

function waitFor(
  rule: RuleRef,
  { hub, account, spoke, vpc }: Disassociation,
  leaves: Disassociation | undefined,
): RuleAction {
  return {
    hub,
    account,
    ...(spoke && { spoke }),
    rule,
    vpc,
    kind: "awaitAssociation",
    key: ruleActionKey("awaitAssociation", rule, vpc),
    after: leaves ? [leaves.key] : [],
    until: "gone",
    because: "what was kept from the Region's rule is kept until that rule answers no more",
  };
}
