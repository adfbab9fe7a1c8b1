import { type Action, callsOf } from "../action.ts";
import type { Forecast } from "./forecast.ts";

/** What is left of a plan that is being applied, by the forecast that was made of it. */
export type Eta = {
  ended(action: Action): void;
  /** `elapsed`: seconds since the first action. */
  secondsLeft(elapsed: number): number;
};

/**
 * The forecast less what has passed: it knows of waits for INSYNC, in which nothing ends. When it was too hopeful, what
 * the calls that are left need at their accounts' rates.
 */
export function etaOf({ seconds, readSeconds, accounts }: Forecast, actions: readonly Action[]): Eta {
  const calls = new Map<string, number>();
  for (const action of actions)
    calls.set(action.account, (calls.get(action.account) ?? 0) + callsOf(action).length);
  const left = new Map(calls);
  return {
    ended(action) {
      left.set(action.account, (left.get(action.account) ?? 0) - callsOf(action).length);
    },
    secondsLeft(elapsed) {
      const rates = accounts.map(
        ({ account, seconds: whole }) =>
          (whole * (left.get(account) ?? 0)) / Math.max(1, calls.get(account) ?? 1),
      );
      return rates.reduce((a, b) => Math.max(a, b), Math.max(0, seconds - readSeconds - elapsed));
    },
  };
}
