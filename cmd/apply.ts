import type { Action } from "../src/model/action/action.ts";
import { etaOf } from "../src/model/cost/eta.ts";
import type { Forecast } from "../src/model/cost/forecast.ts";
import type { Desired } from "../src/model/desired/types.ts";
import type { Failure } from "../src/model/failure.ts";
import type { Outcome } from "../src/model/outcome.ts";
import type { Plan, PlanOptions } from "../src/model/plan/plan.ts";
import { optionsFor, type SavedPlan } from "../src/model/plan/saved-plan.ts";
import { kindsOf } from "../src/model/render/head.ts";
import { reportJson } from "../src/model/render/json.ts";
import { reportText } from "../src/model/render/report.ts";
import { stepsOf } from "../src/model/render/steps.ts";
import { duration } from "../src/model/render/words.ts";
import { converged } from "../src/model/report.ts";
import { putBackOpenSteps } from "../src/operator/open-steps.ts";
import { planPass, runPass } from "../src/operator/pass.ts";
import { type HeldTurn, underLease } from "./apply-lease.ts";
import { connect, type Interruptible, interruptible } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { ask, canAsk } from "./confirm.ts";
import { loadDesired } from "./desired.ts";
import type { Applying } from "./phase.ts";
import {
  forecastFor,
  interruptedReading,
  onlyOf,
  type PlanFlags,
  readingOf,
  renderPlan,
  warnOfDigests,
} from "./plan.ts";
import { createApplying } from "./progress.ts";
import { readPlanFile, refuseDifferences, reviewed } from "./reviewed.ts";
import { complain, logging, paintFor, print, printJson, UserError, widthOf } from "./terminal.ts";

export type ApplyFlags = PlanFlags & { plan?: string; yes?: boolean; withoutLease?: boolean };

/** Plans, asks where somebody can answer, acts, confirms. Exit 0 only when everything is as desired. */
export async function apply(dir: string, flags: ApplyFlags): Promise<number> {
  const desired = await loadDesired(dir);
  const saved = flags.plan ? await readPlanFile(flags.plan) : undefined;
  const options = optionsOf(flags, saved, desired);
  const interrupt = interruptible();
  const held = await underLease(desired, { ...flags, signal: interrupt.signal }, (turn) =>
    applyIn(turn, desired, { flags, options, saved, interrupt }),
  );
  if (held !== undefined) return held;
  complain("interrupted; nothing was changed");
  return interrupt.exitCode() ?? 1;
}

type Asked = {
  readonly flags: ApplyFlags;
  readonly options: PlanOptions;
  readonly saved: SavedPlan | undefined;
  readonly interrupt: Interruptible;
};

/** What a pass by hand remembers beyond AWS, where there is a table. */
function rememberedBy({ inventory, losses, journal, definitions }: HeldTurn) {
  return {
    ...(inventory && { inventory }),
    ...(losses && { losses }),
    ...(journal && { journal }),
    ...(definitions && { definitions }),
  };
}

async function applyIn(turn: HeldTurn, desired: Desired, asked: Asked): Promise<number> {
  const { flags, saved } = asked;
  const { exitCode, saying } = asked.interrupt;
  const { signal, gate, journal, known } = turn;
  const options = { ...asked.options, ...(known && { known }), rollouts: await turn.rollouts(desired) };
  const accounts = connect(desired, flags, signal, gate);
  const context = {
    accounts,
    clock: machineClock,
    signal,
    concurrency: flags.concurrency,
    ...rememberedBy(turn),
  };
  const planNow = (): Promise<Plan> => {
    const { observed, end } = readingOf(desired, accounts);
    return planPass(desired, { ...context, onObserved: observed }, options).finally(end);
  };
  const reading = readingOf(desired, accounts);
  let forecast: Forecast | undefined;
  let applying: Applying | undefined;
  async function review(shown: Plan): Promise<Plan> {
    reading.end();
    if (signal.aborted) throw new Stopped(stoppedReading(turn, exitCode()));
    if (saved) refuseDifferences(saved, shown, desired);
    forecast = forecastFor(shown, accounts, flags);
    if (!saved?.removals) warnOfDigests(flags.allowRemovals, shown);
    if (flags.output !== "json") print(renderPlan(shown, desired, forecast, flags));
    const said = flags.yes
      ? shown
      : await saying(STOPPED_ASKING, () => agreed(shown, desired, planNow, signal));
    const made = said && (await afterQuiet(said, turn, desired, planNow));
    if (made === undefined) throw new Stopped(unchanged(turn, exitCode()));
    const { actions } = made;
    applying = createApplying({
      now: machineClock.now,
      total: actions.length,
      eta: etaOf(forecast, actions, flags.rates),
    });
    return made;
  }
  try {
    const hooks = {
      onObserved: reading.observed,
      onOutcome: (action: Action, outcome: Outcome) => applying?.outcome(action, outcome),
      onConfirming: (zones: number, failure?: Failure) => applying?.confirming(zones, failure),
    };
    if (journal) await putBackOpenSteps(desired, accounts, journal);
    const report = await runPass(desired, { ...context, ...hooks }, { ...options, review });
    applying?.end();
    await turn.ended(report);
    const stopped = turn.stopped();
    if (stopped !== undefined) complain(stopped);
    if (flags.output === "json" && forecast) printJson(reportJson(report, forecast, signal.aborted));
    else print(reportText(report, paintFor(process.stdout), widthOf(process.stdout)));
    return exitCode() ?? (converged(report) ? 0 : 1);
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  } finally {
    reading.end();
    applying?.end();
    accounts.close();
  }
}

