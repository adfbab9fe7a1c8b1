import { mkdir, writeFile } from "node:fs/promises";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { HUB, OPERATOR } from "../test/support/fleet.ts";
import { createStage, type Stage } from "../test/support/stage.ts";
import { type Calls, formulaOf } from "./calls.ts";
import { CASES, type Case, JOBS, type Job, setupOf } from "./jobs.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS, limitOf } from "./limit.ts";

/** One line of the table. `judged`: the ratio must be 1 exactly, for one call too many in thousands rounds to 1.00. */
type Row = {
  readonly name: string;
  readonly measured: number;
  readonly of: number;
  readonly ratio: number;
  readonly judged: boolean;
  readonly note: string;
};

const RESULTS = new URL("results/latest.json", import.meta.url);

const rows: Row[] = [];
for (const size of CASES) for (const job of JOBS) rows.push(...(await measure(job, size)));
print(rows);
await mkdir(new URL(".", RESULTS), { recursive: true });
await writeFile(RESULTS, `${JSON.stringify(rows, undefined, 2)}\n`);
const wrong = rows.filter((row) => row.judged && row.ratio !== 1);
for (const row of wrong) process.stderr.write(`not 1.00: ${row.name} ${row.note}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;

/** Applies the job with a new process, from full buckets, and holds it against the formulas. */
async function measure(job: Job, size: Case): Promise<Row[]> {
  const { world, before, after } = setupOf(job, size);
  const stage = createStage(world, { latencyMs: LATENCY_SECONDS * 1000, insyncMs: INSYNC_SECONDS * 1000 });
  if (before) await stage.operator().apply(before);
  await stage.clock.run(stage.clock.sleep(3_600_000));
  stage.cloud.calls.clear();
  const start = stage.clock.now();
  const report = await stage.operator().apply(after, { allowRemovals: () => true });
  const open = report.outcomes.filter((o) => o.result !== "done").length + report.unconfirmed.length;
  if (open > 0) throw new Error(`${job}: ${open} actions are not done`);
  const place = `${job.replaceAll(" ", "-")}/${size.zones},${size.vpcs},${size.accounts}`;
  return [
    callsRow(place, stage, formulaOf(job, size)),
    throttledRow(place, stage),
    ...limitRows(place, stage, start, job, size),
  ];
}

function callsRow(place: string, { cloud }: Stage, formula: Calls): Row {
  const differences: string[] = [];
  let measured = 0;
  let of = 0;
  let off = 0;
  const made = Map.groupBy(cloud.calls.list(), whose);
  for (const who of ["operator", "hub", "spokes"] as const) {
    const counts = countsOf(made.get(who) ?? []);
    for (const call of new Set([...counts.keys(), ...Object.keys(formula[who])])) {
      const [m, f] = [counts.get(call) ?? 0, formula[who][call] ?? 0];
      measured += m;
      of += f;
      off += Math.abs(m - f);
      if (m !== f) differences.push(`${who} ${call} ${m} instead of ${f}`);
    }
  }
  const polls = cloud.calls.list({ operation: "GetChange" }).length;
  // Two wrongs that cancel each other out in the sum are still two wrongs.
  const ratio = off === 0 ? 1 : (of + off) / of;
  return {
    name: `calls/${place}`,
    measured,
    of,
    ratio,
    judged: true,
    note: differences.join("; ") || `and ${polls} GetChange`,
  };
}

function throttledRow(place: string, { cloud }: Stage): Row {
  const calls = cloud.calls.list();
  const throttled = calls.filter((c) => c.throttled).length;
  const ratio = 1 + throttled / calls.length;
  return { name: `throttled/${place}`, measured: throttled, of: calls.length, ratio, judged: true, note: "" };
}

function limitRows(place: string, { cloud }: Stage, start: number, job: Job, size: Case): Row[] {
  const ended = (calls: readonly LoggedCall[]) =>
    (Math.max(...calls.map((c) => c.at + c.tookMs)) - start) / 1000;
  const row = (what: string, calls: readonly LoggedCall[], of: number): Row => {
    const measured = ended(calls);
    const note = of < 2 ? "too short to judge" : "";
    return { name: `limit/${place} ${what}`, measured, of, ratio: measured / of, judged: false, note };
  };
  const limit = limitOf(job, size);
  const writes = cloud.calls.list({ write: true });
  const associations = cloud.calls.list({ operation: "AssociateVPCWithHostedZone" });
  return [
    ...(limit.served === undefined ? [] : [row("served", associations, limit.served)]),
    row("clean", writes.length > 0 ? writes : cloud.calls.list(), limit.clean),
  ];
}

function whose({ account, operation }: LoggedCall): keyof Calls | "polls" {
  if (operation === "GetChange") return "polls";
  return account === OPERATOR ? "operator" : account === HUB ? "hub" : "spokes";
}

function countsOf(calls: readonly LoggedCall[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, operation } of calls) {
    const name = `${service}:${operation}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function print(all: readonly Row[]): void {
  const number = (n: number) => (Number.isInteger(n) ? String(n) : n.toFixed(2));
  const cells = all.map((r) => [r.name, number(r.measured), number(r.of), r.ratio.toFixed(2), r.note]);
  const table = [["name", "measured", "of", "ratio", ""], ...cells];
  const width = (column: number) => Math.max(...table.map((line) => line[column]?.length ?? 0));
  const [first, ...numbers] = [0, 1, 2, 3].map(width) as [number, number, number, number];
  for (const [name = "", ...rest] of table) {
    const aligned = numbers.map((w, i) => (rest[i] ?? "").padStart(w));
    process.stdout.write(`${[name.padEnd(first), ...aligned, rest.at(-1)].join("  ").trimEnd()}\n`);
  }
}
