import type { Estate } from "../estate.ts";

/** What an account has to do with a rule: it is its own, it is shared with it, or it is not there for it. */
export type Standing = "own" | "shared" | "none";

/**
 * Who may see and use a rule: its owner, and the accounts that RAM shares it with, once that has reached them. Nobody
 * shares rules here. Source: Route 53 Developer Guide, "Sharing Resolver rules with other AWS accounts".
 */
export function standingOf(
  _estate: Estate,
  rule: { arn: string; account: string },
  account: string,
): Standing {
  return rule.account === account ? "own" : "none";
}

/** Whether its owner shares it with anybody: its ShareStatus is SHARED_BY_ME then. */
export function isSharedOut(_estate: Estate, _rule: { arn: string; account: string }): boolean {
  return false;
}
