import type { Outcome } from "../../outcome.ts";
import type { HubLosses } from "./guard.ts";
import { type PastLosses, withoutDone } from "./hour.ts";
import type { Loss } from "./loss.ts";

/**
 * What has to stand on the table before the first removal of the plan (semantics 41): that what goes is lost, for nobody
 * may come to say so afterwards, and what somebody allowed. `going`: whether the plan holds an action. Undefined: nothing
 * is new.
 */
export function claimOf(
  { losses, allowed, match, known }: HubLosses,
  now: number,
  going: (action: string) => boolean,
): PastLosses | undefined {
  if (!known) return undefined;
  const { past, read } = known;
  const claimed = losses.filter((one) => one.counts && !allowed.has(one.loss) && going(one.action));
  const isRunning = past.allowed.some((one) => one.digest === match?.digest && one.endedAt === undefined);
  const isNew = match !== undefined && !isRunning && losses.some(({ action }) => going(action));
  const isSettled =
    past.allowed.length === read.allowed.length && past.allowed.every((one, i) => one === read.allowed[i]);
  if (claimed.length === 0 && !isNew && isSettled) return undefined;
  return {
    lost: new Map([...past.lost, ...claimed.map(({ loss }) => [loss, now] as const)]),
    allowed: isNew ? [...past.allowed, { ...match, since: now }] : past.allowed,
  };
}

/** What became of a hub's losses. `untouched`: no call for it was sent; all else may be gone. */
export type Upshot = { readonly done: ReadonlySet<Loss>; readonly untouched: ReadonlySet<Loss> };

/** What never went does not count, and what went counts from now on. `before`: as it was without the claim. */
export function corrected(
  past: PastLosses,
  before: PastLosses,
  { done, untouched }: Upshot,
  now: number,
): PastLosses {
  const lost = new Map(past.lost);
  for (const loss of past.lost.keys()) {
    const was = before.lost.get(loss);
    if (done.has(loss)) lost.set(loss, now);
    else if (untouched.has(loss) && was !== undefined) lost.set(loss, was);
    else if (untouched.has(loss)) lost.delete(loss);
  }
  const allowed = past.allowed.map((one) =>
    one.endedAt === undefined ? withoutDone(one, now, (loss) => done.has(loss)) : one,
  );
  return { lost, allowed };
}

/** An action that failed may have acted; one that was skipped, or never started, has not. */
export function upshotOf({ losses }: HubLosses, outcomes: ReadonlyMap<string, Outcome["result"]>): Upshot {
  const [done, touched] = [new Set<Loss>(), new Set<Loss>()];
  for (const { loss, action } of losses) {
    const result = outcomes.get(action);
    if (result === "done") done.add(loss);
    if (result === "done" || result === "failed") touched.add(loss);
  }
  const untouched = losses.flatMap(({ loss }) => (touched.has(loss) ? [] : [loss]));
  return { done, untouched: new Set(untouched) };
}
