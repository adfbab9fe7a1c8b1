import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { type Group, groupsOf } from "./groups.ts";
import { plotOf } from "./plot.ts";
import { isDefect, isMet, type Row } from "./row.ts";
import { tableOf } from "./table.ts";
import type { Share } from "./worker.ts";

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
const WORKER = new URL("worker.ts", import.meta.url);

const groups = groupsOf(values.all);
const named = groups.filter(({ name }) => name.startsWith(values.only ?? ""));
if (named.length === 0) {
  const names = [...new Set(groups.map(({ name }) => name))].join(", ");
  process.stderr.write(`no group begins with "${values.only}"; there are ${names}\n`);
  process.exit(1);
}

const measured = new Map<Group, Row[]>();
const threads = new PQueue({ concurrency: availableParallelism() });
await threads.addAll(named.filter(({ isReal }) => !isReal).map((group) => () => measure(group, inThread)));
for (const group of named.filter(({ isReal }) => isReal)) await measure(group, ({ rows }) => rows());
const rows = named.flatMap((group) => measured.get(group) ?? []);

process.stdout.write(tableOf(rows));
await mkdir(new URL(".", RESULTS), { recursive: true });
await writeFile(RESULTS, `${JSON.stringify(rows, undefined, 2)}\n`);
if (values.plot) await writeFile(PLOT, plotOf(rows));
const missed = rows.filter((row) => !isMet(row));
process.stdout.write(
  `${rows.filter((r) => r.goal).length - missed.length} goals met, ${missed.length} missed\n`,
);
process.exitCode = rows.some(isDefect) ? 1 : 0;

async function measure(group: Group, how: (group: Group) => Promise<Row[]>): Promise<void> {
  process.stderr.write(`${group.name} …\n`);
  measured.set(group, await how(group));
}

/** Threads share nothing: each has a simulated cloud and a clock of its own. */
function inThread(group: Group): Promise<Row[]> {
  const workerData: Share = { all: values.all, index: groups.indexOf(group) };
  const worker = new Worker(WORKER, { workerData });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`${group.name}: its thread ended with ${code}`)));
  });
}
