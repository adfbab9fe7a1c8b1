import { authorizationRows } from "./authorizations.ts";
import { daemonRows } from "./daemon.ts";
import { driftRows } from "./drift.ts";
import { endpointRows } from "./endpoints.ts";
import { fairRows, priorityRows } from "./fair.ts";
import { handoverRows } from "./handover.ts";
import { CASES, LARGE_CASES } from "./jobs.ts";
import { cpuRows, memoryRows, passMemoryRows, startRows } from "./local.ts";
import { managedRows } from "./managed.ts";
import { manyHubsRows } from "./many-hubs.ts";
import { naiveRows } from "./naive.ts";
import { passRows } from "./passes.ts";
import { realtimeRow } from "./realtime.ts";
import type { Row } from "./row.ts";
import { LARGE_RULE_CASES, RULE_CASES } from "./rule-jobs.ts";
import { rulePassRows } from "./rule-passes.ts";
import { scaleRows } from "./scale.ts";
import { switchDurationRows } from "./switch-duration.ts";
import { switchGapRows } from "./switch-gap.ts";
import { tableCallRows } from "./table-calls.ts";
import { terraformRows } from "./terraform.ts";
import { throttleRows } from "./throttle.ts";

export type Group = {
  readonly name: string;
  readonly rows: () => Promise<Row[]>;
  /** It measures the machine, and so alone; all others are in virtual time, which nothing beside them disturbs. */
  readonly isReal?: true;
};

/** In the order of the table. `all`: also what takes minutes. */
export function groupsOf(all: boolean): readonly Group[] {
  return [
    ...[...CASES, ...(all ? LARGE_CASES : [])].map((size) => ({
      name: "passes",
      rows: () => passRows(size),
    })),
    ...[...RULE_CASES, ...(all ? LARGE_RULE_CASES : [])].map((size) => ({
      name: "rules",
      rows: () => rulePassRows(size),
    })),
    { name: "switch", rows: switchGapRows },
    { name: "switch", rows: switchDurationRows },
    { name: "throttle", rows: throttleRows },
    { name: "endpoints", rows: endpointRows },
    { name: "endpoints", rows: managedRows },
    { name: "fair", rows: fairRows },
    { name: "priority", rows: priorityRows },
    { name: "window", rows: authorizationRows },
    { name: "drift", rows: driftRows },
    { name: "daemon", rows: daemonRows },
    { name: "hubs", rows: manyHubsRows, isReal: true },
    { name: "handover", rows: handoverRows },
    { name: "table", rows: tableCallRows },
    { name: "naive", rows: naiveRows },
    { name: "realtime", rows: () => realtimeRows(all), isReal: true },
    { name: "terraform", rows: terraformRows, isReal: true },
    { name: "cpu", rows: cpuRows, isReal: true },
    { name: "scale", rows: scaleRows, isReal: true },
    { name: "mem", rows: memoryRows, isReal: true },
    { name: "mem", rows: passMemoryRows, isReal: true },
    { name: "start", rows: startRows, isReal: true },
  ];
}

async function realtimeRows(all: boolean): Promise<Row[]> {
  const small = await realtimeRow({ zones: 5, vpcs: 10, accounts: 5 });
  return all ? [small, await realtimeRow({ zones: 20, vpcs: 50, accounts: 25 })] : [small];
}
