import type { Row } from "./row.ts";
import { RULE_BELOW } from "./rule-below.ts";
import { RULE_ENDPOINTS } from "./rule-endpoints.ts";
import { RULE_JOINS } from "./rule-joins.ts";
import { RULE_REMOVALS } from "./rule-removals.ts";
import { RULE_SHARING } from "./rule-sharing.ts";
import { RULE_VIEW_READY } from "./rule-view-ready.ts";

/** Mode `resolver-rule`: alpha is served by ssm's rule, and beta is to be. */
export const RULES: readonly Row[] = [
  ...RULE_JOINS,
  ...RULE_BELOW,
  ...RULE_ENDPOINTS,
  ...RULE_VIEW_READY,
  ...RULE_SHARING,
  ...RULE_REMOVALS,
];
