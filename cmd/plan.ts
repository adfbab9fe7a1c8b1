import type { Accounts } from "../src/aws/accounts.ts";
import { type Forecast, forecastOf } from "../src/model/cost/forecast.ts";
import type { Desired } from "../src/model/desired/types.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { savePlan } from "../src/model/plan/saved-plan.ts";
import { planJson } from "../src/model/render/json.ts";
import { planMarkdown } from "../src/model/render/markdown.ts";
import { planText } from "../src/model/render/text.ts";
import { planPass } from "../src/operator/pass.ts";
import { connect, interruptible } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { loadDesired } from "./desired.ts";
import { refuseMissingFolder, writeNamed } from "./files.ts";
import type { AwsFlags } from "./options.ts";
import { createProgress } from "./progress.ts";
import { complain, paintFor, print, printJson } from "./terminal.ts";
import { VERSION } from "./version.ts";

export type OutputFormat = "text" | "json" | "markdown";
export type PlanFlags = AwsFlags & {
  output: OutputFormat;
  out?: string;
  allowRemovals?: string;
  summary?: boolean;
};

export async function plan(dir: string, flags: PlanFlags): Promise<number> {
  if (flags.out) await refuseMissingFolder(flags.out);
  const desired = await loadDesired(dir);
  const { signal, exitCode } = interruptible();
  const accounts = connect(desired, flags, signal);
  try {
    const progress = createProgress(machineClock.now);
    const context = { accounts, clock: machineClock, signal, onObserved: progress.observed };
    const made = await planPass(desired, context, {
      allowRemovals: (digest) => digest === flags.allowRemovals,
    });
    progress.end();
    if (signal.aborted) return interruptedReading(exitCode());
    const forecast = forecastFor(made, accounts, flags);
    if (flags.output === "json") printJson(planJson(made, forecast));
    else print(renderPlan(made, desired, forecast, flags));
    warnOfDigest(flags.allowRemovals, made);
    if (flags.out) await writeNamed(flags.out, savePlan(made, desired, VERSION));
    return exitCode() ?? planExitCode(made);
  } finally {
    accounts.close();
  }
}

/** What was not read is no plan: nothing of it is shown, saved or done. */
export function interruptedReading(exitCode: number | undefined): number {
  complain("interrupted while reading; nothing was planned or changed");
  return exitCode ?? 1;
}

/** A digest is of one plan's removals: of another plan's it says nothing, and the guard stays. */
export function warnOfDigest(allowed: string | undefined, { removalsDigest }: Plan): void {
  if (allowed === undefined || allowed === removalsDigest) return;
  const instead = removalsDigest ? `their digest is ${removalsDigest} now` : "it has none";
  complain(`--allow-removals ${allowed} does not name this plan's removals; ${instead}`);
}

/** Right after it was made: an apply reads the same again, so the calls made until now are the reads before its writes. */
export function forecastFor(made: Plan, accounts: Accounts, { rates }: Pick<PlanFlags, "rates">): Forecast {
  return forecastOf(made.actions, rates, { reads: accounts.callsMade("route53") });
}

export function renderPlan(
  made: Plan,
  desired: Desired,
  forecast: Forecast,
  flags: Pick<PlanFlags, "output" | "summary">,
): string {
  const detail = flags.summary ? "summary" : "full";
  return flags.output === "markdown"
    ? planMarkdown(made, forecast, desired, detail)
    : planText(made, forecast, desired, paintFor(process.stdout), detail);
}

/** 1: something could not be seen. 2: there is something to do, or held back, or in conflict. 0: all as desired (semantics 26). */
export function planExitCode({ actions, findings }: Plan): number {
  if (findings.some((f) => f.kind === "unknown")) return 1;
  return actions.length > 0 || findings.some((f) => f.kind === "withheld" || f.kind === "conflict") ? 2 : 0;
}
