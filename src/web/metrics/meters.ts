import { Counter, Gauge, Registry } from "prom-client";
import type { Status } from "../../model/status/status.ts";

/** Sets a series anew each time that metrics are read. */
export type Set = (value: number, labels?: Record<string, string>) => void;
export type Series = {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
};

/** One process's metrics, and how they are made. */
export type Meters = {
  readonly registry: Registry;
  /** With its full name. */
  described<L extends string>(
    name: string,
    help: string,
    labelNames?: readonly L[],
  ): { name: string; help: string; labelNames: L[]; registers: Registry[] };
  /** A counter that somebody else keeps. */
  counted(series: Series, collect: (add: Set) => void): void;
  gauge(series: Series, collect: (set: Set) => void): void;
  /** Of whoever acts: a standby has it from the holder, which tells it too, and sums would count it twice. */
  fleetGauge(series: Series, collect: (set: Set) => void): void;
};

export function createMeters(status: () => Status): Meters {
  const registry = new Registry();
  function described<L extends string>(name: string, help: string, labelNames: readonly L[] = []) {
    return { name: `vpce_operator_${name}`, help, labelNames: [...labelNames], registers: [registry] };
  }
  const meters: Meters = {
    registry,
    described,
    counted({ name, help, labelNames }, collect) {
      new Counter({
        ...described(name, help, labelNames),
        collect() {
          this.reset();
          collect((value, labels) => (labels ? this.inc(labels, value) : this.inc(value)));
        },
      });
    },
    gauge({ name, help, labelNames }, collect) {
      new Gauge({
        ...described(name, help, labelNames),
        collect() {
          this.reset();
          collect((value, labels) => (labels ? this.set(labels, value) : this.set(value)));
        },
      });
    },
    fleetGauge(series, collect) {
      meters.gauge(series, (set) => {
        const { state } = status().process;
        if (state === "leading" || state === "draining") collect(set);
      });
    },
  };
  return meters;
}
