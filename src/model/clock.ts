import type { Breathe } from "./turns.ts";

/** Time and waiting come in through this parameter; only `cmd` makes the real one. */
export type Clock = {
  /** Epoch milliseconds, for timestamps that people read and for differences within one process. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts: the caller looks at the signal, nothing is thrown. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Between two pieces of long work: what to wait for, where others have waited long enough for their turn. */
  readonly breathe?: Breathe;
};
