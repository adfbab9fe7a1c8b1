import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { flipped, ruleLayouts, switchLayouts } from "../support/random-rules.ts";
import { layouts } from "../support/random-world.ts";
import { soakDaemon } from "./daemon.ts";
import { soak } from "./run.ts";
import { soakSwitches } from "./switches.ts";

/** Rounds that two daemons live through in one world. */
const ROUNDS = 6;

const { values } = parseArgs({
  options: {
    /** Hubs with Resolver endpoints, spokes of either mode. */
    rules: { type: "boolean", default: false },
    /** Fleets of both modes that change from one to the other, and nothing else. */
    switches: { type: "boolean", default: false },
    daemon: { type: "boolean", default: false },
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
  },
});
const kinds = values.rules ? ruleLayouts() : layouts();
const first = Number(values.seed);
const until = performance.now() + Number(values.seconds) * 1000;
const totals = { passes: 0, kills: 0, commits: 0 };

/** Seed after seed until the time is up; one at least. */
let violations = 0;
let heapAtStart: number | undefined;
let seed = first;
do {
  const broken = await world(seed).catch((error: Error) => [error.stack ?? error.message]);
  if (broken.length > 0) {
    violations += 1;
    process.stdout.write(`seed ${seed}:\n  ${broken.join("\n  ")}\n`);
    process.stdout.write(
      `  again: npm run soak --${values.daemon ? " --daemon" : ""}${values.switches ? " --switches" : ""}${values.rules ? " --rules" : ""} --seconds 0 --seed ${seed}\n`,
    );
  }
  heapAtStart ??= heapMegabytes(); // with everything loaded
  seed += 1;
} while (performance.now() < until);
if (values.daemon || values.switches) {
  const { passes, kills, commits } = totals;
  process.stdout.write(`${passes} passes, ${kills} kills, ${commits} commits; `);
  process.stdout.write(`heap after the first world ${heapAtStart} MB, at the end ${heapMegabytes()} MB\n`);
}
process.stdout.write(`seeds ${first} to ${seed - 1}: ${violations} with a broken law\n`);
process.exitCode = violations > 0 ? 1 : 0;

function world(seed: number): Promise<readonly string[]> {
  if (values.daemon) return byDaemon(seed);
  return values.switches ? bySwitches(seed) : soak(seed, kinds);
}

async function bySwitches(seed: number): Promise<readonly string[]> {
  const { passes, kills, violations } = await soakSwitches(seed);
  totals.passes += passes;
  totals.kills += kills;
  return violations;
}

async function byDaemon(seed: number): Promise<readonly string[]> {
  const { passes, kills, commits, violations } = await (values.switches
    ? soakDaemon(seed, ROUNDS, switchLayouts(), flipped)
    : soakDaemon(seed, ROUNDS, kinds));
  totals.passes += passes;
  totals.kills += kills;
  totals.commits += commits;
  return violations;
}

/** What is still in use. */
function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
}
