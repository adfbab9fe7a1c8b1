import { daemonStory } from "./demo/daemon.ts";
import { keepOpen } from "./demo/keep-open.ts";
import { mainJob } from "./demo/main-job.ts";
import { paint } from "./demo/paper.ts";
import { resolverStory } from "./demo/resolver.ts";
import { tidily } from "./demo/tidily.ts";
import { print, UserError } from "./terminal.ts";

export type DemoFlags = { readonly daemon?: boolean; readonly keep?: boolean };

/** A story on a simulated cloud, each step checked: what does not come true ends it with exit code 1. */
export async function demo(story: "resolver" | undefined, { daemon, keep }: DemoFlags): Promise<number> {
  if (story && (daemon || keep)) throw new UserError(`demo ${story} has neither --daemon nor --keep`);
  return tidily(async (later) => {
    const fleet = daemon || keep ? await daemonStory(later) : await (story ? resolverStory : mainJob)(later);
    print(`\n${paint("green", "Everything came true.")}`);
    if (fleet && keep) await keepOpen(fleet);
  });
}
