import type { Clock } from "../model/clock.ts";
import type { Term } from "./leadership.ts";
import { linkedSignal } from "./linked-signal.ts";
import type { DaemonOptions } from "./options.ts";
import { createPasses, type Passes } from "./passes.ts";
import type { PassEnd } from "./ports.ts";
import { createTriggers, type Trigger, type Triggers } from "./triggers.ts";

/** Asks for a pass from outside: a signal to the process, a request over HTTP. */
export type Daemon = { readonly ask: (trigger: Trigger) => void; readonly ended: Promise<Ending> };

/** `unfinished`: calls were still in flight when the time for them was over; the lease was not given back. */
export type Ending = "drained" | "unfinished";

const POLL_MS = 30_000;
/** Between two looks at the table for what people ask. */
const REQUESTS_MS = 5000;
/** How long a process that was told to stop waits for what is in flight; then the lease runs out by itself (semantics 37). */
const DRAIN_MS = 20_000;
/** A folder that stays the same for so long is believed (semantics 42). */
const SETTLE_MS = 30_000;

/** Stands by, leads, stands by again when the lease was lost, until it is told to stop. Rejects when it cannot go on. */
export function startDaemon(options: DaemonOptions): Daemon {
  const triggers = createTriggers(options);
  const ended = serve(options, triggers).catch((error: unknown) => {
    options.witness.state("failed");
    throw error;
  });
  return { ask: triggers.ask, ended };
}

async function serve(options: DaemonOptions, triggers: Triggers): Promise<Ending> {
  const { leadership, witness, stop, once = false } = options;
  let unfinished: Unfinished | undefined;
  for (let isOver = false; !isOver; isOver = once || stop.aborted) {
    witness.state("standby");
    const term = await leadership.acquire(stop);
    if (!term) break;
    witness.state("leading");
    unfinished = await lead(term, options, triggers);
    if (!stop.aborted) await unfinished?.pass; // its last calls are of the old term
  }
  if (!unfinished) await leadership.release(); // else it runs out by itself: a call of ours may still arrive
  witness.state("stopped");
  return unfinished ? "unfinished" : "drained";
}

/** One term: pass after pass, each when something asks for it. Answers a pass that did not end in time, if any. */
async function lead(term: Term, options: DaemonOptions, triggers: Triggers): Promise<Unfinished | undefined> {
  const { stop, witness, desiredState } = options;
  const over = new AbortController();
  const ending = linkedSignal(stop, term.lost, over.signal);
  const passes = createPasses(term, ending.signal, options);
  await Promise.all([desiredState.refresh(ending.signal), options.requests.refresh(ending.signal)]);
  if (options.once && desiredState.ruling()?.removals === "unsettled") {
    await options.clock.sleep(SETTLE_MS, ending.signal); // there is no later pass that could remove
    await desiredState.refresh(ending.signal);
  }
  const watching = watch(ending.signal, options, triggers, passes);
  const draining = () => {
    witness.state("draining");
    options.leadership.drain();
  };
  stop.addEventListener("abort", draining, { once: true });
  triggers.ask("start");
  let unfinished: Unfinished | undefined;
  for (let isOver = false; !unfinished && !isOver; isOver = options.once ?? false) {
    if (passes.goesOn()) triggers.ask("retry");
    const asked = triggers.next(ending.signal, passes.retryAt());
    witness.waits(triggers.dueAt());
    const why = await asked;
    const ruling = desiredState.ruling();
    if (ending.signal.aborted) break;
    if (ruling) unfinished = await drained({ pass: passes.make(ruling, why) }, ending.signal, options.clock);
  }
  over.abort();
  await watching;
  stop.removeEventListener("abort", draining);
  ending.unlink();
  return unfinished;
}

/** In an object: a promise that an async function returns would be waited for. */
type Unfinished = { readonly pass: Promise<PassEnd> };

/** The pass, if it neither ends by itself nor soon after it is told to. */
async function drained(
  running: Unfinished,
  ending: AbortSignal,
  clock: Clock,
): Promise<Unfinished | undefined> {
  const isOver = new AbortController();
  const late = untilAborted(ending, isOver.signal)
    .then(() => clock.sleep(DRAIN_MS, isOver.signal))
    .then(() => running);
  const made = running.pass.then(() => undefined);
  return Promise.race([made, late]).finally(() => isOver.abort());
}

function untilAborted(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const { signal, unlink } = linkedSignal(...signals);
    const done = () => {
      unlink();
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener("abort", done, { once: true });
  });
}

/** Beside the passes: what is desired, and what people ask for. What rules anew cuts the pass that is under way. */
async function watch(
  ending: AbortSignal,
  { clock, desiredState, requests, pollMs = POLL_MS }: DaemonOptions,
  triggers: Triggers,
  passes: Passes,
): Promise<void> {
  async function source(): Promise<void> {
    for (;;) {
      await desiredState.rest(pollMs, ending);
      if (ending.aborted) return;
      const before = desiredState.ruling()?.revision;
      if (!(await desiredState.refresh(ending))) continue;
      // What has only settled is the same documents: the pass under way is right as far as it goes.
      if (desiredState.ruling()?.revision !== before) passes.cutShort();
      triggers.ask("changed");
    }
  }
  async function people(): Promise<void> {
    for (;;) {
      await clock.sleep(REQUESTS_MS, ending);
      if (ending.aborted) return;
      const wasPaused = requests.paused();
      const isAsked = await requests.refresh(ending);
      const isTurned = requests.paused() !== wasPaused;
      if (isTurned) passes.cutShort("now");
      if (isTurned || isAsked) triggers.ask("requested");
    }
  }
  await Promise.all([source(), people()]);
}
