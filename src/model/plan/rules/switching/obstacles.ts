import type { Why } from "../../../finding.ts";
import type { Estate } from "../../estate/estate.ts";
import { aimObstacle } from "../aim.ts";
import { pathObstacle, rowObstacle } from "../preconditions.ts";
import type { RuleDraft } from "../rule-draft.ts";
import { isLiveRule, type WantedRule } from "../rule-rows.ts";

/** Why a rule that is associated is not known to answer; the same for all spokes, so it is asked once. */
export type RuleObstacles = (rule: WantedRule) => string | undefined;

export function ruleObstaclesOf(estate: Estate, rules: RuleDraft): RuleObstacles {
  const known = new Map<WantedRule, Why | undefined>();
  const path = pathObstacle(estate, rules);
  return (rule) => {
    if (!known.has(rule))
      known.set(
        rule,
        path ?? rowObstacle(estate, rules, rule) ?? (isLiveRule(rule) ? aimObstacle(rules, rule) : undefined),
      );
    const why = known.get(rule);
    return why && `rule ${rule.ref.name} would not answer: ${why.message}`;
  };
}
