import { pacedRate, secondsUntil } from "./pace.ts";
import {
  type CallCount,
  type Draws,
  drawsOf,
  type PacedCall,
  type Rate,
  type RateOverrides,
} from "./rates.ts";

/** What calls draw together, by lane and bucket, with the rate at which the pacer lets it out. */
export type Load = ReadonlyMap<string, { readonly rate: Rate; readonly tokens: number }>;

/** By which rates calls are reckoned. */
export type Rates = { readonly overrides: RateOverrides; readonly spreadSeconds: number };

export function loadOf(calls: Iterable<PacedCall | CallCount>, { overrides, spreadSeconds }: Rates): Load {
  const load = new Map<string, { readonly rate: Rate; tokens: number }>();
  for (const call of calls) {
    const { lane, charges }: Draws = drawsOf(call, overrides);
    const times = "count" in call ? call.count : 1;
    for (const { bucket, tokens, rate } of charges) {
      const key = `${lane} ${bucket}`;
      const known = load.get(key);
      if (known) known.tokens += tokens * times;
      else load.set(key, { rate: pacedRate(rate, spreadSeconds), tokens: tokens * times });
    }
  }
  return load;
}

/** How long its fullest bucket makes the last of its tokens wait, from full; `parts`: of so many equal parts, one. */
export function secondsOf(load: Load, parts = 1): number {
  let seconds = 0;
  for (const { rate, tokens } of load.values())
    seconds = Math.max(seconds, secondsUntil(rate, tokens / parts));
  return seconds;
}

/** The same from what other calls have left in the buckets, once those are through. */
export function secondsAfter(load: Load, earlier: Load): number {
  let seconds = 0;
  for (const [key, { rate, tokens }] of load) {
    const taken = earlier.get(key)?.tokens ?? 0;
    seconds = Math.max(seconds, secondsUntil(rate, tokens + taken) - secondsUntil(rate, taken));
  }
  return seconds;
}
