import { elapsedMs, type Readings } from "./readings.ts";
import type { LeaseTimes } from "./times.ts";

/** What the gate must know of a lease that is held. */
export type Holding = {
  readonly epoch: number;
  /** Read **before** the last confirmed renewal was sent. */
  readonly confirmedAt: Readings;
  /** The last wish to act that a confirmed renewal has told the next holder of. */
  readonly announcedAt?: Readings;
};

/**
 * - `open`: may be sent in this turn;
 * - `unannounced`: a renewal has to tell first that this process acts, or a successor would not wait for it;
 * - `closed`: no renewal was confirmed lately; the next one opens it;
 * - `lost`: never again in this term.
 */
export type GateAnswer = "open" | "unannounced" | "closed" | "lost";

/**
 * Whether an attempt that may last so long may be sent now: it must have ended before anybody else may act, whoever it is
 * for. An undo and a step that was begun are asked like everything else (semantics 36, 37).
 */
export function mayStart(
  holding: Holding | undefined,
  now: Readings,
  timeoutMs: number,
  times: LeaseTimes,
): GateAnswer {
  if (!holding) return "lost";
  const elapsed = elapsedMs(holding.confirmedAt, now);
  if (elapsed >= times.leaseMs) return "lost";
  if (elapsed + timeoutMs >= times.actMs) return "closed";
  const isAnnounced =
    holding.announcedAt !== undefined && elapsedMs(holding.announcedAt, now) < announcedMs(times);
  return isAnnounced ? "open" : "unannounced";
}

/** A step that darkens a name between two calls begins only under a renewal that was sent just now. */
export function mayBeginStep(holding: Holding | undefined, now: Readings, times: LeaseTimes): GateAnswer {
  const answer = mayStart(holding, now, times.stepMs, times);
  if (!holding || answer !== "open") return answer;
  return elapsedMs(holding.confirmedAt, now) < times.stepFreshMs ? "open" : "closed";
}

/**
 * So long after a wish to act, attempts go out on its account; the renewals tell of it for `tellsMs`. Between the two
 * lies the minute that a successor counts from the last attempt.
 */
export function announcedMs({ handoverMs }: LeaseTimes): number {
  return handoverMs / 2;
}
export function tellsMs({ handoverMs }: LeaseTimes): number {
  return handoverMs * 1.5;
}
