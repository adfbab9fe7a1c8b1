import { daemonOn, repository } from "../test/support/daemon.ts";
import { fleet } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";

/** Prints how many bytes a daemon's heap has grown by with each of so many quiet passes, after a collection. */
const MOMENTS = 5;
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

/** The least of some moments: what one collection leaves over, the next one takes. */
async function bytes(): Promise<number> {
  const seen: number[] = [];
  for (let moment = 0; moment < MOMENTS; moment++) {
    await make(50);
    globalThis.gc?.();
    seen.push(process.memoryUsage().heapUsed);
  }
  return Math.min(...seen);
}

await make(1000); // what is loaded, compiled and learnt about types is no pass's
const before = await bytes();
await make(passes - MOMENTS * 50);
const grown = (await bytes()) - before;
process.stdout.write(`${(grown / passes).toFixed(1)}\n`);
await run.stop();
