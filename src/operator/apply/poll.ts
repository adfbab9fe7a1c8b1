import { FailureError } from "../../aws/failure.ts";
import { interrupted } from "../../aws/pacer.ts";
import type { Clock } from "../../model/clock.ts";
import type { Failure } from "../../model/failure.ts";

/** `everyMs`: the longest pause between two looks. */
export type Patience = { readonly everyMs: number; readonly timeoutMs: number };

/** What is shared is there "immediately" by RAM's words, and in the field after minutes: "not there" and "denied" mean not yet (semantics 53). */
export const ARRIVAL: Patience = { everyMs: 5_000, timeoutMs: 5 * 60_000 };

/** A list may lag behind what was made a moment ago, in every service here: between two looks. */
const LIST_LAG_MS = 5_000;

/** Until a list may show what it did not; throws (FailureError) when stopped, for not seen yet is not absent. */
export function listLag(clock: Clock, signal: AbortSignal): Promise<void> {
  return linger(clock, signal, LIST_LAG_MS);
}

/** The whole while, or throws (FailureError) that it was stopped. */
export async function linger(clock: Clock, signal: AbortSignal, ms: number): Promise<void> {
  await clock.sleep(ms, signal);
  if (signal.aborted) throw interrupted();
}

/** Looks until there is an answer; throws (FailureError) what `late` says when there is none in time, or when stopped. */
export async function poll<T>(
  clock: Clock,
  signal: AbortSignal,
  { everyMs, timeoutMs }: Patience,
  look: () => Promise<T | undefined>,
  late: () => Failure,
): Promise<T> {
  const since = clock.now();
  for (;;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    if (signal.aborted) throw interrupted();
    const waitedMs = clock.now() - since;
    if (waitedMs >= timeoutMs) throw new FailureError(late());
    await clock.sleep(pauseMs(everyMs, waitedMs), signal);
  }
}

/** The first looks come sooner: what is quick is seen at once, what is slow costs few calls. */
export function pauseMs(everyMs: number, waitedMs: number): number {
  return Math.min(everyMs, Math.max(everyMs / 10, waitedMs / 4));
}
