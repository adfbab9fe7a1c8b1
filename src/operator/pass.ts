import type { Accounts } from "../aws/accounts.ts";
import type { Action } from "../model/action.ts";
import type { Clock } from "../model/clock.ts";
import type { Desired } from "../model/desired/types.ts";
import { isZoneAction } from "../model/effects.ts";
import type { Outcome } from "../model/outcome.ts";
import { type Plan, type PlanOptions, planOf } from "../model/plan/plan.ts";
import type { Report } from "../model/report.ts";
import { type ConfirmContext, confirm, expectationsOf } from "./apply/confirm.ts";
import type { InsyncOptions } from "./apply/insync.ts";
import { createPerform } from "./apply/perform.ts";
import { runActions } from "./apply/schedule.ts";
import { withClockNote } from "./clock-note.ts";
import type { Memory } from "./observe/memory.ts";
import { type ObserveOptions, observe } from "./observe/observe.ts";

export type PassContext = {
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** Aborted: calls in flight finish, nothing more is started. */
  readonly signal: AbortSignal;
  /** Aborted: something else is desired by now; see `ScheduleOptions`. */
  readonly cut?: AbortSignal;
  readonly memory?: Memory;
  readonly insync?: InsyncOptions;
  readonly concurrency?: number;
  readonly passTimeoutMs?: number;
  readonly onObserved?: ObserveOptions["onProgress"];
  readonly onOutcome?: (action: Action, outcome: Outcome) => void;
  readonly onConfirming?: ConfirmContext["onConfirming"];
};

export type PassOptions = PlanOptions &
  ObserveOptions & {
    /** Looks at the plan before anything is done, and answers with what is to be done; throws to refuse it. */
    readonly review?: (plan: Plan) => Plan | Promise<Plan>;
  };

/** One pass: observe, plan, guard, apply, confirm. Interrupted before the end of the plan it changes nothing. */
export async function runPass(
  desired: Desired,
  context: PassContext,
  options: PassOptions = {},
): Promise<Report> {
  const plan = await planPass(desired, context, options);
  const reviewed = options.review ? await options.review(plan) : plan;
  return applyPlan(desired, reviewed, context);
}

/** The first half: what a pass would do now. */
export async function planPass(
  desired: Desired,
  context: PassContext,
  options: PlanOptions & ObserveOptions = {},
): Promise<Plan> {
  const { accounts, memory, onObserved } = context;
  const observed = await observe(desired, accounts, {
    ...options,
    ...(memory && { memory }),
    ...(onObserved && { onProgress: onObserved }),
  });
  return withClockNote(planOf(desired, observed, options), desired, accounts.clockOffMs());
}

/** The second half: what became of a plan. */
async function applyPlan(desired: Desired, plan: Plan, context: PassContext): Promise<Report> {
  const { accounts, clock, signal, memory, onConfirming } = context;
  const performer = createPerform(desired, accounts, clock, context.insync);
  const caps = new Map<string, number>(desired.hubs.map((h) => [h.account, h.quotas.authorizations]));
  const outcomes = await runActions(plan.actions, performer.perform, {
    clock,
    signal,
    authorizationsMax: (account) => caps.get(account) ?? Number.POSITIVE_INFINITY,
    ...(context.cut && { cut: context.cut }),
    ...(context.concurrency && { concurrency: context.concurrency }),
    ...(context.passTimeoutMs && { passTimeoutMs: context.passTimeoutMs }),
    onOutcome(action, outcome) {
      const zone = isZoneAction(action) && performer.zoneId(action.zone);
      if (outcome.result === "done" && zone) memory?.wrote(action, zone);
      if (outcome.result === "failed" && zone) memory?.failed(action, zone);
      context.onOutcome?.(action, outcome);
    },
  });
  const succeeded = plan.actions.filter((_, i) => outcomes[i]?.result === "done");
  const expected = expectationsOf(succeeded, desired, performer.zoneId);
  const look = { accounts, clock, signal, ...(onConfirming && { onConfirming }) };
  return { plan, outcomes, unconfirmed: await confirm(expected, look) };
}
