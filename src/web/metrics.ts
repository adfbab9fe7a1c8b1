import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ActionKind } from "../model/action.ts";
import { CALL_OUTCOMES, type CallTally } from "../model/cost/rates.ts";
import type { Outcome } from "../model/outcome.ts";
import { REASONS } from "../model/reasons.ts";
import { REFUSAL_REASONS } from "../model/source/refusal.ts";
import { readiness, type Status } from "../model/status/status.ts";

const HUBS_MAX = 500;
const RESULTS = ["converged", "open", "cut", "failed"] as const;
const STATES = ["standby", "leading", "draining", "stopped", "failed"] as const;
const KINDS = ["Hub", "Endpoint", "Spoke"] as const;

/** Every kind, for the compiler sees to it. */
const ACTIONS: Readonly<Record<ActionKind, true>> = {
  createZone: true,
  changeRecords: true,
  tagZone: true,
  awaitInsync: true,
  authorize: true,
  associate: true,
  deauthorize: true,
  disassociate: true,
  move: true,
  deleteZone: true,
  createEndpoint: true,
  awaitEndpoint: true,
  modifyEndpoint: true,
  tagEndpoint: true,
  turnOffPrivateDns: true,
  deleteEndpoint: true,
};
const ACTION_RESULTS: Readonly<Record<Outcome["result"], true>> = {
  done: true,
  failed: true,
  skipped: true,
  remaining: true,
};

export type MetricsOptions = {
  readonly now: () => number;
  readonly status: () => Status;
  /** Since the process began. */
  readonly callsMade: () => readonly CallTally[];
  /** Likewise: what changes waited for at the lease's gate, all together. */
  readonly gateWaitedMs: () => number;
};

export type PassCounted = {
  readonly result: (typeof RESULTS)[number];
  readonly seconds: number;
  /** By the action's kind and result. */
  readonly actions: readonly { readonly kind: ActionKind; readonly result: Outcome["result"] }[];
  /** Nothing new was desired: what was done mended what others had changed. */
  readonly isDrift: boolean;
};

export type Metrics = {
  passEnded(pass: PassCounted): void;
  refused(reason: string): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
};

/**
 * Every series is there from the beginning, at 0, but those of calls: each comes with the first call. Labels are of a fixed set, or hubs: never a spoke, a zone or an account.
 * The fleet's gauges are the status's, so only the holder of the lease has them.
 */
