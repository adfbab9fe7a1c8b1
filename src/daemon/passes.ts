import { aboutChanged, createBackOff, noteOutcomes, withoutBackedOff } from "../model/back-off.ts";
import type { Plan } from "../model/plan/plan.ts";
import type { Report } from "../model/report.ts";
import { createMemory } from "../operator/observe/memory.ts";
import { type PassContext, type PassOptions, planPass, runPass } from "../operator/pass.ts";
import type { Term } from "./leadership.ts";
import type { DaemonOptions } from "./options.ts";
import type { PassEnd, PassStart, Ruling, Watching } from "./ports.ts";
import type { Trigger } from "./triggers.ts";

/** After so long a pass starts nothing more; the next one looks again. */
const PASS_TIMEOUT_MS = 30 * 60_000;
/** So long the pass after one that was cut goes on undisturbed: commits that come faster starve nobody (semantics 43). */
const UNDISTURBED_MS = 5 * 60_000;
/** Left-over authorizations are looked for so often at least. */
const SWEEP_MS = 3_600_000;

/** The passes of one term: what one of them learnt, the next ones know. */
export type Passes = {
  /** One at a time; never rejects. */
  make(ruling: Ruling, why: ReadonlySet<Trigger>): Promise<PassEnd>;
  /** Other things are desired by now: the pass under way comes to an early end. */
  cutShort(): void;
  /** When what failed, or what a handover holds up, may be tried again, in epoch milliseconds. */
  retryAt(): number | undefined;
};

export function createPasses(term: Term, ending: AbortSignal, options: DaemonOptions): Passes {
  const { clock, random, accounts, requests, witness, dryRun = false } = options;
  const memory = createMemory(clock);
  const backOff = createBackOff(clock.now, random);
  let last: { readonly ruling: Ruling; readonly cut: boolean; readonly unknown: boolean } | undefined;
  let sweptAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  let cut = new AbortController();
  let mayCutAt = 0;

  function watching(): Watching | undefined {
    if (dryRun) return "dryRun";
    if (requests.paused() !== undefined) return "paused";
    return clock.now() < term.quietUntil ? "handover" : undefined;
  }

  /** What stands in the way of the last pass's being the last word: then the sweep comes again (semantics 43). */
  function sweeps(): boolean {
    return !last || last.cut || last.unknown || clock.now() - sweptAt >= SWEEP_MS;
  }

  async function passOver(start: PassStart, context: PassContext): Promise<Report> {
    const { desired } = start.ruling;
    const sweep = sweeps();
    const hurry = start.why.has("changed") || start.why.has("requested");
    const reading: PassOptions = { sweep, hurry, backOff, removals: start.ruling.removals };
    if (sweep) sweptAt = clock.now();
    if (start.watching) {
      const plan = await planPass(desired, context, reading);
      witness.planned(plan);
      return { plan, outcomes: [], unconfirmed: [] };
    }
    const review = (plan: Plan) => {
      const reviewed = withoutBackedOff(plan, backOff);
      witness.planned(reviewed);
      return reviewed;
    };
    const report = await runPass(desired, context, { ...reading, review });
    noteOutcomes(backOff, report.plan.actions, report.outcomes);
    return report;
  }

  return {
    async make(ruling, why) {
      if (why.has("requested")) backOff.clear();
      else if (last && last.ruling !== ruling)
        backOff.clear(aboutChanged(last.ruling.desired, ruling.desired));
      const only = watching();
      const start: PassStart = {
        id: `${term.epoch}-${++count}`,
        why,
        ruling,
        epoch: term.epoch,
        ...(only && { watching: only }),
      };
      const startedAt = clock.now();
      cut = new AbortController();
      mayCutAt = startedAt + (last?.cut ? UNDISTURBED_MS : 0);
      const { signal } = cut;
      witness.passStarts(start);
      const context: PassContext = {
        accounts,
        clock,
        signal: ending,
        cut: signal,
        memory,
        passTimeoutMs: PASS_TIMEOUT_MS,
        ...(options.concurrency && { concurrency: options.concurrency }),
        onObserved: witness.observed,
        onOutcome: witness.outcome,
      };
      const result = await passOver(start, context).then(
        (report) => ({ report }),
        (error: unknown) => ({ error }),
      );
      const unknown = !("report" in result) || result.report.outcomes.some(({ result: r }) => r === "failed");
      last = { ruling, cut: signal.aborted, unknown };
      const end: PassEnd = { ...start, startedAt, endedAt: clock.now(), cut: signal.aborted, ...result };
      witness.passEnds(end);
      const isMet = only === undefined || only === "paused"; // a pause is met by a pass that only looks
      if (!ending.aborted && isMet) await requests.acknowledge(startedAt);
      return end;
    },
    cutShort() {
      const { signal } = cut;
      const early = mayCutAt - clock.now();
      if (early <= 0) return cut.abort();
      const mine = cut;
      void clock.sleep(early, ending).then(() => {
        if (!signal.aborted) mine.abort();
      });
    },
    retryAt() {
      const times = [backOff.nextAt(), term.quietUntil].filter((at) => at !== undefined && at > clock.now());
      return times.length > 0 ? Math.min(...(times as number[])) : undefined;
    },
  };
}