/** Somebody said no, or it was stopped before the first change. */
function unchanged(turn: HeldTurn, exitCode: number | undefined): number {
  const why = turn.stopped();
  complain(why === undefined ? "nothing was changed" : `${why}; nothing was changed`);
  return exitCode ?? 1;
}

/** Not after an interruption alone: the lease may be lost while nothing but reads goes on. */
function stoppedReading(turn: HeldTurn, exitCode: number | undefined): number {
  const why = turn.stopped();
  if (why === undefined) return interruptedReading(exitCode);
  complain(`${why}; nothing was planned or changed`);
  return exitCode ?? 1;
}

/**
 * What an instance wrote that held the lease just before may not show in AWS's lists yet (semantics 37): what is to be done
 * waits, and is looked at again. Undefined where it was stopped meanwhile.
 */
async function afterQuiet(
  said: Plan,
  { quietUntil, signal }: HeldTurn,
  desired: Desired,
  planNow: () => Promise<Plan>,
): Promise<Plan | undefined> {
  const quietMs = quietUntil - machineClock.now();
  if (quietMs <= 0 || said.actions.length === 0) return said;
  complain(`another instance acted just before: waiting ${duration(quietMs / 1000)}, and looking again`);
  await machineClock.sleep(quietMs, signal);
  const again = signal.aborted ? undefined : await planNow();
  if (!again || signal.aborted) return undefined;
  refuseDifferences(reviewed(said, desired), again, desired);
  return again;
}

/** Somebody said no, or interrupted the reading: nothing was changed, and that is said already. */
class Stopped extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("stopped before anything was changed");
    this.exitCode = exitCode;
  }
}

/** No call is in flight while somebody reads; what became of it is said right after. */
const STOPPED_ASKING = "";

/** What AWS shows may change while somebody reads: after this long it is read again. */
const LATE_MS = 60_000;

/** The plan that may be done; undefined where somebody was asked and did not say yes. */
async function agreed(
  shown: Plan,
  desired: Desired,
  planNow: () => Promise<Plan>,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const terminal = { input: process.stdin, output: process.stderr, signal };
  if (shown.actions.length === 0 || !canAsk(terminal)) return shown;
  if (logging())
    throw new UserError("with --log-level nothing can be asked here: say --yes; nothing was changed");
  const since = machineClock.now();
  const isYes = await ask(`Apply this plan (${kindsOf(stepsOf(shown.actions))})?`, terminal);
  if (!isYes || signal.aborted) return undefined;
  if (machineClock.now() - since <= LATE_MS) return shown;
  const again = await planNow();
  if (signal.aborted) return undefined;
  refuseDifferences(reviewed(shown, desired), again, desired);
  return again;
}

/** A saved plan is the part that it was saved as. */
function optionsOf(flags: ApplyFlags, saved: SavedPlan | undefined, desired: Desired): PlanOptions {
  if (saved && flags.only)
    throw new UserError("--only and --plan do not go together: save the part, plan --only … --out FILE");
  return {
    named: flags.allowRemovals ?? [],
    ...onlyOf(saved?.only ?? flags.only, desired),
    ...(saved && optionsFor(saved)),
    ...(flags.ownVpc && { ownVpc: flags.ownVpc }),
  };
}
