import type { Action } from "../../src/model/action/action.ts";
import type { ActionKey } from "../../src/model/action/common.ts";
import { leavingOf } from "../../src/model/leaving.ts";
import { estateOf } from "../../src/model/plan/estate/estate.ts";
import { type Plan, planOf } from "../../src/model/plan/plan.ts";
import { groundOf } from "../../src/model/plan/proof/ground.ts";
import { withoutUnproved } from "../../src/model/plan/proof/proof.ts";
import { ruleDraftsOf } from "../../src/model/plan/rules/rows/rule-draft.ts";
import { draftsOf } from "../../src/model/plan/wanted/drafts.ts";
import { type Spoilt, stateOf } from "../planner/estate.ts";

/** A plan of the real planner, and what the proof says of it when a mistake is made in it. */
export function proofFor(spoilt: Spoilt) {
  const { desired, observed } = stateOf(spoilt);
  const plan: Plan = planOf(desired, observed, spoilt.options);
  const leaving = leavingOf(desired, spoilt.options?.known ?? []);
  const drafts = draftsOf(desired, { ...observed, leaving });
  const estate = estateOf(drafts, observed);
  const rules = ruleDraftsOf(drafts, desired, { ...observed, leaving });
  const prove = (actions: readonly Action[], findings = plan.findings) =>
    withoutUnproved(actions, groundOf(desired, estate, rules, findings));
  return { plan, prove };
}

/** The same actions, one of which no longer waits for that key. */
export function withoutEdge(actions: readonly Action[], of: Action, key: ActionKey): Action[] {
  return actions.map((action) =>
    action === of ? { ...action, after: action.after.filter((one) => one !== key) } : action,
  );
}
