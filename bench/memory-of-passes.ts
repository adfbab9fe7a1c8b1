import { daemonOn, repository } from "../test/support/daemon.ts";
import { fleet } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";

/** Prints how many bytes a daemon's heap has grown by with each of so many quiet passes, after a collection. */
const passes = Number(process.argv[2] ?? 2000);
const own = fleet({ zones: 3, vpcs: 4, accounts: 2 });
const stage = createStage(own.world);
const run = daemonOn(stage, { desiredState: repository(stage, own.files), intervalMs: 60_000 });

/** Of so many; what the simulated cloud and the witness keep is no daemon's. */
async function make(count: number): Promise<void> {
  for (let made = 0; made < count; made += run.passes.splice(0).length) {
    await run.after(60_000);
    stage.cloud.calls.clear();
  }
}

function bytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

await make(200); // what is loaded and compiled once is no pass's
const before = bytes();
await make(passes);
process.stdout.write(`${((bytes() - before) / passes).toFixed(1)}\n`);
await run.stop();
