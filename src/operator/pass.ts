import type { Accounts } from "../aws/accounts.ts";
import { createImpatience } from "../aws/impatience.ts";
import { type Action, isWait } from "../model/action/action.ts";
import { isZoneAction } from "../model/action/family.ts";
import type { Clock } from "../model/clock.ts";
import type { Desired, Hub } from "../model/desired/types.ts";
import type { Failure } from "../model/failure.ts";
import type { Outcome } from "../model/outcome.ts";
import { type Plan, type PlanOptions, planInTurns } from "../model/plan/plan.ts";
import type { Report } from "../model/report.ts";
import { inTurns } from "../model/turns.ts";
import { type ConfirmContext, confirm, expectationsOf } from "./apply/confirm.ts";
import { createRuleConfirmation } from "./apply/confirm-rules.ts";
import type { InsyncOptions } from "./apply/insync.ts";
import { createLedger, type LedgerOptions } from "./apply/ledger.ts";
import { createPerform, type Perform } from "./apply/perform.ts";
import { runActions } from "./apply/schedule.ts";
import { rememberedSteps } from "./apply/steps.ts";
import type { Waits } from "./apply/waits.ts";
import { withClockNote } from "./clock-note.ts";
import type { Definitions } from "./definitions.ts";
import { adoptedIn, type InventoryStore, withInventory } from "./inventory.ts";
import { type LossStore, unknownOf } from "./losses.ts";
import type { Memory } from "./observe/memory.ts";
import { type ObserveOptions, observe } from "./observe/observe.ts";
import type { Journal } from "./open-steps.ts";
import { createSessions } from "./sessions.ts";

export type PassContext = {
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** Aborted: calls in flight finish, nothing more is started. */
  readonly signal: AbortSignal;
  /** Aborted: something else is desired by now; see `ScheduleOptions`. */
  readonly cut?: AbortSignal;
  readonly memory?: Memory;
  /** Absent: nothing is known of what we added to zones of others, and nothing is taken out of them. */
  readonly inventory?: InventoryStore;
  readonly losses?: LossStore;
  /** Absent: steps that darken a name are undone by this process alone. */
  readonly journal?: Journal;
  /** Absent: no endpoint of a spoke's own is deleted. */
  readonly definitions?: Definitions;
  readonly insync?: InsyncOptions;
  readonly concurrency?: number;
  readonly passTimeoutMs?: number;
  /**
   * Of a process that makes many passes: for so long a pass goes on when nothing but waits runs. Nor does it repeat a
   * call that gave no answer in time: the next pass looks what became of it.
   */
  readonly waitsMaxMs?: number;
  /** What its last pass still waited for. */
  readonly waits?: Waits;
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
  const { plan, remembered } = await lookPlanAndClaim(desired, context, options);
  const report = await applyPlan(desired, plan, context, remembered);
  await context.losses?.correct(report);
  return report;
}

/** The first half: what a pass would do now. */
export async function planPass(
  desired: Desired,
  context: PassContext,
  options: PlanOptions & ObserveOptions = {},
): Promise<Plan> {
  return (await lookAndPlan(desired, context, options)).plan;
}

/** Reviewed, and its losses written down before the first of them; those that cannot be are withheld (semantics 41). */
async function lookPlanAndClaim(
  desired: Desired,
  context: PassContext,
  options: PassOptions,
): Promise<Pick<Looked, "plan" | "remembered">> {
  const { review = (plan) => plan } = options;
  const { plan, again, ...rest } = await lookAndPlan(desired, context, options);
  const reviewed = await review(plan);
  const unwritten = (await context.losses?.claim(reviewed)) ?? new Map();
  return { ...rest, plan: unwritten.size === 0 ? reviewed : await review(await again(unwritten)) };
}

/** What the inventory told, and what of it is so by the pass's own reads. */
type Remembered = Pick<LedgerOptions, "store" | "stored" | "settled" | "adopted" | "readAt">;

type Looked = {
  readonly plan: Plan;
  /** From the same reading, where it is not known what these hubs lose. */
  readonly again: (unknown: ReadonlyMap<Hub, Failure>) => Promise<Plan>;
  readonly remembered?: Remembered;
};

