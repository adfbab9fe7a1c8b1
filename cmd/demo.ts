import { mainJob } from "./demo/main-job.ts";
import { tidily } from "./demo/tidily.ts";
import { paintFor, print } from "./terminal.ts";

/** A story on a simulated cloud, each step checked: what does not come true ends it with exit code 1. */
export async function demo(): Promise<number> {
  return tidily(async (later) => {
    await mainJob(later);
    print(`\n${paintFor(process.stdout)("green", "Everything came true.")}`);
  });
}
