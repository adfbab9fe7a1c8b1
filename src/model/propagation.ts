/**
 * From when a list shows an association of a Resolver rule as COMPLETE, or gone, until every resolver of the VPC is sure to
 * obey: AWS names no time, people report seconds.
 */
export const RULE_EFFECT_SECONDS = 60;

/**
 * For so long an association with a zone is listed before a Resolver rule leaves for it, where nobody can ask about its change:
 * "generally" is no promise, and nothing else would answer (semantics 58).
 */
export const SURE_SECONDS = 300;

/** Route 53: "changes generally propagate within 60 seconds". Waited for a change that nobody asks about, or can. */
export const PROPAGATION_SECONDS = 60;
