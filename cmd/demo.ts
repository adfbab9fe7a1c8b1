import { daemonStory } from "./demo/daemon.ts";
import { keepOpen } from "./demo/keep-open.ts";
import { mainJob } from "./demo/main-job.ts";
import { paint } from "./demo/paper.ts";
import { tidily } from "./demo/tidily.ts";
import { print } from "./terminal.ts";

export type DemoFlags = { readonly daemon?: boolean; readonly keep?: boolean };

/** A story on a simulated cloud, each step checked: what does not come true ends it with exit code 1. */
export async function demo({ daemon, keep }: DemoFlags): Promise<number> {
  return tidily(async (later) => {
    const fleet = daemon || keep ? await daemonStory(later) : await mainJob(later);
    print(`\n${paint("green", "Everything came true.")}`);
    if (fleet && keep) await keepOpen(fleet);
  });
}
