import { parseArgs } from "node:util";
import { soak } from "./run.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string", default: "1" } },
});
const first = Number(values.seed);
const until = performance.now() + Number(values.seconds) * 1000;

/** Seed after seed until the time is up; one at least. */
let violations = 0;
let seed = first;
do {
  const broken = await soak(seed).catch((error: Error) => [error.stack ?? error.message]);
  if (broken.length > 0) {
    violations += 1;
    process.stdout.write(`seed ${seed}:\n  ${broken.join("\n  ")}\n`);
    process.stdout.write(`  again: npm run soak -- --seconds 0 --seed ${seed}\n`);
  }
  seed += 1;
} while (performance.now() < until);
process.stdout.write(`seeds ${first} to ${seed - 1}: ${violations} with a broken law\n`);
process.exitCode = violations > 0 ? 1 : 0;
