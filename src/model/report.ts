import type { Failure } from "./failure.ts";
import { isOpen } from "./finding.ts";
import type { RuleId, ZoneId, ZoneName } from "./ids.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan/plan.ts";

/** What one pass wanted, did, and could not confirm. Page, metrics and log read nothing else. */
export type Report = {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly unconfirmed: readonly Unconfirmed[];
};

/** Pairs (`vpcKey`) of a zone, or of a Resolver rule, whose listing does not show what was written. */
export type Unconfirmed = ({ readonly zone: ZoneId } | { readonly rule: RuleId }) & {
  readonly name: ZoneName;
  readonly pairs: readonly string[];
  readonly failure?: Failure;
};

/** Whether the world is as desired, as far as this pass could make and see it. Notes and windows do not count. */
export function converged({ plan, outcomes, unconfirmed }: Report): boolean {
  // Of a pass that only looked nothing came of its actions.
  const isDone = outcomes.length === plan.actions.length && outcomes.every((o) => o.result === "done");
  return isDone && unconfirmed.length === 0 && !plan.findings.some(isOpen);
}
