import { execFile } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseDesired } from "../src/model/desired/parse.ts";
import { planOf } from "../src/model/plan/plan.ts";
import { observe } from "../src/operator/observe/observe.ts";
import { inventory } from "../src/simulator/inventory.ts";
import { fleet } from "../test/support/fleet.ts";
import { createStage, desiredFrom } from "../test/support/stage.ts";
import { fastest } from "./fastest.ts";
import { atMost, type Row, row } from "./row.ts";

const run = promisify(execFile);
const REPEATS = 9;
const STARTS = 15;
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BUNDLE = join(ROOT, "dist/vpce-operator.mjs");

/** What the operator itself costs, against JSON.parse of the same data. Minima, for a machine is never slow by itself. */
export async function cpuRows(): Promise<Row[]> {
  const { files } = fleet({ zones: 50, vpcs: 500, accounts: 100 });
  const json = JSON.stringify(files);
  const parse = fastest(3, () => parseDesired(files, () => undefined));

  const own = fleet({ zones: 20, vpcs: 50, accounts: 25 });
  const stage = createStage(own.world);
  const operator = stage.operator();
  await operator.apply(own.files);
  const desired = desiredFrom(own.files);
  const observed = await stage.clock.run(observe(desired, operator.accounts));
  const seen = JSON.stringify(inventory(stage.cloud.estate));
  const diff = fastest(REPEATS, () => planOf(desired, observed));
  return [
    row(
      "cpu/config",
      parse,
      fastest(REPEATS, () => JSON.parse(json)),
      undefined,
      "ms, 551 YAML files",
    ),
    row(
      "cpu/diff",
      diff,
      fastest(REPEATS, () => JSON.parse(seen)),
      undefined,
      "ms, 20 zones x 50 VPCs",
    ),
  ];
}

/** The clients of 500 accounts, by the growth of a process's memory, in megabytes. */
export async function memoryRows(): Promise<Row[]> {
  const script = fileURLToPath(new URL("memory-of-accounts.ts", import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", script, "500"]);
  return [row("mem/500-accounts", Number(stdout), 150, atMost(1), "MB")];
}

/** What a daemon's heap grows by with each of 2,000 quiet passes, in bytes. */
export async function passMemoryRows(): Promise<Row[]> {
  const script = fileURLToPath(new URL("memory-of-passes.ts", import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", script, "2000"]);
  return [row("mem/pass", Math.max(0, Number(stdout)), 512, atMost(1), "bytes of heap each, of 2,000")];
}

/** The built program against an empty Node process, in milliseconds. Builds it when it is not there. */
export async function startRows(): Promise<Row[]> {
  await access(BUNDLE).catch(() => run("npm", ["run", "build"], { cwd: ROOT }));
  const cache = await mkdtemp(join(tmpdir(), "vpce-operator-bench-"));
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const timed = async (args: readonly string[]) => {
    const since = performance.now();
    await run(process.execPath, args, { env, cwd: ROOT });
    return performance.now() - since;
  };
  const [empty, version, validate] = [
    ["-e", "0"],
    [BUNDLE, "--version"],
    [BUNDLE, "validate", "desired-state"],
  ];
  const best = new Map<readonly string[], number>();
  try {
    // In turns, so that a minute in which the machine is busy is everybody's.
    for (let i = 0; i < STARTS; i++)
      for (const args of [empty, version, validate])
        best.set(args, Math.min(best.get(args) ?? Number.POSITIVE_INFINITY, await timed(args)));
    const of = best.get(empty) ?? 0;
    return [
      row("start/--version", best.get(version) ?? 0, of, atMost(1.5), "ms"),
      row("start/validate", best.get(validate) ?? 0, of, atMost(3), "ms"),
    ];
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
