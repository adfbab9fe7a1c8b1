import { type Action, type ActionKey, callsOf } from "../action.ts";
import { pacedRate, SPREAD_SECONDS, secondsUntil } from "./pace.ts";
import { type Costs, chargesOf, type Rate, type RateOverrides, rateOf } from "./rates.ts";

/** What applying a plan will cost: API calls and the time that AWS's own rates need for them. */
export type Forecast = {
  /** Of all actions. */
  readonly calls: number;
  readonly writes: number;
  /** Route 53 calls before the first action, as far as `Expectations` names them. */
  readonly reads: number;
  /** From the first read until everything is done. */
  readonly seconds: number;
  /** Of these, until the first action may start. */
  readonly readSeconds: number;
  readonly accounts: readonly {
    readonly account: string;
    readonly calls: number;
    readonly reads: number;
    /** What its slowest bucket alone needs. */
    readonly seconds: number;
  }[];
};

/** What a plan does not say of itself. */
export type Expectations = {
  /** Route 53 reads that come before the first write, by account: they take from the same bucket. */
  readonly reads?: ReadonlyMap<string, number>;
  /** Until a change is in DNS. Route 53: "generally within 60 seconds", in practice about half of it. */
  readonly insyncSeconds?: number;
  /** Of one call. */
  readonly latencySeconds?: number;
  /** How far the latencies of calls lie apart. */
  readonly spreadSeconds?: number;
};

const DEFAULTS = { insyncSeconds: 30, latencySeconds: 0.1, spreadSeconds: SPREAD_SECONDS.unknown };
/** Of each bucket, what the pacer lets out of it. */
type Rates = (bucket: string) => Rate;

/** How late a change is seen to be INSYNC. */
const LOOK_SECONDS = 0.5;
/** AssumeRole, GetCallerIdentity, a list, what it names; preflight; the first and the last write. */
const CHAIN_CALLS = 6;

/**
 * The same rates that the pacer keeps to, and the waits that a plan cannot do without:
 *
 *     reads ─▶ every bucket, from what the reads left ────────────────────▶ done
 *           └▶ zones and records ─▶ INSYNC ─▶ what follows it, from full buckets, zone by zone ─▶ done
 */
