/** Who acts: the holder of the lease, for one term. Without a table there is one instance, and it always does. */
export type Term = {
  /** Counts the terms of all instances; 0 without a table. */
  readonly epoch: number;
  /** Aborted when the lease is lost: no further write goes out, and this process stands by again. */
  readonly lost: AbortSignal;
  /** Until then, in epoch milliseconds, nothing is sent but what the predecessor left open (semantics 37). */
  readonly quietUntil: number;
};

export type Leadership = {
  /** Stands by until this process may act; undefined when the signal aborts first. Rejects when it never may any more. */
  acquire(signal: AbortSignal): Promise<Term | undefined>;
  /** Told to stop: what is under way may still end. */
  drain(): void;
  /** After the last call has ended, once and for all. */
  release(): Promise<void>;
};

export const withoutLease: Leadership = {
  acquire: async (signal) =>
    signal.aborted ? undefined : { epoch: 0, lost: new AbortController().signal, quietUntil: 0 },
  drain: () => {},
  release: async () => {},
};
