import { etaOf } from "../src/model/cost/eta.ts";
import type { Desired } from "../src/model/desired/types.ts";
import type { Plan, PlanOptions } from "../src/model/plan/plan.ts";
import { departures, optionsFor, readSavedPlan, type SavedPlan } from "../src/model/plan/saved-plan.ts";
import { reportJson } from "../src/model/render/json.ts";
import { reportText } from "../src/model/render/report.ts";
import { converged } from "../src/model/report.ts";
import { applyPlan, planPass } from "../src/operator/pass.ts";
import { connect, interruptible } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { loadDesired } from "./desired.ts";
import { readNamed } from "./files.ts";
import { createLog } from "./log.ts";
import { forecastFor, interruptedReading, type PlanFlags, renderPlan, warnOfDigest } from "./plan.ts";
import { createProgress } from "./progress.ts";
import { paintFor, print, printJson, UserError } from "./terminal.ts";
import { VERSION } from "./version.ts";

export type ApplyFlags = PlanFlags & { plan?: string; logLevel: string };

/** Plans, acts, confirms. Exit 0 only when everything is as desired. */
export async function apply(dir: string, flags: ApplyFlags): Promise<number> {
  const desired = await loadDesired(dir);
  const saved = flags.plan ? await readPlanFile(flags.plan) : undefined;
  const { signal, exitCode } = interruptible();
  const accounts = connect(desired, flags, signal);
  const log = createLog(flags.logLevel);
  try {
    const reading = createProgress(machineClock.now);
    const context = {
      accounts,
      clock: machineClock,
      signal,
      concurrency: flags.concurrency,
      onObserved: reading.observed,
    };
    const made = await planPass(desired, context, allowance(flags, saved));
    reading.end();
    if (signal.aborted) return interruptedReading(exitCode());
    if (saved) refuseDepartures(saved, made, desired);
    const forecast = forecastFor(made, accounts, flags);
    if (flags.output !== "json") print(renderPlan(made, desired, forecast, flags));
    if (!saved?.removals) warnOfDigest(flags.allowRemovals, made);
    const progress = createProgress(machineClock.now, made.actions.length, etaOf(forecast, made.actions));
    const report = await applyPlan(desired, made, {
      ...context,
      onOutcome(action, outcome) {
        progress.outcome(action, outcome);
        log.outcome(action, outcome);
      },
    });
    progress.end();
    if (flags.output === "json") {
      printJson(reportJson(report, forecast, signal.aborted));
    } else print(reportText(report, paintFor(process.stdout)));
    return exitCode() ?? (converged(report) ? 0 : 1);
  } finally {
    accounts.close();
  }
}

function allowance(flags: ApplyFlags, saved: SavedPlan | undefined): PlanOptions {
  const given: PlanOptions = { allowRemovals: (digest) => digest === flags.allowRemovals };
  return saved ? { ...given, ...optionsFor(saved) } : given;
}

async function readPlanFile(path: string): Promise<SavedPlan> {
  const text = await readNamed(path);
  try {
    return readSavedPlan(text);
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

function refuseDepartures(saved: SavedPlan, made: Plan, desired: Desired): void {
  const reasons = departures(saved, made, desired, VERSION);
  if (reasons.length === 0) return;
  const shown = reasons.slice(0, 20).map((r) => `  ${r}`);
  const more = reasons.length > 20 ? [`  … and ${reasons.length - 20} more`] : [];
  throw new UserError(
    [
      "The saved plan no longer fits, and nothing was changed:",
      ...shown,
      ...more,
      "Plan again, review, and apply that plan.",
    ].join("\n"),
  );
}
