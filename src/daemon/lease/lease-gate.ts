import { type Gate, leaseLost } from "../../aws/gate.ts";
import { interrupted } from "../../aws/pacer.ts";
import { announcedMs, type GateAnswer, mayBeginStep, mayStart } from "../../model/lease/gate.ts";
import { elapsedMs, type Readings } from "../../model/lease/readings.ts";
import type { LeaseTimes } from "../../model/lease/times.ts";
import type { LeaseClock } from "./runner.ts";
import type { LeaseView } from "./view.ts";

export type LeaseGateOptions = {
  readonly holder: string;
  readonly times: LeaseTimes;
  readonly clock: LeaseClock;
  readonly view: () => LeaseView;
  /** Something wishes to act, now. */
  readonly wants: (at: Readings) => void;
  /** A renewal is needed now, and not only when it is due. */
  readonly refresh: () => void;
  /** Resolves when another view has come, or the signal aborts. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
};

export type LeaseGate = Gate & {
  /** What attempts waited for, all together. */
  waitedMs(): number;
};

/** The gate in front of every change in AWS, while this process may hold a lease (semantics 36). */
export function createLeaseGate(options: LeaseGateOptions): LeaseGate {
  const { holder, times, clock, view } = options;
  let waitedMs = 0;
  let wantedAt: Readings | undefined;

  function holding(): LeaseView["held"] {
    const { phase, held } = view();
    return phase === "holding" ? held : undefined;
  }

  const answer = (): GateAnswer => mayStart(holding(), clock.readings(), times.attemptMs, times);
  const stepAnswer = (): GateAnswer => mayBeginStep(holding(), clock.readings(), times);

  /** Asked for again before it runs out, so that work that goes on never waits for it. */
  function announce(): void {
    const now = clock.readings();
    if (wantedAt && elapsedMs(wantedAt, now) < announcedMs(times) / 2) return;
    wantedAt = now;
    options.wants(now);
  }

  async function until(
    ask: () => GateAnswer,
    signal: AbortSignal | undefined,
    onClosed?: () => void,
  ): Promise<void> {
    const epoch = view().held?.epoch;
    const since = clock.readings();
    try {
      for (;;) {
        if (signal?.aborted) throw interrupted();
        const now = ask();
        if (now === "lost" || view().held?.epoch !== epoch) throw leaseLost();
        announce();
        if (now === "open") return;
        onClosed?.();
        await changeOrBound(signal);
      }
    } finally {
      waitedMs += clock.readings().monotonic - since.monotonic;
    }
  }

  /** When no view comes any more, the lease runs out unseen: asked again then. */
  async function changeOrBound(signal: AbortSignal | undefined): Promise<void> {
    const done = new AbortController();
    const ends = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
    await Promise.race([options.changed(ends), clock.sleep(times.renewMs, ends)]);
    done.abort();
  }

  return {
    attemptMs: times.attemptMs,
    opens: (signal) => until(answer, signal),
    step: {
      ms: times.stepMs,
      attemptMs: times.stepAttemptMs,
      begins: (signal) => until(stepAnswer, signal, options.refresh),
    },
    isOpen() {
      const now = answer();
      if (now === "lost") throw leaseLost();
      return now === "open";
    },
    mark: () => `${holder.slice(0, 16)}.${view().held?.epoch ?? 0}`,
    waitedMs: () => waitedMs,
  };
}
