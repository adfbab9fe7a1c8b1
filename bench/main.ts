import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
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
import { plotOf } from "./plot.ts";
import { realtimeRow } from "./realtime.ts";
import { isDefect, isMet, type Row } from "./row.ts";
import { LARGE_RULE_CASES, RULE_CASES } from "./rule-jobs.ts";
import { rulePassRows } from "./rule-passes.ts";
import { scaleRows } from "./scale.ts";
import { switchDurationRows } from "./switch-duration.ts";
import { switchGapRows } from "./switch-gap.ts";
import { tableOf } from "./table.ts";
import { tableCallRows } from "./table-calls.ts";
import { terraformRows } from "./terraform.ts";
import { throttleRows } from "./throttle.ts";

const { values } = parseArgs({
  options: {
    /** Only the groups whose name begins so: `--only passes`. */
    only: { type: "string" },
    /** Also what takes minutes. */
    all: { type: "boolean", default: false },
    /** Also writes docs/bench.svg. */
    plot: { type: "boolean", default: false },
  },
});

const RESULTS = new URL("results/latest.json", import.meta.url);
const PLOT = new URL("../docs/bench.svg", import.meta.url);

/** In the order of the table; each measures when its turn comes, alone. */
const GROUPS: readonly { readonly name: string; readonly rows: () => Promise<Row[]> }[] = [
  ...[...CASES, ...(values.all ? LARGE_CASES : [])].map((size) => ({
    name: "passes",
    rows: () => passRows(size),
  })),
  ...[...RULE_CASES, ...(values.all ? LARGE_RULE_CASES : [])].map((size) => ({
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
  { name: "hubs", rows: manyHubsRows },
  { name: "handover", rows: handoverRows },
  { name: "table", rows: tableCallRows },
  { name: "naive", rows: naiveRows },
  { name: "realtime", rows: realtimeRows },
  { name: "terraform", rows: terraformRows },
  { name: "cpu", rows: cpuRows },
  { name: "scale", rows: scaleRows },
  { name: "mem", rows: memoryRows },
  { name: "mem", rows: passMemoryRows },
  { name: "start", rows: startRows },
];

async function realtimeRows(): Promise<Row[]> {
  const small = await realtimeRow({ zones: 5, vpcs: 10, accounts: 5 });
  return values.all ? [small, await realtimeRow({ zones: 20, vpcs: 50, accounts: 25 })] : [small];
}

const named = GROUPS.filter(({ name }) => name.startsWith(values.only ?? ""));
if (named.length === 0) {
  const names = [...new Set(GROUPS.map(({ name }) => name))].join(", ");
  process.stderr.write(`no group begins with "${values.only}"; there are ${names}\n`);
  process.exit(1);
}

const rows: Row[] = [];
for (const { name, rows: measure } of named) {
  process.stderr.write(`${name} …\n`);
  rows.push(...(await measure()));
}
process.stdout.write(tableOf(rows));
await mkdir(new URL(".", RESULTS), { recursive: true });
await writeFile(RESULTS, `${JSON.stringify(rows, undefined, 2)}\n`);
if (values.plot) await writeFile(PLOT, plotOf(rows));
const missed = rows.filter((row) => !isMet(row));
process.stdout.write(
  `${rows.filter((r) => r.goal).length - missed.length} goals met, ${missed.length} missed\n`,
);
process.exitCode = rows.some(isDefect) ? 1 : 0;
