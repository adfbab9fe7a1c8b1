import { aboutChanged, createBackOff, noteOutcomes, withoutBackedOff } from "../model/back-off.ts";
import type { Finding } from "../model/finding.ts";
import { leavingOf } from "../model/leaving.ts";
import type { Plan } from "../model/plan/plan.ts";
import { othersFollowAt } from "../model/plan/rules/rows/first-use.ts";
import type { Report } from "../model/report.ts";
import { createWaits } from "../operator/apply/waits.ts";
import { forgetVpcs } from "../operator/inventory.ts";
import { forgetWhatWasTold, mendable } from "../operator/observe/doubts.ts";
import { createMemory } from "../operator/observe/memory.ts";
import { putBackOpenSteps } from "../operator/open-steps.ts";
import { type PassContext, type PassOptions, planPass, runPass } from "../operator/pass.ts";
import { createGoingOn } from "./going-on.ts";
import type { Term } from "./leadership.ts";
import type { DaemonOptions } from "./options.ts";
import type { PassEnd, PassStart, Ruling, Watching } from "./ports.ts";
import { noRollouts } from "./rollouts.ts";
import type { Trigger } from "./triggers.ts";

/** After so long a pass starts nothing more; the next one looks again. */
const PASS_TIMEOUT_MS = 30 * 60_000;
/** So long the pass after one that was cut goes on undisturbed: commits that come faster starve nobody (semantics 43). */
const UNDISTURBED_MS = 5 * 60_000;
/** For so long a pass goes on in which nothing but waits runs (`going-on` says when it is made again). */
const WAITS_MAX_MS = 30_000;
/** Left-over authorizations are looked for so often at least. */
const SWEEP_MS = 3_600_000;

/** The passes of one term: what one of them learnt, the next ones know. */
export type Passes = {
  /** One at a time; never rejects. */
  make(ruling: Ruling, why: ReadonlySet<Trigger>): Promise<PassEnd>;
  /** Other things are desired by now: the pass under way comes to an early end. `now`: a person said stop. */
  cutShort(how?: "now"): void;
  /** When what failed, or what a handover holds up, may be tried again, in epoch milliseconds. */
  retryAt(): number | undefined;
  /** The last pass did its part of something that goes on by itself: the next one need not wait for anything. */
  goesOn(): boolean;
};

