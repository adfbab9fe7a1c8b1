import type { Action } from "../action/action.ts";
import { callsOf } from "./calls.ts";
import type { Forecast } from "./forecast.ts";
import { loadOf, type Rates } from "./load.ts";
import { SPREAD_SECONDS, secondsUntil } from "./pace.ts";
import type { RateOverrides } from "./rates.ts";

/** What is left of a plan that is being applied, by the forecast that was made of it. */
export type Eta = {
  ended(action: Action): void;
  /** `elapsed`: seconds since the first action. */
  secondsLeft(elapsed: number): number;
};

/**
 * The forecast less what has passed: it knows of waits, in which nothing ends. When it was too hopeful, what the calls
 * that are left need: of the time that each bucket takes for all of them, the part whose tokens are not drawn yet.
 */
export function etaOf(
  { seconds, readSeconds }: Pick<Forecast, "seconds" | "readSeconds">,
  actions: readonly Action[],
  overrides: RateOverrides = new Map(),
): Eta {
  const rates: Rates = { overrides, spreadSeconds: SPREAD_SECONDS.unknown };
  const whole = loadOf(actions.flatMap(callsOf), rates);
  const left = new Map([...whole].map(([bucket, { tokens }]) => [bucket, tokens]));
  return {
    ended(action) {
      for (const [bucket, { tokens }] of loadOf(callsOf(action), rates))
        left.set(bucket, (left.get(bucket) ?? 0) - tokens);
    },
    secondsLeft(elapsed) {
      let most = Math.max(0, seconds - readSeconds - elapsed);
      for (const [bucket, { rate, tokens }] of whole)
        most = Math.max(most, (secondsUntil(rate, tokens) * (left.get(bucket) ?? 0)) / tokens);
      return most;
    },
  };
}
