import type { Accounts } from "../src/aws/accounts.ts";
import { type ReadForPlan, readForPlan } from "../src/daemon/read-for-plan.ts";
import { type Forecast, forecastOf } from "../src/model/cost/forecast.ts";
import { tableIn } from "../src/model/desired/table.ts";
import type { Desired } from "../src/model/desired/types.ts";
import type { OwnVpc } from "../src/model/own-vpc.ts";
import { type Only, parseOnly } from "../src/model/plan/only.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { savePlan } from "../src/model/plan/saved-plan.ts";
import { planJson } from "../src/model/render/json.ts";
import { planMarkdown } from "../src/model/render/markdown.ts";
import { planText } from "../src/model/render/text.ts";
import { factsInWords, type TableFacts } from "../src/model/table-facts.ts";
import { planPass } from "../src/operator/pass.ts";
import { readFacts } from "../src/store/facts.ts";
import { connect, interruptible } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { loadDesired } from "./desired.ts";
import { refuseMissingFolder, writeNamed } from "./files.ts";
import type { AwsFlags } from "./options.ts";
import type { Reading } from "./phase.ts";
import { createReading } from "./progress.ts";
import { openStore } from "./table-store.ts";
import { complain, paintFor, print, printJson, UserError, widthOf } from "./terminal.ts";
import { VERSION } from "./version.ts";

export type OutputFormat = "text" | "json" | "markdown";
export type PlanFlags = AwsFlags & {
  output: OutputFormat;
  out?: string;
  allowRemovals?: readonly string[];
  summary?: boolean;
  details?: boolean;
  only?: readonly string[];
  ownVpc?: OwnVpc;
};

export async function plan(dir: string, flags: PlanFlags): Promise<number> {
  if (flags.out) await refuseMissingFolder(flags.out);
  const desired = await loadDesired(dir);
  const only = onlyOf(flags.only, desired);
  const { signal, exitCode } = interruptible();
  const accounts = connect(desired, flags, signal);
  try {
    const reading = readingOf(desired, accounts);
    const { known, ...remembered } = await rememberedBy(desired);
    const context = {
      accounts,
      clock: machineClock,
      signal,
      onObserved: reading.observed,
      ...remembered,
    };
    const named = flags.allowRemovals ?? [];
    const facts = factsOf(desired);
    const { ownVpc } = flags;
    const how = {
      named,
      ...only,
      ...(known && { known }),
      ...(ownVpc && { ownVpc }),
      ...(tableIn(desired) && { remembersSteps: true }),
      rollouts: "shown",
    } as const;
    const made = await planPass(desired, context, how).finally(reading.end);
    const table = await facts;
    if (signal.aborted) return interruptedReading(exitCode());
    const forecast = forecastFor(made, accounts, flags);
    if (flags.out) await writeNamed(flags.out, savePlan(made, desired, VERSION));
    warnOfDigests(flags.allowRemovals, made);
    if (flags.output === "json") printJson(planJson(made, forecast, table));
    else {
      const hint = flags.out ? savedIn(flags.out) : SAVING;
      print(
        renderPlan(made, desired, forecast, flags, { hint, ...(table && { first: factsInWords(table) }) }),
      );
    }
    return exitCode() ?? planExitCode(made);
  } finally {
    accounts.close();
  }
}

/** What the table of the documents remembers, where they name one; a plan goes on without it. */
async function factsOf(desired: Desired): Promise<TableFacts | undefined> {
  const table = tableIn(desired);
  return table && readFacts(openStore({ table: table.name, region: table.region }), table);
}

async function rememberedBy(desired: Desired): Promise<Partial<ReadForPlan>> {
  const table = tableIn(desired);
  return table ? readForPlan(openStore({ table: table.name, region: table.region }), complain) : {};
}

const SAVING = "To do exactly this later: plan --out FILE now, and then apply --plan FILE.";

function savedIn(path: string): string {
  return `Saved in ${path}: apply --plan ${path} does exactly this.`;
}

/** Throws UserError for a document that is not there. */
export function onlyOf(texts: readonly string[] | undefined, desired: Desired): { only?: Only[] } {
  if (texts === undefined) return {};
  try {
    return { only: texts.map((text) => parseOnly(text, desired)) };
  } catch (error) {
    throw new UserError(`--only ${(error as Error).message}`, { cause: error });
  }
}

export function readingOf(desired: Desired, accounts: Accounts): Reading {
  const calls = () => accounts.callsMade().reduce((sum, { count }) => sum + count, 0);
  return createReading({ now: machineClock.now, hubs: desired.hubs.length, calls });
}

/** What was not read is no plan: nothing of it is shown, saved or done. */
export function interruptedReading(exitCode: number | undefined): number {
  complain("interrupted while reading; nothing was planned or changed");
  return exitCode ?? 1;
}

/** A digest is of what a plan takes from one hub: of anything else it says nothing, and the guard stays. */
export function warnOfDigests(given: readonly string[] = [], { losses = [] }: Plan): void {
  const known = new Set(losses.flatMap(({ allowing }) => allowing));
  const now = losses.flatMap(({ hub, digest }) => (digest === undefined ? [] : [{ hub: hub.name, digest }]));
  const [first, ...others] = now;
  const several = now.map(({ hub, digest }) => `${digest} of hub ${hub}`).join(", ");
  const one = first ? `their digest is ${first.digest} now` : "it has none";
  const instead = others.length > 0 ? `their digests are ${several} now` : one;
  for (const digest of given)
    if (!known.has(digest))
      complain(`--allow-removals ${digest} does not name this plan's removals; ${instead}`);
}

/** Right after it was made: an apply reads the same again, so the calls made until now are the reads before its writes. */
export function forecastFor(made: Plan, accounts: Accounts, { rates }: Pick<PlanFlags, "rates">): Forecast {
  return forecastOf(made.actions, rates, { reads: accounts.callsMade() });
}

export function renderPlan(
  made: Plan,
  desired: Desired,
  forecast: Forecast,
  { output, summary, details }: Pick<PlanFlags, "output" | "summary" | "details">,
  around: { readonly hint?: string; readonly first?: readonly string[] } = {},
): string {
  const detail = summary ? "summary" : details ? "all" : "folded";
  if (output === "markdown") return planMarkdown(made, forecast, desired, { detail, ...around });
  const width = widthOf(process.stdout);
  const { hint, ...said } = around;
  const told = { ...said, ...(hint !== undefined && made.actions.length > 0 && { hint }) };
  return planText(made, forecast, desired, paintFor(process.stdout), { detail, width, ...told });
}

/** 1: something could not be seen. 2: there is something to do, or held back, or in conflict. 0: all as desired (semantics 26). */
export function planExitCode({ actions, findings }: Plan): number {
  if (findings.some((f) => f.kind === "unknown")) return 1;
  return actions.length > 0 || findings.some((f) => f.kind === "withheld" || f.kind === "conflict") ? 2 : 0;
}
