import type { Clock } from "../../model/clock.ts";
import { elapsedMs } from "../../model/lease/readings.ts";
import type { LeaseTimes } from "../../model/lease/times.ts";
import { createLeaseGate, type LeaseGate } from "./lease-gate.ts";
import type { LeaseLink } from "./link.ts";
import type { LeaseClock } from "./runner.ts";
import { type LeaseView, STANDING_BY } from "./view.ts";

/** One time of holding the lease, from an acquisition until it is lost or given back. */
export type LeaseTerm = {
  readonly epoch: number;
  /** Aborted when the lease is lost: nothing goes out any more, and this process stands by again. */
  readonly lost: AbortSignal;
  /** Until then, in epoch milliseconds, nothing is sent but what the predecessor left open (semantics 37). */
  readonly quietUntil: number;
};

export type KeeperOptions = {
  readonly holder: string;
  readonly times: LeaseTimes;
  readonly leaseClock: LeaseClock;
  /** Of the loop: what `quietUntil` is counted by. */
  readonly clock: Clock;
  /** Begins to take part; called at the first acquisition, and at the first after a release. */
  readonly open: () => LeaseLink;
};

/** The lease as the main thread sees it. It takes part from an `acquire` on until `release`. */
export type LeaseKeeper = {
  readonly gate: LeaseGate;
  view(): LeaseView;
  /** Called with each change; returns how to stop that. */
  onView(listener: (view: LeaseView) => void): () => void;
  /** Stands by until this process may act; undefined when the signal aborts first. */
  acquire(signal: AbortSignal): Promise<LeaseTerm | undefined>;
  /** Told to stop: the lease is renewed while work under way ends, for as long as `drainMs` (semantics 37). */
  drain(): void;
  /** After the last call of the term has ended. Resolves when the lease is given back, or has run out. */
  release(): Promise<void>;
};

export function createLeaseKeeper(options: KeeperOptions): LeaseKeeper {
  const { holder, times, leaseClock, clock, open } = options;
  const listeners = new Set<(view: LeaseView) => void>();
  let ended = new AbortController();
  let view = STANDING_BY;
  let link: LeaseLink | undefined;
  let term: { readonly epoch: number; readonly lose: AbortController } | undefined;

  const gate = createLeaseGate({
    holder,
    times,
    clock: leaseClock,
    // Work of a term that was lost sends nothing in the next one, which begins with `acquire`.
    view: () => (view.held && view.held.epoch === term?.epoch ? view : STANDING_BY),
    refresh: () => link?.post({ kind: "fresh" }),
    wants: (at) => link?.post({ kind: "wants", at }),
    changed,
  });

  function see(next: LeaseView): void {
    view = next;
    if (next.phase !== "holding" || next.held?.epoch !== term?.epoch) endTerm();
    for (const listener of listeners) listener(next);
  }

  function endTerm(): void {
    term?.lose.abort();
    term = undefined;
  }

  function changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        listeners.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      listeners.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  /** The worker hears that this loop turns for as long as it does. */
  async function beat(to: LeaseLink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      to.post({ kind: "turned", at: leaseClock.readings() });
      await clock.sleep(times.renewMs, signal);
    }
  }

  function begin(): void {
    if (link) return;
    view = STANDING_BY;
    ended = new AbortController();
    const opened = open();
    link = opened;
    opened.onView((next) => {
      if (link === opened) see(next); // one that was closed has nothing to say any more
    });
    void beat(opened, ended.signal);
  }

  function newTerm(held: NonNullable<LeaseView["held"]>): LeaseTerm {
    const lose = new AbortController();
    term = { epoch: held.epoch, lose };
    const { inheritedAt } = held;
    const quietMs = inheritedAt ? times.handoverMs - elapsedMs(inheritedAt, leaseClock.readings()) : 0;
    return { epoch: held.epoch, lost: lose.signal, quietUntil: quietMs > 0 ? clock.now() + quietMs : 0 };
  }

  return {
    gate,
    view: () => view,
    onView(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async acquire(signal) {
      begin();
      while (!signal.aborted && view.phase !== "stopped") {
        if (view.phase === "holding" && view.held && view.held.epoch !== term?.epoch)
          return newTerm(view.held);
        await changed(signal);
      }
      return undefined;
    },
    drain: () => link?.post({ kind: "stop" }),
    async release() {
      endTerm(); // whatever the worker says, the gate is shut
      link?.post({ kind: "stop" });
      link?.post({ kind: "drained" });
      while (link && view.phase !== "stopped") await changed(ended.signal);
      ended.abort();
      link?.close();
      link = undefined;
    },
  };
}
