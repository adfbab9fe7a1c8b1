import type { MetricObjectWithValues, MetricValue, Registry } from "prom-client";

/** Metrics for alarms, as a line of CloudWatch's embedded metric format. */
export type Emf = {
  /** At `at`, epoch milliseconds: of what is counted, what came since the line before. */
  line(at: number): Promise<string>;
};

type Measure = {
  /** Of `vpce_operator_…`. */
  readonly of: string;
  readonly where?: Readonly<Record<string, string>>;
  readonly unit: "Count" | "Seconds" | "None";
  /** Counters since the process began: told as what was added. */
  readonly counted?: true;
};

const NAMESPACE = "VpceOperator";

/** Few, for CloudWatch is paid by the metric; of the fleet only the instance that acts tells. */
const MEASURES: Readonly<Record<string, Measure>> = {
  LeaseHeld: { of: "lease_held", unit: "None" },
  Leading: { of: "process_state", where: { state: "leading" }, unit: "None" },
  PassesConverged: { of: "passes_total", where: { result: "converged" }, unit: "Count", counted: true },
  PassesOpen: { of: "passes_total", where: { result: "open" }, unit: "Count", counted: true },
  PassesFailed: { of: "passes_total", where: { result: "failed" }, unit: "Count", counted: true },
  ActionsDone: { of: "actions_total", where: { result: "done" }, unit: "Count", counted: true },
  ActionsFailed: { of: "actions_total", where: { result: "failed" }, unit: "Count", counted: true },
  DriftRepaired: { of: "drift_repaired_total", unit: "Count", counted: true },
  RevisionsRefused: { of: "refused_revisions_total", unit: "Count", counted: true },
  CallsThrottled: { of: "throttles_total", unit: "Count", counted: true },
  CallsFailed: { of: "api_calls_total", where: { outcome: "failed" }, unit: "Count", counted: true },
  TokenWait: { of: "token_wait_seconds_total", unit: "Seconds", counted: true },
  GateWait: { of: "gate_wait_seconds_total", unit: "Seconds", counted: true },
  Paused: { of: "paused", unit: "None" },
  Refusing: { of: "refusing", unit: "None" },
  AppliedAge: { of: "revision_age_seconds", where: { which: "applied" }, unit: "Seconds" },
  AttemptedAge: { of: "revision_age_seconds", where: { which: "attempted" }, unit: "Seconds" },
  SpokesReady: { of: "objects", where: { kind: "Spoke", ready: "True" }, unit: "Count" },
  SpokesNotReady: { of: "objects", where: { kind: "Spoke", ready: "False" }, unit: "Count" },
  SpokesUnknown: { of: "objects", where: { kind: "Spoke", ready: "Unknown" }, unit: "Count" },
  SpokesStalled: { of: "conditions", where: { kind: "Spoke", condition: "Stalled" }, unit: "Count" },
  Withheld: { of: "findings", where: { kind: "withheld" }, unit: "Count" },
  Conflicts: { of: "findings", where: { kind: "conflict" }, unit: "Count" },
  Unknown: { of: "findings", where: { kind: "unknown" }, unit: "Count" },
  NamesServed: { of: "names_served", unit: "Count" },
  NamesWanted: { of: "names_wanted", unit: "Count" },
};

/**
 * After AWS's "Specification: Embedded metric format"
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html): one
 * directive of at most 100 metrics, one set of dimensions, which is the fleet alone.
 */
export function createEmf(registry: Registry, fleet: string): Emf {
  const before = new Map<string, number>();
  return {
    async line(at) {
      const all = new Map((await registry.getMetricsAsJSON()).map((metric) => [metric.name, metric]));
      const values: Record<string, number> = {};
      for (const [name, measure] of Object.entries(MEASURES)) {
        const total = sumOf(all.get(`vpce_operator_${measure.of}`), measure.where);
        if (total === undefined) continue;
        values[name] = measure.counted ? Math.max(0, total - (before.get(name) ?? 0)) : total;
        if (measure.counted) before.set(name, total);
      }
      const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: MEASURES[Name]?.unit }));
      const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [["Fleet"]], Metrics }];
      return JSON.stringify({
        _aws: { Timestamp: Math.round(at), CloudWatchMetrics },
        Fleet: fleet,
        ...values,
      });
    },
  };
}

/** Undefined: the metric has no such series now. */
function sumOf(
  metric: MetricObjectWithValues<MetricValue<string>> | undefined,
  where: Measure["where"] = {},
): number | undefined {
  const wanted = Object.entries(where);
  const fitting = metric?.values.filter(({ labels }) =>
    wanted.every(([label, value]) => labels[label] === value),
  );
  return fitting?.length ? fitting.reduce((sum, { value }) => sum + value, 0) : undefined;
}

/** For documentation. */
export function emfMeasures(): readonly (readonly [string, string, string])[] {
  return Object.entries(MEASURES).map(([name, { of, where = {}, unit, counted }]) => {
    const labels = Object.entries(where).map(([label, value]) => `${label}="${value}"`);
    const series = `vpce_operator_${of}${labels.length > 0 ? `{${labels.join(",")}}` : ""}`;
    return [name, unit, counted ? `what \`${series}\` grew by since the line before` : `\`${series}\``];
  });
}