export function createMetrics({ now, status, callsMade, gateWaitedMs }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const name = (rest: string) => `vpce_operator_${rest}`;

  const passes = new Counter({
    name: name("passes_total"),
    help: "Passes, by how they ended.",
    labelNames: ["result"],
    registers,
  });
  const seconds = new Histogram({
    name: name("pass_duration_seconds"),
    help: "From a pass's beginning to its end.",
    labelNames: ["result"],
    buckets: [1, 3, 10, 30, 100, 300, 1000, 3600],
    registers,
  });
  const actions = new Counter({
    name: name("actions_total"),
    help: "Actions of passes, by kind and what became of them.",
    labelNames: ["action", "result"],
    registers,
  });
  const drift = new Counter({
    name: name("drift_repaired_total"),
    help: "Actions done though nothing new was desired.",
    registers,
  });
  const refused = new Counter({
    name: name("refused_revisions_total"),
    help: "Times that a source began to show what does not rule, by reason.",
    labelNames: ["reason"],
    registers,
  });
  for (const result of RESULTS) {
    passes.inc({ result }, 0);
    seconds.zero({ result });
  }
  for (const reason of Object.keys(REFUSAL_REASONS)) refused.inc({ reason }, 0);

  for (const action of Object.keys(ACTIONS))
    for (const result of Object.keys(ACTION_RESULTS)) actions.inc({ action, result }, 0);

  new Counter({
    name: name("api_calls_total"),
    help: "API calls that ended, every attempt counted, by how they did.",
    labelNames: ["service", "operation", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { service, operation, ...tally } of callsMade())
        for (const outcome of CALL_OUTCOMES) this.inc({ service, operation, outcome }, tally[outcome]);
    },
  });
  new Counter({
    name: name("token_wait_seconds_total"),
    help: "What calls waited for tokens of AWS's rates before they were sent, all together.",
    labelNames: ["service"],
    registers,
    collect() {
      this.reset();
      for (const { service, waitedMs } of callsMade()) this.inc({ service }, waitedMs / 1000);
    },
  });
  new Counter({
    name: name("gate_wait_seconds_total"),
    help: "What changes waited for until the lease let them through, all together.",
    registers,
    collect() {
      this.reset();
      this.inc(gateWaitedMs() / 1000);
    },
  });
  gauge("process_state", "1 for the state that the process is in.", ["state"], (set) => {
    for (const state of STATES) set(status().process.state === state ? 1 : 0, { state });
  });
  gauge("lease_held", "1 while this process holds the lease.", [], (set) =>
    set(status().lease?.held ? 1 : 0),
  );
  gauge("lease_epoch", "The term that this process holds; 0 without one.", [], (set) => {
    const { lease } = status();
    set((lease?.held && lease.epoch) || 0);
  });
  fleetGauge("paused", "1 while nothing is to be changed.", [], (set) => set(status().paused ? 1 : 0));
  fleetGauge(
    "revision_age_seconds",
    "Since the revision was applied by a whole pass, or first seen.",
    ["which"],
    (set) => {
      const { lastApplied, lastAttempted } = status().source;
      for (const [which, at] of [
        ["applied", lastApplied?.at],
        ["attempted", lastAttempted?.at],
      ] as const)
        if (at !== undefined) set((now() - at) / 1000, { which });
    },
  );
  fleetGauge("refusing", "1 while what the source shows does not rule.", [], (set) =>
    set(status().source.refusal ? 1 : 0),
  );
  fleetGauge("objects", "Documents, by kind and whether they are ready.", ["kind", "ready"], (set) => {
    const alike = Map.groupBy(status().objects, (object) => `${object.kind} ${readiness(object)}`);
    for (const kind of KINDS)
      for (const ready of ["True", "False", "Unknown"])
        set(alike.get(`${kind} ${ready}`)?.length ?? 0, { kind, ready });
  });
  fleetGauge("findings", "Findings of the last plan, by kind and reason.", ["kind", "reason"], (set) => {
    for (const [reason, { kinds }] of Object.entries(REASONS))
      for (const kind of kinds) set(0, { kind, reason });
    for (const { kind, reason, count } of status().findings)
      if (reason in REASONS) set(count, { kind, reason });
    const others = status().findings.filter(({ reason }) => !(reason in REASONS));
    set(
      others.reduce((sum, { count }) => sum + count, 0),
      { kind: "unknown", reason: "other" },
    );
  });
  for (const [which, help] of [
    ["served", "Private DNS names that are shared."],
    ["wanted", "Private DNS names that should be."],
  ] as const)
    fleetGauge(`names_${which}`, help, ["hub"], (set) => {
      const hubs = status().objects.filter(({ kind }) => kind === "Hub");
      const count = (o: (typeof hubs)[number]) => (which === "served" ? o.served : o.of);
      for (const hub of hubs.slice(0, HUBS_MAX)) set(count(hub), { hub: hub.name });
      if (hubs.length > HUBS_MAX)
        set(
          hubs.slice(HUBS_MAX).reduce((sum, hub) => sum + count(hub), 0),
          { hub: "other" },
        );
    });

  type Set = (value: number, labels?: Record<string, string>) => void;

  function gauge(rest: string, help: string, labelNames: string[], collect: (set: Set) => void): void {
    new Gauge({
      name: name(rest),
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        collect((value, labels) => (labels ? this.set(labels, value) : this.set(value)));
      },
    });
  }

  /** Of whoever acts: a standby has it from the holder, which tells it too, and sums would count it twice. */
  function fleetGauge(rest: string, help: string, labelNames: string[], collect: (set: Set) => void): void {
    gauge(rest, help, labelNames, (set) => {
      const { state } = status().process;
      if (state === "leading" || state === "draining") collect(set);
    });
  }

  return {
    passEnded({ result, seconds: took, actions: all, isDrift }) {
      passes.inc({ result });
      seconds.observe({ result }, took);
      for (const { kind, result: became } of all) actions.inc({ action: kind, result: became });
      if (isDrift) drift.inc(all.filter((action) => action.result === "done").length);
    },
    refused: (reason) => refused.inc({ reason }),
    text: () => registry.metrics(),
  };
}
