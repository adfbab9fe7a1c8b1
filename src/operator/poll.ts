import { FailureError } from "../aws/failure.ts";
import { interrupted } from "../aws/pacer.ts";
import type { Clock } from "../model/clock.ts";
import type { Failure } from "../model/failure.ts";

export type Patience = { readonly everyMs: number; readonly timeoutMs: number };

/** Looks until there is an answer; throws (FailureError) what `late` says when there is none in time, or when stopped. */
export async function poll<T>(
  clock: Clock,
  signal: AbortSignal,
  { everyMs, timeoutMs }: Patience,
  look: () => Promise<T | undefined>,
  late: () => Failure,
): Promise<T> {
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    if (signal.aborted) throw interrupted();
    if (clock.now() >= deadline) throw new FailureError(late());
    await clock.sleep(everyMs, signal);
  }
}
