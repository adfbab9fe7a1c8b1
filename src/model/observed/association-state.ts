/** States of a rule's association with a VPC, as AWS writes them (Resolver API, ResolverRuleAssociation). */

/** The rule answers there, or will in a moment. What is neither this nor absent counts as neither (semantics 56). */
export function servesOrComes(status: string): boolean {
  return status === "COMPLETE" || status === "CREATING";
}

/** No wait makes it COMPLETE: AWS gave it up, or something overrides it, of which its documents say no more. */
export function isGivenUp(status: string): boolean {
  return status === "FAILED" || status === "OVERRIDDEN";
}