export function createPasses(term: Term, ending: AbortSignal, options: DaemonOptions): Passes {
  const { clock, random, accounts, requests, witness, dryRun = false, ownVpc } = options;
  const { rollouts = noRollouts, pairsMax } = options;
  const memory = createMemory(clock);
  const backOff = createBackOff(clock.now, random);
  let last: { readonly ruling: Ruling; readonly cut: boolean } | undefined;
  /** What somebody may mend who was told of it. */
  let told: readonly Finding[] = [];
  let sweptAt = Number.NEGATIVE_INFINITY;
  /** Authorizations may have been left over: cleared by a pass that looked for them and took all back (semantics 43). */
  let owesSweep = true;
  const waits = createWaits();
  const goingOn = createGoingOn(clock.now);
  let leaving = "";
  let count = 0;
  let cut = new AbortController();
  let mayCutAt = 0;

  function watching(): Watching | undefined {
    if (dryRun) return "dryRun";
    if (requests.paused() !== undefined) return "paused";
    return clock.now() < term.quietUntil ? "handover" : undefined;
  }

  function sweeps(): boolean {
    return owesSweep || clock.now() - sweptAt >= SWEEP_MS;
  }

  function noteSweep(swept: boolean, wasCut: boolean, report: Report | undefined): void {
    goingOn.passEnded(wasCut || ending.aborted ? undefined : report);
    const isClean = report && !wasCut && leavesNothing(report);
    if (!isClean) owesSweep = true;
    else if (swept) {
      owesSweep = report.plan.findings.some(
        ({ kind, reason }) => kind === "unknown" || reason === "BacksOff",
      );
      sweptAt = clock.now();
    }
  }

  /** When those may follow who wait for the first spoke of their hub; undefined: nobody does. */
  function othersFollow(): number | undefined {
    if (!goingOn.awaitsFirst()) return undefined;
    const times = (last?.ruling.desired.hubs ?? []).flatMap((hub) => {
      const since = memory.rules.servedSince(hub);
      return since === undefined ? [] : othersFollowAt(hub, since);
    });
    const ahead = times.filter((at) => at > clock.now());
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  function clearBackOff(ruling: Ruling, why: ReadonlySet<Trigger>): void {
    if (why.has("requested") || why.has("signal")) {
      backOff.clear();
      forgetWhatWasTold(memory, told, ruling.desired.hubs);
    } else if (last && last.ruling !== ruling)
      backOff.clear(aboutChanged(last.ruling.desired, ruling.desired));
  }

  /** Who left authorizations behind: looked for when another spoke's document has vanished. */
  function noteLeaving({ ruling, known }: PassStart): void {
    const now = leavingOf(ruling.desired, known).map(({ hub, name }) => `${hub} ${name}`);
    if (now.join() !== leaving) owesSweep ||= now.length > 0;
    leaving = now.join();
  }

  /** Without those that somebody had forgotten. `forgotten`: of them nothing is remembered from here on. */
  async function known(): Promise<Pick<PassStart, "known"> & { readonly forgotten: ReadonlySet<string> }> {
    const all = options.known?.() ?? [];
    const asked = requests.forgotten();
    if (asked.size === 0) return { known: all, forgotten: asked };
    const vpcs = new Set(all.filter(({ name }) => asked.has(name)).map(({ vpc }) => vpc));
    const isDone = !options.inventory || dryRun || (await forgetVpcs(options.inventory, vpcs));
    if (!isDone) return { known: all, forgotten: new Set() };
    return { known: all.filter(({ name }) => !asked.has(name)), forgotten: asked };
  }

  async function passOver(start: PassStart, context: PassContext): Promise<Report> {
    const { desired } = start.ruling;
    // A pause and a handover hold up what is planned, not what lights a name that a step of ours made dark.
    if (context.journal && !dryRun) {
      goingOn.putBack(await putBackOpenSteps(desired, accounts, context.journal));
    }
    const sweep = sweeps();
    const hurry = start.why.has("changed") || start.why.has("requested");
    const reading: PassOptions = {
      sweep,
      hurry,
      backOff,
      removals: start.ruling.removals,
      known: start.known,
      rollouts: dryRun ? "shown" : await rollouts.begin(start, context.signal),
      ...(ownVpc && { ownVpc }),
      ...(pairsMax !== undefined && { pairsMax }),
    };
    if (start.watching) {
      const plan = await planPass(desired, context, reading);
      witness.planned(plan);
      return { plan, outcomes: [], unconfirmed: [] };
    }
    const review = (plan: Plan) => {
      witness.planned(plan);
      return plan;
    };
    const leaveOut = (plan: Plan) => withoutBackedOff(plan, backOff);
    const report = await runPass(desired, context, { ...reading, leaveOut, review });
    noteOutcomes(backOff, report.plan.actions, report.outcomes);
    noteSweep(sweep, context.cut?.aborted ?? false, report);
    return report;
  }

  return {
    async make(ruling, why) {
      const startedAt = clock.now();
      clearBackOff(ruling, why);
      const only = watching();
      const { forgotten, ...spokes } = await known();
      const start: PassStart = {
        id: `${term.epoch}-${++count}`,
        why,
        ruling,
        epoch: term.epoch,
        ...spokes,
        ...(only && { watching: only }),
      };
      noteLeaving(start);
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
        waits,
        passTimeoutMs: PASS_TIMEOUT_MS,
        losses: options.losses,
        ...(options.inventory && { inventory: options.inventory }),
        ...(options.journal && { journal: options.journal }),
        ...(options.definitions && { definitions: options.definitions }),
        waitsMaxMs: WAITS_MAX_MS,
        ...(options.concurrency && { concurrency: options.concurrency }),
        onObserved: witness.observed,
        onOutcome: witness.outcome,
      };
      const result = await passOver(start, context).then(
        (report) => ({ report }),
        (error: unknown) => ({ error }),
      );
      if (!("report" in result)) noteSweep(false, signal.aborted, undefined);
      if ("report" in result) told = mendable(result.report.plan.findings);
      last = { ruling, cut: signal.aborted };
      const end: PassEnd = { ...start, startedAt, endedAt: clock.now(), cut: signal.aborted, ...result };
      await rollouts.end(end);
      witness.passEnds(end);
      if (!ending.aborted && isMetBy(end)) await requests.acknowledge(startedAt, forgotten);
      return end;
    },
    cutShort(how) {
      if (how === "now") return cut.abort();
      const { signal } = cut;
      const early = mayCutAt - clock.now();
      if (early <= 0) return cut.abort();
      const mine = cut;
      void clock.sleep(early, ending).then(() => {
        if (!signal.aborted) mine.abort();
      });
    },
    retryAt() {
      const goesOnAt = rollouts.nextAt();
      const soonest = (at: number | undefined) => at && Math.max(at, clock.now() + 1);
      const times = [
        backOff.nextAt(),
        soonest(goesOnAt),
        term.quietUntil,
        othersFollow(),
        ...goingOn.times(),
      ].filter((at) => at !== undefined && at > clock.now());
      return times.length > 0 ? Math.min(...(times as number[])) : undefined;
    },
    goesOn: () => goingOn.isFurther() && watching() === undefined,
  };
}

/** Neither an unknown outcome nor an authorization that was to be taken back. */
function leavesNothing({ plan, outcomes }: Report): boolean {
  return plan.actions.every(({ kind }, i) => {
    const result = outcomes[i]?.result;
    return result === "done" || (result === "remaining" && kind !== "deauthorize");
  });
}

/** Whether what people asked for before the pass is met: a pause by a pass that only looks, all else by one that acts. */
function isMetBy(end: PassEnd): boolean {
  return !end.cut && "report" in end && (end.watching === undefined || end.watching === "paused");
}
