import { type Action, callsOf } from "../action.ts";
import { type Costs, chargesOf, type RateOverrides, rateOf } from "../rates.ts";

/** What applying a plan will cost: API calls and the time that AWS's own rates need for them. */
export type Forecast = {
  readonly calls: number;
  readonly writes: number;
  /** Seconds until everything is done, from the slowest bucket of the slowest account. */
  readonly seconds: number;
  readonly accounts: readonly {
    readonly account: string;
    readonly calls: number;
    readonly seconds: number;
  }[];
};

/** Route 53: "changes generally propagate within 60 seconds"; nothing is associated before. */
const INSYNC_SECONDS = 60;

export function forecastOf(actions: readonly Action[], overrides?: RateOverrides): Forecast {
  const byAccount = Map.groupBy(actions, (a) => a.account);
  const accounts = [...byAccount]
    .map(([account, own]) => ({
      account,
      calls: own.flatMap(callsOf).length,
      seconds: secondsFor(own, overrides),
    }))
    .sort((a, b) => (a.account < b.account ? -1 : 1));
  const waits = actions.some((a) => a.kind === "awaitInsync") ? INSYNC_SECONDS : 0;
  const calls = actions.flatMap(callsOf);
  return {
    calls: calls.length,
    writes: calls.filter((c) => c.write).length,
    seconds: Math.ceil(Math.max(waits, ...accounts.map((a) => a.seconds))),
    accounts,
  };
}

/** (tokens − burst) ÷ rate of the fullest bucket: no schedule is faster. */
function secondsFor(actions: readonly Action[], overrides: RateOverrides | undefined): number {
  const tokens = new Map<string, number>();
  for (const action of actions)
    for (const { operation } of callsOf(action))
      for (const charge of chargesOf("route53", operation, costsOf(action)))
        tokens.set(charge.bucket, (tokens.get(charge.bucket) ?? 0) + charge.tokens);
  const seconds = [...tokens].map(([bucket, count]) => {
    const { burst, perSecond } = rateOf("route53", bucket, overrides);
    return Math.max(0, (count - burst) / perSecond);
  });
  return Math.ceil(Math.max(0, ...seconds));
}

function costsOf(action: Action): Costs {
  if (action.kind === "changeRecords") return { upserts: action.upserts.length };
  return action.kind === "deleteZone" ? { deletes: action.deletes.length } : {};
}
