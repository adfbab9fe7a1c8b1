import { FailureError } from "../aws/failure.ts";
import type { Clock } from "../model/clock.ts";
import { pauseMs } from "./poll.ts";

/** `pollMs`: the longest pause between two looks; the first ones are shorter, for a cloud that is quicker than AWS. */
export type InsyncOptions = { readonly pollMs: number; readonly timeoutMs: number };

/** Route 53 says "usually within 60 seconds"; five minutes without INSYNC is a failure that a person should see. */
export const INSYNC_DEFAULTS: InsyncOptions = { pollMs: 5_000, timeoutMs: 300_000 };

/**
 * Waits for the changes of one account. Changes become INSYNC about in the order in which they were sent, so only the
 * oldest is polled, and the others are asked once when their turn comes: about one GetChange for each change instead
 * of one for each change and interval, out of the same budget that the associations need.
 */
export function createInsyncWatch(
  clock: Clock,
  isInsync: (changeId: string) => Promise<boolean>,
  { pollMs, timeoutMs }: InsyncOptions = INSYNC_DEFAULTS,
): (changeId: string, signal: AbortSignal) => Promise<void> {
  let turn: Promise<void> = Promise.resolve();

  async function poll(changeId: string, since: number, signal: AbortSignal): Promise<void> {
    while (!(await isInsync(changeId))) {
      const waitedMs = clock.now() - since;
      if (signal.aborted) throw new FailureError(interrupted(changeId));
      if (waitedMs >= timeoutMs) throw new FailureError(late(changeId, timeoutMs));
      await clock.sleep(pauseMs(pollMs, waitedMs), signal);
    }
  }

  return (changeId, signal) => {
    const since = clock.now();
    const mine = turn.then(() => poll(changeId, since, signal));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

function late(changeId: string, timeoutMs: number) {
  return {
    kind: "transient",
    error: "NotInsync",
    message: `change ${changeId} is not INSYNC after ${timeoutMs / 1000} s`,
    operation: "GetChange",
  } as const;
}

function interrupted(changeId: string) {
  return {
    kind: "transient",
    error: "Interrupted",
    message: `interrupted while waiting for change ${changeId} to become INSYNC`,
    operation: "GetChange",
  } as const;
}
