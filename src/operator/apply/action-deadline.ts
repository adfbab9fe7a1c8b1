import type { Action } from "../../model/action/action.ts";
import type { Clock } from "../../model/clock.ts";
import type { Outcome } from "../../model/outcome.ts";

/** The work's outcome; when it takes too long, `timeout` is aborted, and the action has failed. */
export function withDeadline(
  work: Promise<Outcome>,
  { key, kind }: Action,
  { clock, timeoutMs, timeout }: { clock: Clock; timeoutMs: number; timeout: AbortController },
): Promise<Outcome> {
  const ended = new AbortController();
  const late = clock.sleep(timeoutMs, ended.signal).then((): Outcome | Promise<Outcome> => {
    if (ended.signal.aborted) return work;
    timeout.abort();
    const message = `${kind} has not ended after ${timeoutMs / 1000} s; the next pass looks what became of it`;
    const failure = { kind: "transient", error: "ActionTimeout", message } as const;
    return { key, result: "failed", failure, endedAt: clock.now() };
  });
  return Promise.race([work, late]).finally(() => ended.abort());
}
