import { type Eta, etaOf } from "../model/cost/eta.ts";
import { type Forecast, forecastOf } from "../model/cost/forecast.ts";
import type { RateOverrides } from "../model/cost/rates.ts";
import type { KnownSpoke } from "../model/leaving.ts";
import { planText } from "../model/render/text.ts";
import type { Report } from "../model/report.ts";
import { formatRefusal, type Refusal } from "../model/source/refusal.ts";
import { fleetStatus } from "../model/status/fleet.ts";
import { EMPTY_FLEET, type Facts, type FleetStatus, type Status } from "../model/status/status.ts";
import { knownSpokes } from "./known-spokes.ts";
import type { LeaseFacts } from "./lease/view.ts";
import { resultOf } from "./pass-result.ts";
import type { PassEnd, Requests, Ruling, Witness } from "./ports.ts";

export type StatusKeeperOptions = {
  readonly now: () => number;
  readonly label: string;
  readonly version: string;
  readonly source: string;
  readonly rates?: RateOverrides;
  /** Undefined where there is no table. */
  readonly lease: () => LeaseFacts | undefined;
  readonly requests: Pick<Requests, "paused" | "puzzle" | "asked">;
};

export type StatusKeeper = {
  readonly witness: Witness;
  readonly status: () => Status;
  /** What the source showed, and why it does not rule; `ruling` is what rules now. */
  readonly sourced: (attempted: string | undefined, refusal: Refusal | undefined, ruling?: Ruling) => void;
  /** How the fleet stood by what another instance, or this one before, wrote down. Undefined: nobody wrote anything yet. */
  readonly recall: (written: Status | undefined) => void;
  /** Spokes as the last pass knew them, those that were leaving too. */
  readonly known: () => readonly KnownSpoke[];
  /** Somebody asked this instance for a pass. */
  readonly asked: (id: string) => void;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const REQUESTS_KEPT = 20;

/** Listens to the loop, and knows at any time how things stand. It decides nothing. */
export function createStatusKeeper(options: StatusKeeperOptions): StatusKeeper {
  const { now, label, version } = options;
  let fleet: FleetStatus = EMPTY_FLEET;
  let writtenAt = now();
  let paused: { reason: string; since: number } | undefined;
  let running: { eta: Eta | undefined; since: number } | undefined;
  let lease: Status["lease"];
  /** By which the last whole pass of this process acted. */
  let acting: Ruling | undefined;
  let rules: Ruling | undefined;
  /** As another instance wrote them down. */
  let recalled: Pick<Status, "requests" | "paused"> = { requests: [] };
  const facts: Mutable<Facts> = {
    process: { label, version, state: "standby", since: now() },
    source: { name: options.source },
    requests: [],
  };

  function leaseSince(): Status["lease"] {
    const facts = options.lease();
    if (!facts) lease = undefined;
    else if (lease?.held !== facts.held || lease.epoch !== facts.epoch || lease.holder !== facts.holder)
      lease = { ...facts, since: now() };
    return lease;
  }

  /** Told by several: one that says that it was met knows more. */
  function requests(): Status["requests"] {
    const byId = new Map<string, Status["requests"][number]>();
    for (const request of [...facts.requests, ...recalled.requests, ...options.requests.asked()])
      if (byId.get(request.id)?.acknowledgedAt === undefined) byId.set(request.id, request);
    return [...byId.values()].sort((a, b) => a.at - b.at).slice(-REQUESTS_KEPT);
  }

  function pausedSince(): Status["paused"] {
    // What people ask is asked of the holder, which may be this process, at the beginning of its term.
    const puzzle = options.requests.puzzle?.();
    const isStandby = facts.process.state === "standby" && !options.lease()?.held;
    if (isStandby && puzzle === undefined) return recalled.paused;
    const reason = puzzle ?? options.requests.paused();
    if (reason === undefined) paused = undefined;
    else if (paused?.reason !== reason) paused = { reason, since: now() };
    return paused;
  }

  function acted(end: PassEnd & { readonly report: Report }): void {
    const isWhole = end.report.outcomes.every(({ result }) => result !== "remaining");
    if (end.cut || end.watching || !isWhole) return;
    const isOnItsWay = end.report.plan.findings.some(({ reason }) => reason === "RolloutCanary");
    if (!isOnItsWay) {
      acting = end.ruling;
      facts.source = { ...facts.source, lastApplied: { revision: acting.revision, at: end.endedAt } };
      applyAlike();
    }
    facts.requests = facts.requests.map((request) =>
      request.acknowledgedAt === undefined && request.at <= end.startedAt
        ? { ...request, acknowledgedAt: end.endedAt }
        : request,
    );
  }

  /** A commit that changes no document, or takes a refused one back, makes no pass: it is applied already. */
  function applyAlike(): void {
    const { lastApplied } = facts.source;
    if (!acting?.commit || !rules?.commit || acting.commit.tree !== rules.commit.tree) return;
    if (lastApplied?.revision !== rules.revision)
      facts.source = { ...facts.source, lastApplied: { revision: rules.revision, at: now() } };
  }

  const witness: Witness = {
    state(state) {
      if (state !== "leading") acting = undefined; // another instance may act by something else meanwhile
      facts.process = { ...facts.process, state, since: now() };
    },
    passStarts({ id, why, watching }) {
      const startedAt = now();
      const phase = { phase: "observing", done: 0, of: 0 } as const;
      facts.pass = { id, startedAt, why: [...why], ...(watching && { watching }), ...phase };
    },
    observed(_what, done, of) {
      if (facts.pass) facts.pass = { ...facts.pass, done, of };
    },
    planned({ actions }) {
      if (!facts.pass) return;
      running = { eta: etaOf(forecastOf(actions, options.rates), actions, options.rates), since: now() };
      facts.pass = { ...facts.pass, phase: "applying", done: 0, of: actions.length };
    },
    outcome(action) {
      running?.eta?.ended(action);
      if (facts.pass) facts.pass = { ...facts.pass, done: facts.pass.done + 1 };
    },
    passEnds(end) {
      delete facts.pass;
      running = undefined;
      facts.lastPass = lastPassOf(end);
      if (!("report" in end)) return;
      acted(end);
      const { desired, revision } = end.ruling;
      const { plan, outcomes } = end.report;
      const text = planText(plan, NO_FORECAST, desired);
      fleet = fleetStatus({ desired, revision, plan, outcomes, text, at: end.endedAt }, fleet);
      writtenAt = end.endedAt;
    },
    waits(dueAt) {
      facts.nextPassAt = dueAt;
    },
  };

  return {
    witness,
    sourced(attempted, refusal, ruling) {
      const at = now();
      rules = ruling;
      const before = facts.source.refusal;
      const message = refusal && formatRefusal(refusal);
      const isSame = before?.message === message;
      const { refusal: _, ...source } = facts.source;
      facts.source = {
        ...source,
        ...(attempted !== undefined && source.lastAttempted?.revision !== attempted
          ? { lastAttempted: { revision: attempted, at } }
          : {}),
        ...(refusal &&
          message !== undefined && {
            refusal: { reason: refusal.reason, message, since: isSame ? (before?.since ?? at) : at },
          }),
      };
      applyAlike();
    },
    status(): Status {
      const isPaused = pausedSince();
      const held = leaseSince();
      const secondsLeft = running?.eta?.secondsLeft((now() - running.since) / 1000);
      const pass = facts.pass && {
        ...facts.pass,
        ...(secondsLeft !== undefined && { secondsLeft: Math.max(1, Math.round(secondsLeft)) }),
      };
      return {
        version: 1,
        at: writtenAt,
        ...facts,
        ...fleet,
        ...(pass && { pass }),
        ...(isPaused && { paused: isPaused }),
        ...(held && { lease: held }),
        requests: requests(),
      };
    },
    recall(read) {
      if (!read) return;
      const { names, findings, plan, endpoints, privateNames, objects, source, lastPass } = read;
      fleet = { names, findings, plan, endpoints, privateNames, objects };
      writtenAt = read.at;
      recalled = { requests: read.requests, ...(read.paused && { paused: read.paused }) };
      facts.source = { ...facts.source, ...(source.lastApplied && { lastApplied: source.lastApplied }) };
      if (lastPass) facts.lastPass = lastPass;
    },
    known: () => knownSpokes(fleet.objects),
    asked(id) {
      facts.requests = [...facts.requests, { id, at: now() }].slice(-REQUESTS_KEPT);
    },
  };
}

/** The plan's own lines are of interest here, not what it costs. */
const NO_FORECAST: Forecast = { calls: 0, writes: 0, reads: 0, seconds: 0, readSeconds: 0, accounts: [] };

function lastPassOf(end: PassEnd): NonNullable<Status["lastPass"]> {
  const { id, startedAt, endedAt, watching, ruling } = end;
  const common = { id, startedAt, endedAt, revision: ruling.revision, ...(watching && { watching }) };
  if (!("report" in end))
    return { ...common, result: "failed", actions: 0, done: 0, failed: 0, error: wordsOf(end.error) };
  const { plan, outcomes } = end.report;
  const count = (result: string) => outcomes.filter((outcome) => outcome.result === result).length;
  return {
    ...common,
    result: resultOf(end),
    actions: plan.actions.length,
    done: count("done"),
    failed: count("failed"),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
