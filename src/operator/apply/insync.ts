import { FailureError } from "../../aws/failure.ts";
import { withPriority } from "../../aws/priority.ts";
import type { Clock } from "../../model/clock.ts";
import { pauseMs } from "./poll.ts";

/** `pollMs`: the longest pause between two looks; the first ones are shorter, for a cloud that is quicker than AWS. */
export type InsyncOptions = { readonly pollMs: number; readonly timeoutMs: number };

/** Route 53 says "usually within 60 seconds"; five minutes without INSYNC is a failure that a person should see. */
export const INSYNC_DEFAULTS: InsyncOptions = { pollMs: 3_000, timeoutMs: 300_000 };

/** In between, looks that only use what is left of the account's rate. */
const IDLE_POLL_MS = 500;
/** A change is due when it has taken about as long as the last one: then it is looked at more often. */
const DUE_WITHIN = 0.2;
const DUE_POLL_MS = 1_000;
/** Below everything that `priorityOf` knows. */
const IDLE_PRIORITY = -2;

/**
 * Waits for the changes of one account. Changes become INSYNC about in the order in which they were sent, so only the
 * oldest is polled, and the others are asked once when their turn comes: about one GetChange for each change instead
 * of one for each change and interval, out of the same budget that the associations need.
 */
export function createInsyncWatch(
  clock: Clock,
  isInsync: (changeId: string) => Promise<boolean>,
  { pollMs, timeoutMs }: InsyncOptions = INSYNC_DEFAULTS,
): (changeId: string, signal: AbortSignal, sentAt?: number) => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  /** How long the last one took, as far as the looks tell: the next will take about as long. */
  let usualMs: number | undefined;

  /** Seen by whichever look comes first: of those that take their turn, or of those that wait for an idle moment. */
  async function poll(changeId: string, since: number, signal: AbortSignal): Promise<void> {
    const seen = new AbortController();
    const either = AbortSignal.any([signal, seen.signal]);
    const idle = () => withPriority(IDLE_PRIORITY, () => isInsync(changeId));
    try {
      await Promise.race([
        look(() => isInsync(changeId), pollMs),
        pause(IDLE_POLL_MS).then(() => look(idle, IDLE_POLL_MS)),
      ]);
      if (!signal.aborted) usualMs = clock.now() - since;
    } finally {
      seen.abort();
    }
    if (signal.aborted) throw new FailureError(interrupted(changeId));

    async function look(isThere: () => Promise<boolean>, everyMs: number): Promise<void> {
      while (!either.aborted && !(await isThere())) {
        if (clock.now() - since >= timeoutMs) throw new FailureError(late(changeId, timeoutMs));
        await pause(everyMs);
      }
    }

    function pause(everyMs: number): Promise<void> {
      const waitedMs = clock.now() - since;
      const isDue = usualMs !== undefined && Math.abs(waitedMs / usualMs - 1) < DUE_WITHIN;
      return clock.sleep(Math.min(pauseMs(everyMs, waitedMs), isDue ? DUE_POLL_MS : everyMs), either);
    }
  }

  return (changeId, signal, since = clock.now()) => {
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
