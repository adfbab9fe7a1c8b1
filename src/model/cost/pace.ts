import type { Rate } from "./rates.ts";

/**
 * We keep to a rate a hair below AWS's own, which repays what a rare, long delay bunched up.
 *
 * AWS counts a request when it arrives, we when it leaves. If latencies differ by up to J, what arrives within t left
 * within t + J. So what flows in during J stays in the bucket, as a reserve: then at most
 * burst − rate × J + rate × (t + J) leave within t + J, and AWS sees no more than burst + rate × t.
 */
export const RATE_MARGIN = 0.995;

/**
 * J, in seconds: as long as nobody has measured it, and within which bounds it is believed. A few latencies that agree
 * prove little, and above half a second a retry costs less than what everybody waits.
 */
export const SPREAD_SECONDS = { unknown: 0.25, min: 0.025, max: 0.5 };

/** What a full bucket gives at once, which is always one token, and then per second. */
export function pacedRate({ burst, perSecond }: Rate, spreadSeconds: number): Rate {
  const paced = perSecond * RATE_MARGIN;
  return { burst: Math.max(1, burst - paced * spreadSeconds), perSecond: paced };
}

/** How long a bucket makes the last of these tokens wait, from full. */
export function secondsUntil({ burst, perSecond }: Rate, tokens: number): number {
  return Math.max(0, (tokens - burst) / perSecond);
}
