import type { Clock } from "../model/clock.ts";
import { linkedSignal } from "./linked-signal.ts";

/** Why a pass is made; several at once make one pass. */
export type Trigger = "start" | "changed" | "requested" | "signal" | "interval" | "retry";

export type TriggerOptions = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** From the end of one pass to the next, give or take a tenth: a fleet of operators does not ask AWS in step. */
  readonly intervalMs?: number;
  /** A change is taken up once nothing more has changed for so long: a commit's files come one after another. */
  readonly debounceMs?: number;
  /** A pass reads all that it must, so retries of single documents come no closer to each other than this. */
  readonly retryMs?: number;
};

export type Triggers = {
  ask(trigger: Trigger): void;
  /** When the next pass is due if nobody asks, in epoch milliseconds. */
  dueAt(): number;
  /** Resolves when a pass is due, with what asked for it; empty when the signal aborts. `retryAt`: of the back-off. */
  next(signal: AbortSignal, retryAt?: number): Promise<ReadonlySet<Trigger>>;
};

const DEFAULTS = { intervalMs: 5 * 60_000, debounceMs: 1000, retryMs: 15_000 };

/** What asks for passes: people, changes, and time. Asked while a pass runs: another one follows. */
export function createTriggers(options: TriggerOptions): Triggers {
  const { clock, random, intervalMs, debounceMs, retryMs } = { ...DEFAULTS, ...options };
  const asked = new Set<Trigger>();
  let changedAt = 0;
  let dueAt = 0;
  let wake = () => {};

  function due(): number {
    if (asked.size === 0) return dueAt;
    return asked.size === 1 && asked.has("changed") ? Math.min(dueAt, changedAt + debounceMs) : clock.now();
  }

  return {
    ask(trigger) {
      asked.add(trigger);
      if (trigger === "changed") changedAt = clock.now();
      wake();
    },
    dueAt: () => dueAt,
    async next(signal, retryAt) {
      const interval = clock.now() + intervalMs * (0.9 + 0.2 * random());
      const retry = retryAt === undefined ? interval : Math.max(retryAt, clock.now() + retryMs);
      dueAt = Math.min(interval, retry);
      while (!signal.aborted && clock.now() < due()) {
        const woken = new AbortController();
        wake = () => woken.abort();
        const asleep = linkedSignal(signal, woken.signal);
        await clock.sleep(due() - clock.now(), asleep.signal);
        asleep.unlink();
      }
      wake = () => {};
      if (signal.aborted) return new Set();
      const why = new Set(asked);
      asked.clear();
      if (why.size === 0) why.add(retry < interval ? "retry" : "interval");
      return why;
    },
  };
}
