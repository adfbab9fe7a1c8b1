import type { Clock } from "../service.ts";
import type { Answer } from "./answer.ts";
import type { Resolve } from "./resolve.ts";

/**
 * A VPC's resolver for hosts whose questions it has heard before: an answer stays for its time to live, an absence too,
 * and a failure is asked again. AWS's may or may not remember (Developer Guide, "Resolver query logging": queries that
 * its cache answers are not logged), so what has to hold has to hold for both.
 */
export function withCache(resolve: Resolve, clock: Pick<Clock, "now">): Resolve {
  const kept = new Map<string, { answer: Answer; until: number }>();
  return (vpcId, name, type = "A") => {
    const key = `${vpcId} ${name} ${type}`;
    const now = clock.now();
    const known = kept.get(key);
    if (known && now < known.until) return known.answer;
    const answer = resolve(vpcId, name, type);
    kept.set(key, { answer, until: now + answer.ttlSeconds * 1000 });
    return answer;
  };
}
