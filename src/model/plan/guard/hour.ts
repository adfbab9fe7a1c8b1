import { eachInTurns, type Turns } from "../../turns.ts";
import type { HubScales } from "./hub-counts.ts";
import type { Loss } from "./loss.ts";

/** So long a loss counts against the next ones (semantics 25). */
const HOUR_MS = 3_600_000;
/** So long at most what somebody allowed may be done (semantics 41). */
const DAY_MS = 24 * HOUR_MS;
/** That it was used up is known while it is named, and for so long in any case. */
const USED_KEPT_MS = 30 * DAY_MS;

/** What is remembered of a hub's losses: an item of the table, or of this process. Times are AWS's, in epoch milliseconds. */
export type PastLosses = {
  /** Since when it counts: that it was lost, or claimed by a pass of which nothing was heard. */
  readonly lost: ReadonlyMap<Loss, number>;
  readonly allowed: readonly Allowance[];
};

/** Losses that somebody named by their digest. `left`: those that have not come yet. `endedAt`: it allows nothing any more. */
export type Allowance = {
  readonly digest: string;
  readonly since: number;
  readonly left: readonly Loss[];
  readonly endedAt?: number;
};

export const NOTHING_LOST: PastLosses = { lost: new Map(), allowed: [] };

/** What the plan's reading and the time make of the past. An allowance without a change is the same object. */
export function* settled(
  past: PastLosses,
  now: number,
  named: ReadonlySet<string>,
  presence: HubScales["presence"],
): Turns<PastLosses> {
  const lost = new Map([...past.lost].filter(([, at]) => at + HOUR_MS > now));
  const allowed: Allowance[] = [];
  for (const allowance of past.allowed) {
    const { endedAt, since, left, digest } = allowance;
    if (endedAt !== undefined) {
      if (named.has(digest) || endedAt + USED_KEPT_MS > now) allowed.push(allowance);
    } else if (since + DAY_MS <= now) allowed.push(ended(allowance, now));
    else {
      const gone = new Set<Loss>();
      yield* eachInTurns(left, (loss) => {
        if (presence(loss) === "gone") gone.add(loss);
      });
      allowed.push(withoutDone(allowance, now, (loss) => gone.has(loss)));
    }
  }
  return { lost, allowed };
}

export type Lately = { readonly loss: Loss; readonly until: number };

/** What of the hour has not come back, with when it will no longer count, the oldest first. */
export function lostLately({ lost }: PastLosses, presence: HubScales["presence"]): readonly Lately[] {
  const gone = [...lost].filter(([loss]) => presence(loss) !== "there");
  return gone.map(([loss, at]) => ({ loss, until: at + HOUR_MS })).sort((a, b) => a.until - b.until);
}

/** What was allowed before and may still go, for it is named. */
export function runningOf({ allowed }: PastLosses, named: ReadonlySet<string>): readonly Allowance[] {
  return allowed.filter(({ digest, endedAt }) => endedAt === undefined && named.has(digest));
}

/** Names of whose loss some is allowed, by allowances that may still run. */
export function namesAllowed(past: PastLosses, named: ReadonlySet<string>): ReadonlySet<string> {
  const names = runningOf(past, named).flatMap(({ left }) =>
    left.flatMap((loss) => {
      const [kind, first = ""] = loss.split(" ");
      return kind === "pair" ? [first] : kind === "zone" ? [nameOf(first)] : [];
    }),
  );
  return new Set(names);
}

/** Of `SET/NAME#SHARD`. */
function nameOf(zone: string): string {
  return zone.slice(zone.indexOf("/") + 1).replace(/#\d+$/, "");
}

export function isUsedUp({ allowed }: PastLosses): (digest: string) => boolean {
  const used = new Set(allowed.flatMap(({ digest, endedAt }) => (endedAt === undefined ? [] : [digest])));
  return (digest) => used.has(digest);
}

/** Without what has gone; where nothing is left, it ends. */
export function withoutDone(allowance: Allowance, now: number, isDone: (loss: Loss) => boolean): Allowance {
  const left = allowance.left.filter((loss) => !isDone(loss));
  if (left.length === 0) return ended(allowance, now);
  return left.length === allowance.left.length ? allowance : { ...allowance, left };
}

function ended({ digest, since }: Allowance, now: number): Allowance {
  return { digest, since, left: [], endedAt: now };
}
