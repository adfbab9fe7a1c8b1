import type { Estate } from "../estate.ts";
import { isInShare, reachOf } from "../ram/reach.ts";
import { covers } from "../spans.ts";

/** What an account has to do with a rule: it is its own, it is shared with it, or it is not there for it. */
export type Standing = "own" | "shared" | "none";

type Shareable = { arn: string; account: string };

/**
 * Who may see and use a rule: its owner, and the accounts that RAM shares it with, once that has reached them. Source:
 * Route 53 Developer Guide, "Sharing Resolver rules with other AWS accounts"; "not there yet" as in
 * terraform-provider-aws#11902.
 */
export function standingOf(estate: Estate, rule: Shareable, account: string): Standing {
  if (rule.account === account) return "own";
  const isShared = covers(reachOf(estate, rule.arn, account, "service"), estate.surroundings.clock.now());
  return isShared ? "shared" : "none";
}

/** Whether the account could use the rule at all times since then: sharing again brings no association back. */
export function isUsableSince(estate: Estate, rule: Shareable, account: string, since: number): boolean {
  if (rule.account === account) return true;
  const spans = reachOf(estate, rule.arn, account, "service").sort((one, other) => one.from - other.from);
  let until = since;
  for (const { from, to } of spans) if (from <= until) until = Math.max(until, to);
  return until > estate.surroundings.clock.now();
}

/** Whether its owner shares it with anybody: its ShareStatus is SHARED_BY_ME then. */
export const isSharedOut = (estate: Estate, { arn }: Shareable): boolean => isInShare(estate, arn);
