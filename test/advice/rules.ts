import { RULE_JOINS } from "./rule-joins.ts";
import { RULE_RESOLVERS } from "./rule-resolvers.ts";
import { RULE_SHARING } from "./rule-sharing.ts";
import { RULE_VIEW } from "./rule-view.ts";

/** Mode `resolver-rule`. */
export const RULES = { ...RULE_RESOLVERS, ...RULE_VIEW, ...RULE_SHARING, ...RULE_JOINS };
