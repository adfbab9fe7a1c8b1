import * as z from "zod";

/** What becomes of interface endpoints that a spoke's VPC has itself, for names that the hub shares (semantics 56, 59). */
const REDUNDANT = ["keep", "bypass"] as const;

export const ownEndpointFields = {
  redundantEndpoints: z
    .enum(REDUNDANT)
    .optional()
    .describe(
      "What becomes of the VPC's own interface endpoints whose private DNS holds a name that the hub shares. `keep`: the name is left to them; `bypass`, with mode `resolver-rule`: the rule is associated all the same and wins, and they stay. Default: `keep`.",
    ),
  acceptSourceChange: z
    .boolean()
    .optional()
    .describe(
      "Accept that callers come by the hub's endpoint instead of the VPC's own: policies that name `aws:SourceVpce` or `aws:SourceVpc` see another one. Needed for `bypass`. Default: `false`.",
    ),
};
