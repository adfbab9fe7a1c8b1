import type { Estate } from "../estate.ts";
import { type Association, dropAssociation } from "./state.ts";
import { isUsableSince } from "./usable-rule.ts";

/**
 * Takes away the rows whose rule their account may not use any more, or marks them FAILED. For DNS that was "as if you
 * disassociate" the rule (Developer Guide, "Sharing Resolver rules"), at the moment when Resolver heard of it.
 */
export function endUnshared(estate: Estate, associations: Iterable<Association>): void {
  for (const association of associations) {
    if (association.held || isUsable(estate, association)) continue;
    if (estate.options.behaviours.unsharedAssociation === "goes")
      dropAssociation(estate.resolver, association);
    else
      association.held = {
        status: "FAILED",
        message: "The Resolver rule is no longer shared with the account.",
      };
  }
}

/** Not of a rule that was deleted under the association, or that was out of the account's reach for a while. */
export function isUsable(estate: Estate, { ruleId, account, createdAt }: Association): boolean {
  const rule = estate.resolver.rules.get(ruleId);
  return rule !== undefined && isUsableSince(estate, rule, account, createdAt);
}
