import type { Action } from "../../model/action/action.ts";
import type { Clock } from "../../model/clock.ts";
import type { Outcome } from "../../model/outcome.ts";

export type ScheduleOptions = {
  readonly clock: Clock;
  /** Aborted: what runs ends, what lights a name is still started where this run made it dark, nothing else. */
  readonly signal: AbortSignal;
  /**
   * Aborted: other things are desired by now. What lights a name is still started, for a minute, and authorizations are
   * taken back; waits that nothing of that needs end (semantics 43).
   */
  readonly cut?: AbortSignal;
  /** Calls in flight for each account: enough to hide latency at its rate, few enough to keep priorities meaningful. */
  readonly concurrency?: number;
  /** Most authorizations outstanding for each hub account and for each zone (semantics 19). */
  readonly authorizationsMax?: (account: string) => number;
  /** How old an authorization may get while others could go first. */
  readonly authorizationAgeMaxMs?: number;
  /** An action that takes longer has failed; its place is free, its zone only when it has really ended. */
  readonly actionTimeoutMs?: number;
  /** When for so long nothing but waits ran, they end; absent: they are waited for. */
  readonly waitsMaxMs?: number;
  /** Then nothing more is started: the next pass looks again first. */
  readonly passTimeoutMs?: number;
  readonly onOutcome?: (action: Action, outcome: Outcome) => void;
};

export const SCHEDULE_DEFAULTS: Required<
  Omit<ScheduleOptions, "clock" | "signal" | "cut" | "waitsMaxMs" | "onOutcome">
> = {
  concurrency: 24,
  authorizationsMax: () => 900,
  authorizationAgeMaxMs: 10 * 60_000,
  /** Above every patience inside an action, of which the longest is an endpoint's quarter of an hour. */
  actionTimeoutMs: 20 * 60_000,
  /** The largest estate that fits into AWS's quotas takes some nine hours from nothing. */
  passTimeoutMs: 12 * 3_600_000,
};
