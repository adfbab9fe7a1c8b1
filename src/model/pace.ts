import type { Rate } from "./rates.ts";

const JITTER_SECONDS = 0.25;
const RATE_MARGIN = 0.995;

/**
 * The rate that we keep to, a hair below AWS's own.
 *
 * AWS counts a request when it arrives, we when it leaves. If latencies differ by up to J, what arrives within t left
 * within t + J: at most burst + rate × (t + J). So a burst smaller by rate × J keeps within AWS's bucket; J is 250 ms
 * here, and at least one token. The rate itself is 0.5 % lower, which repays what a rarer, longer delay bunched up.
 */
export function pacedRate({ burst, perSecond }: Rate): Rate {
  return {
    burst: Math.max(1, burst - Math.max(1, perSecond * JITTER_SECONDS)),
    perSecond: perSecond * RATE_MARGIN,
  };
}
