import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { VpcId } from "../../../ids.ts";
import type { Estate } from "../../estate/estate.ts";
import { aimObstacle } from "../chain/aim.ts";
import { pathObstacle, rowObstacle } from "../chain/preconditions.ts";
import { associationOf, type RuleAccount, type RuleDraft } from "../rows/rule-draft.ts";
import { isLiveRule, type LiveRule, type WantedRule } from "../rows/rule-rows.ts";

/** Why a rule that is associated is not known to answer; the same for all spokes, so it is asked once. */
export type RuleObstacles = (rule: WantedRule) => string | undefined;

export function ruleObstaclesOf(estate: Estate, rules: RuleDraft): RuleObstacles {
  const known = new Map<WantedRule, Why | undefined>();
  let path: { readonly why: Why | undefined } | undefined;
  return (rule) => {
    path ??= { why: pathObstacle(estate, rules) };
    if (!known.has(rule))
      known.set(
        rule,
        path.why ??
          rowObstacle(estate, rules, rule) ??
          (isLiveRule(rule) ? aimObstacle(rules, rule) : undefined),
      );
    const why = known.get(rule);
    return why && `rule ${rule.ref.name} would not answer: ${why.message}`;
  };
}

/** The rule, where it is seen to be obeyed in the VPC and known to answer; else why not, in words. */
export function inForce(
  rules: RuleDraft,
  rule: WantedRule,
  vpc: VpcId,
  account: RuleAccount | undefined,
  obstacleOf: RuleObstacles,
): (WantedRule & LiveRule) | string {
  const status = associationOf(rule, vpc, account)?.status;
  if (!isLiveRule(rule) || status !== "COMPLETE")
    return `rule ${rule.ref.name}, which is to answer instead, is not seen to be COMPLETE there`;
  return leavesShare(rules, rule, account) ?? obstacleOf(rule) ?? rule;
}

/** The rule or the account is on its way out of a share: its list of associations shows that later (semantics 53). */
export function leavesShare(
  { hub, view }: RuleDraft,
  { live, ref }: LiveRule,
  account: RuleAccount | undefined,
): string | undefined {
  if (!account || account.account === hub.account) return undefined;
  const entries = (valueIn(view.shares) ?? []).flatMap((share) => [...share.resources, ...share.principals]);
  const own = entries.filter(({ id }) => id === live.arn || id === account.account);
  if (!own.some(({ status }) => status === "DISASSOCIATING")) return undefined;
  return `rule ${ref.name}, which is to answer instead, is leaving the resource share, and its associations end with that`;
}
