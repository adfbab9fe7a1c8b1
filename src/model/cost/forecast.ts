import type { Action } from "../action/action.ts";
import { type Call, callsOf } from "./calls.ts";
import { chainsOf } from "./chains.ts";
import { type Load, loadOf, type Rates, secondsAfter, secondsOf } from "./load.ts";
import { SPREAD_SECONDS } from "./pace.ts";
import type { CallCount, RateOverrides, Service } from "./rates.ts";
import type { WaitSeconds } from "./waits.ts";

/** What applying a plan will cost: API calls and the time that AWS's own rates need for them. */
export type Forecast = {
  /** Of all actions. */
  readonly calls: number;
  readonly writes: number;
  /** Calls before the first action, as far as `Expectations` names them. */
  readonly reads: number;
  /** From the first read until everything is done. */
  readonly seconds: number;
  /** Of these, until the first action may start. */
  readonly readSeconds: number;
  readonly accounts: readonly AccountCost[];
};

export type AccountCost = Cost & { readonly account: string; readonly services: readonly ServiceCost[] };
export type ServiceCost = Cost & { readonly service: Service };

type Cost = {
  readonly calls: number;
  readonly reads: number;
  /** What its slowest bucket alone needs for the reads, and then for the actions. */
  readonly seconds: number;
};

/** What a plan does not say of itself. */
export type Expectations = {
  /** What is called before the first action: it takes from the same buckets. Calls for credentials (STS) do not count. */
  readonly reads?: readonly CallCount[];
  /** Where AWS is expected to be quicker or slower than `WAITS`. */
  readonly waits?: Partial<WaitSeconds>;
  /** Of one call. */
  readonly latencySeconds?: number;
  /** How far the latencies of calls lie apart. */
  readonly spreadSeconds?: number;
};

const WAITS: WaitSeconds = { insync: 30, available: 60, release: 60 };
const LATENCY_SECONDS = 0.1;
/** AssumeRole, GetCallerIdentity, a list, what it names; preflight; the first and the last write. */
const CHAIN_CALLS = 6;

/**
 * The same rates that the pacer keeps to, and the waits that a plan cannot do without:
 *
 *     reads ─▶ every bucket, from what the reads left ──────────────────────────▶ done
 *           └▶ what a wait depends on ─▶ the wait ─▶ what follows, from full buckets, zone by zone ─▶ done
 */
export function forecastOf(
  actions: readonly Action[],
  overrides: RateOverrides = new Map(),
  expectations: Expectations = {},
): Forecast {
  const {
    reads = [],
    latencySeconds = LATENCY_SECONDS,
    spreadSeconds = SPREAD_SECONDS.unknown,
  } = expectations;
  const rates: Rates = { overrides, spreadSeconds };
  const calls = actions.flatMap(callsOf);
  const shares = sharesOf(
    calls,
    reads.filter(({ service }) => service !== "sts"),
    rates,
  );
  const readSeconds = longest(shares.map(({ reading }) => reading));
  const busiest = longest(shares.map(({ acting }) => acting));
  const waiting = chainsOf(actions, { ...WAITS, ...expectations.waits }, latencySeconds, rates);
  const chain = actions.length === 0 ? 0 : CHAIN_CALLS * latencySeconds;
  return {
    calls: calls.length,
    writes: calls.filter((c) => c.write).length,
    reads: sum(shares.map((share) => share.reads)),
    seconds: tenths(readSeconds + Math.max(busiest, waiting) + chain),
    readSeconds: tenths(readSeconds),
    accounts: accountCosts(shares),
  };
}

/** What one service has to do for one account. */
type Share = {
  readonly account: string;
  readonly service: Service;
  readonly calls: number;
  readonly reads: number;
  /** Seconds until its reads are made, and then until its actions are. */
  readonly reading: number;
  readonly acting: number;
};

function sharesOf(calls: readonly Call[], reads: readonly CallCount[], rates: Rates): readonly Share[] {
  const place = ({ account, service }: Call | CallCount) => `${account} ${service}`;
  const [called, read] = [Map.groupBy(calls, place), Map.groupBy(reads, place)];
  return [...new Set([...called.keys(), ...read.keys()])].sort().flatMap((key): Share[] => {
    const [own, before] = [called.get(key) ?? [], read.get(key) ?? []];
    const earlier: Load = loadOf(before, rates);
    const [one] = [...own, ...before];
    if (!one) return [];
    return [
      {
        account: one.account,
        service: one.service,
        calls: own.length,
        reads: sum(before.map(({ count }) => count)),
        reading: secondsOf(earlier),
        acting: secondsAfter(loadOf(own, rates), earlier),
      },
    ];
  });
}

function accountCosts(shares: readonly Share[]): readonly AccountCost[] {
  return [...Map.groupBy(shares, ({ account }) => account)].map(([account, own]) => ({
    account,
    calls: sum(own.map(({ calls }) => calls)),
    reads: sum(own.map(({ reads }) => reads)),
    seconds: tenths(longest(own.map(({ reading }) => reading)) + longest(own.map(({ acting }) => acting))),
    services: own.map(({ service, calls, reads, reading, acting }) => ({
      service,
      calls,
      reads,
      seconds: tenths(reading + acting),
    })),
  }));
}

function longest(seconds: readonly number[]): number {
  return seconds.reduce((a, b) => Math.max(a, b), 0);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