async function lookAndPlan(
  desired: Desired,
  context: PassContext,
  options: PlanOptions & ObserveOptions,
): Promise<Looked> {
  const { accounts, clock, memory, onObserved, inventory: store } = context;
  const stored = await store?.read();
  const past = await context.losses?.read(desired.hubs);
  const readAt = clock.now();
  const read = await observe(desired, accounts, {
    ...options,
    breathe: clock.breathe,
    readAt,
    ...(context.definitions && { definitions: await context.definitions.left() }),
    ...(memory && { memory }),
    ...(onObserved && { onProgress: onObserved }),
    ...(stored?.kind === "seen" && { inventory: stored.value }),
  });
  const known = stored && withInventory(desired, read, stored, readAt);
  const observed = known?.observed ?? read;
  const how = { ...options, ...(context.journal && { remembersSteps: true }) };
  const planned = async (pastLosses = past) => {
    const work = planInTurns(desired, observed, { ...how, ...(pastLosses && { pastLosses }) });
    return withClockNote(await inTurns(work, clock.breathe), desired, accounts.clockOffMs());
  };
  const looked = {
    plan: await planned(),
    again: (unknown: ReadonlyMap<Hub, Failure>) => planned(past && unknownOf(past, unknown)),
  };
  if (!store || stored?.kind !== "seen" || known?.inventory.kind !== "seen") return looked;
  const adopted = adoptedIn(observed);
  return {
    ...looked,
    remembered: { store, stored: stored.value, settled: known.inventory.value, adopted, readAt },
  };
}

/** The second half: what became of a plan. */
async function applyPlan(
  desired: Desired,
  plan: Plan,
  context: PassContext,
  remembered: Remembered | undefined,
): Promise<Report> {
  const { accounts, clock, signal, memory, onConfirming } = context;
  const ledger = remembered && createLedger({ ...remembered, clock, desired, actions: plan.actions });
  const performer = createPerform(desired, accounts, clock, {
    insync: context.insync,
    waits: context.waits,
    steps: context.journal && rememberedSteps(accounts, context.journal),
    onThere: ledger?.onThere,
    definitions: context.definitions,
  });
  const patient = ledger ? ledger.around(performer.perform) : performer.perform;
  const perform = context.waitsMaxMs === undefined ? patient : hasty(patient);
  const sessions = createSessions(desired, accounts);
  const look = { accounts, clock, signal, ...(onConfirming && { onConfirming }) };
  const rules = createRuleConfirmation(plan.actions, {
    ...look,
    sessions,
    ruleId: performer.ruleId,
    onListed: memory?.rules.listed,
  });
  const caps = new Map<string, number>(desired.hubs.map((h) => [h.account, h.quotas.authorizations]));
  const outcomes = await runActions(plan.actions, perform, {
    clock,
    signal,
    authorizationsMax: (account) => caps.get(account) ?? Number.POSITIVE_INFINITY,
    ...(context.cut && { cut: context.cut }),
    ...(context.concurrency && { concurrency: context.concurrency }),
    ...(context.passTimeoutMs && { passTimeoutMs: context.passTimeoutMs }),
    ...(context.waitsMaxMs && { waitsMaxMs: context.waitsMaxMs }),
    onOutcome(action, outcome) {
      const zone = isZoneAction(action) && performer.zoneId(action.zone);
      if (outcome.result === "done" && zone) memory?.wrote(action, zone);
      if (outcome.result === "failed" && zone) memory?.failed(action, zone);
      rules.ended(action, outcome);
      context.onOutcome?.(action, outcome);
    },
  });
  await ledger?.close();
  const succeeded = plan.actions.filter((_, i) => outcomes[i]?.result === "done");
  const expected = expectationsOf(succeeded, desired, performer.zoneId);
  const [zones, ofRules] = await Promise.all([confirm(expected, look), rules.unconfirmed()]);
  return { plan, outcomes, unconfirmed: [...zones, ...ofRules] };
}

/** A wait holds up nobody, so a look that was lost may be repeated. */
function hasty(perform: Perform): Perform {
  const impatiently = createImpatience();
  return (action, signal) => {
    const act = () => perform(action, signal);
    return isWait(action) ? act() : impatiently(act);
  };
}
