import { type Estate, lasting } from "../estate.ts";
import { refused } from "./access.ts";
import { leave } from "./association-lifecycle.ts";
import type { Rule } from "./state.ts";

/**
 * Deletes a rule. The owner's own associations keep it (text as moto has it from AWS). Of other accounts' ones the guide
 * says both: they have to be ended first, and they fall back to their remaining rules.
 */
export function removeRule(estate: Estate, rule: Rule): void {
  const { resolver, options, surroundings } = estate;
  const associations = [...resolver.associations.values()].filter((one) => one.ruleId === rule.id);
  const isKept =
    options.behaviours.deletionOfRuleInUse === "refused" ||
    associations.some(({ account }) => account === rule.account);
  if (associations.length > 0 && isKept)
    throw refused(
      "ResourceInUseException",
      "Please disassociate this resolver rule from VPC first before deleting",
    );
  for (const association of associations) leave(estate, association);
  rule.goneAt ??= surroundings.clock.now() + lasting(options.resolverAssociationMs);
  resolver.leaving.add(rule);
}
