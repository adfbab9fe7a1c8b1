/**
 * What the plan has to say besides actions. One shape for all, so that every output shows every kind:
 *
 * - `unknown`: could not be seen; nothing was concluded from it (plan exits 1)
 * - `withheld`: a change that we know of and do not make (exits 2)
 * - `conflict`: somebody else holds the name in that VPC (exits 2)
 * - `window`: planned actions leave a name unresolved in one VPC for a short while
 * - `note`: worth knowing, nothing to do for the operator
 */
export type FindingKind = "unknown" | "withheld" | "conflict" | "window" | "note";
