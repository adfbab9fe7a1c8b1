import type { Registry } from "prom-client";
import type { Status } from "../../model/status/status.ts";
import { type CallSources, callMetrics } from "./call-metrics.ts";
import { fleetMetrics } from "./fleet-metrics.ts";
import { createMeters } from "./meters.ts";
import { type PassMetrics, passMetrics } from "./pass-metrics.ts";
import { processMetrics } from "./process-metrics.ts";

export type MetricsOptions = CallSources & {
  readonly now: () => number;
  readonly status: () => Status;
};

export type Metrics = PassMetrics & {
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly registry: Registry;
};

/**
 * Every series is there from the beginning, at 0, but those of single operations: each comes with the first call. Labels are
 * of a fixed set, or hubs: never a spoke, a zone or an account. The fleet's gauges are the status's, so only the holder of the
 * lease has them.
 */
export function createMetrics({ now, status, ...calls }: MetricsOptions): Metrics {
  const meters = createMeters(status);
  const ofPasses = passMetrics(meters);
  callMetrics(meters, calls);
  processMetrics(meters, status);
  fleetMetrics(meters, status, now);
  const { registry } = meters;
  return { ...ofPasses, text: () => registry.metrics(), registry };
}
