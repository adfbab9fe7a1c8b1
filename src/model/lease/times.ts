/** The lease's times, in milliseconds (semantics 34, 36, 37). */
export type LeaseTimes = {
  /** An observer takes over after the same version stood unchanged for so long. */
  readonly leaseMs: number;
  /** From the sending of one renewal to the next, and from a failure to the next attempt. */
  readonly renewMs: number;
  readonly retryMs: number;
  /** Answer to one read or write of the lease, credentials included. */
  readonly requestMs: number;
  /** After the sending of the last confirmed renewal nothing of the holder's may still be under way. */
  readonly actMs: number;
  /** One attempt of a change in AWS. */
  readonly attemptMs: number;
  /** A step that darkens a name: all its calls, one attempt of them, and how fresh the renewal is that it begins under. */
  readonly stepMs: number;
  readonly stepAttemptMs: number;
  readonly stepFreshMs: number;
  /** Between two looks of an observer. */
  readonly pollMs: number;
  /** So long a new holder sends nothing but open items, when its predecessor let attempts through. */
  readonly handoverMs: number;
  /** A main loop that has not turned for so long is taken for dead: its lease is left to lapse. */
  readonly stalledMs: number;
  /** After so long in which it did not end its work, a process that stops lets the lease lapse. */
  readonly drainMs: number;
};

/**
 * The times of a lease of that length. Real ones have 20 s, and a handover of a minute; demonstrations and tests of whole
 * processes take shorter ones, against a cloud whose lists show at once what was written.
 */
export function leaseTimes(leaseMs = 20_000): LeaseTimes {
  return {
    leaseMs,
    renewMs: leaseMs / 4,
    retryMs: leaseMs / 20,
    requestMs: leaseMs / 10,
    actMs: leaseMs * 0.75,
    attemptMs: leaseMs / 4,
    stepMs: leaseMs * 0.4,
    stepAttemptMs: leaseMs / 10,
    stepFreshMs: leaseMs / 20,
    pollMs: leaseMs / 10,
    handoverMs: leaseMs * 3,
    stalledMs: 60_000,
    drainMs: leaseMs,
  };
}
