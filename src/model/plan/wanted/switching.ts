import type { RuleRef } from "../../action.ts";
import type { Spoke } from "../../desired/types.ts";
import type { Why } from "../../finding.ts";

/** A VPC that our other carrier still serves keeps it: a switch that is not planned step by step leaves a gap (semantics 58). */
export function switchLater({ name }: Spoke, by: string): Why {
  return {
    reason: "SwitchNotAvailable",
    message: `spoke ${name} is still served by ${by}, and moving it from one mode to the other is not available yet: it stays as it is`,
    todo: "write its mode as it was",
  };
}

/** The same from the Region's rule to one for each name, and back. */
export function otherRulesLater({ name }: Spoke, rule: RuleRef): Why {
  return {
    reason: "SwitchNotAvailable",
    message: `spoke ${name} is still served by rule ${rule.live?.id} (${rule.name}), and other rules are to serve it: moving it to them is not available yet, so it keeps this one as well`,
    todo: "write resolver.rules of the hub as it was",
  };
}