export function forecastOf(
  actions: readonly Action[],
  overrides: RateOverrides = new Map(),
  expectations: Expectations = {},
): Forecast {
  const {
    reads = new Map(),
    insyncSeconds,
    latencySeconds,
    spreadSeconds,
  } = { ...DEFAULTS, ...expectations };
  const rates: Rates = (bucket) => pacedRate(rateOf("route53", bucket, overrides), spreadSeconds);
  const calls = actions.flatMap(callsOf);
  const costs = costsByAccount(actions, rates, reads);
  const readSeconds = Math.max(0, ...costs.map((cost) => cost.reading));
  const busiest = Math.max(0, ...costs.map((cost) => cost.acting));
  const chains = aroundWaits(actions).map(
    ({ before, waited, after }) =>
      longest(before, rates) +
      waited * (insyncSeconds + LOOK_SECONDS) +
      Math.max(longest(after, rates), lane(after) * latencySeconds),
  );
  const waiting = Math.max(0, ...chains);
  const chain = actions.length === 0 ? 0 : CHAIN_CALLS * latencySeconds;
  return {
    calls: calls.length,
    writes: calls.filter((c) => c.write).length,
    reads: costs.reduce((sum, cost) => sum + cost.reads, 0),
    seconds: tenths(readSeconds + Math.max(busiest, waiting) + chain),
    readSeconds: tenths(readSeconds),
    accounts: costs.map(({ account, calls, reads, reading, acting }) => ({
      account,
      calls,
      reads,
      seconds: tenths(reading + acting),
    })),
  };
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

type Cost = {
  readonly account: string;
  readonly calls: number;
  readonly reads: number;
  /** Seconds until its reads are made, and then until its actions are. */
  readonly reading: number;
  readonly acting: number;
};

function costsByAccount(
  actions: readonly Action[],
  rates: Rates,
  reads: ReadonlyMap<string, number>,
): readonly Cost[] {
  const byAccount = Map.groupBy(actions, (a) => a.account as string);
  return [...new Set([...byAccount.keys(), ...reads.keys()])].sort().map((account) => {
    const own = byAccount.get(account) ?? [];
    const before = reads.get(account) ?? 0;
    return {
      account,
      calls: own.flatMap(callsOf).length,
      reads: before,
      reading: secondsUntil(rates("all"), before),
      acting: secondsFor(own, rates, before),
    };
  });
}

type Chain = {
  /** What such a wait depends on and no other wait stands before. */
  readonly before: readonly Action[];
  readonly waited: number;
  readonly after: readonly Action[];
};

/**
 * Around the waits for INSYNC: what one, two and more of them in a row depend on, and what stands behind so many; the
 * waits themselves overlap with all of it. Most plans wait once; zones of one name that are made or deleted one after
 * another, each time.
 */
function aroundWaits(actions: readonly Action[]): readonly Chain[] {
  const waits = waitsBehind(actions);
  const most = [...waits.values()].reduce((a, b) => Math.max(a, b), 0);
  const backwards = actions.toReversed();
  return depthsOf(most).map((waited) => {
    const needed = new Set<ActionKey>();
    for (const { kind, key, after } of backwards) {
      const isOne = kind === "awaitInsync" && waits.get(key) === waited;
      if (isOne || needed.has(key)) for (const earlier of after) needed.add(earlier);
    }
    return {
      before: actions.filter((a) => needed.has(a.key) && !waits.has(a.key)),
      waited,
      after: actions.filter((a) => a.kind !== "awaitInsync" && (waits.get(a.key) ?? 0) >= waited),
    };
  });
}

/** Each costs a look at all actions: of many only some, the first and the last among them. */
const DEPTHS_MAX = 6;

function depthsOf(most: number): number[] {
  const steps = Math.min(most, DEPTHS_MAX);
  const depth = (i: number) => (steps === 1 ? most : 1 + Math.round((i * (most - 1)) / (steps - 1)));
  return Array.from({ length: steps }, (_, i) => depth(i));
}

/** How many waits in a row stand before each action, itself included; those with none are left out. */
function waitsBehind(actions: readonly Action[]): ReadonlyMap<ActionKey, number> {
  const waits = new Map<ActionKey, number>();
  for (const { key, kind, after, afterSettled = [] } of actions) {
    let before = 0;
    for (const earlier of after) before = Math.max(before, waits.get(earlier) ?? 0);
    for (const earlier of afterSettled) before = Math.max(before, waits.get(earlier) ?? 0);
    const own = before + (kind === "awaitInsync" ? 1 : 0);
    if (own > 0) waits.set(key, own);
  }
  return waits;
}

/** The longest queue of actions that one zone takes one by one. */
function lane(actions: readonly Action[]): number {
  const inZone = actions.filter((a) => a.kind === "associate" || a.kind === "disassociate");
  return Math.max(0, ...[...Map.groupBy(inZone, (a) => a.zone.key).values()].map((list) => list.length));
}

function longest(actions: readonly Action[], rates: Rates): number {
  return Math.max(0, ...costsByAccount(actions, rates, new Map()).map((cost) => cost.acting));
}

/** Of the fullest bucket of one account, the reads before having taken `spent` from the one for all actions. */
function secondsFor(actions: readonly Action[], rates: Rates, spent: number): number {
  const tokens = new Map<string, number>();
  for (const action of actions)
    for (const { operation } of callsOf(action))
      for (const charge of chargesOf("route53", operation, costsOf(action)))
        tokens.set(charge.bucket, (tokens.get(charge.bucket) ?? 0) + charge.tokens);
  const seconds = [...tokens].map(([bucket, count]) => {
    const taken = bucket === "all" ? spent : 0;
    return secondsUntil(rates(bucket), count + taken) - secondsUntil(rates(bucket), taken);
  });
  return Math.max(0, ...seconds);
}

function costsOf(action: Action): Costs {
  if (action.kind === "changeRecords") return { upserts: action.upserts.length };
  return action.kind === "deleteZone" ? { deletes: action.deletes.length } : {};
}
