import { daemonStory } from "./demo/daemon.ts";
import { keepOpen } from "./demo/keep-open.ts";
import { mainJob } from "./demo/main-job.ts";
import { paint } from "./demo/paper.ts";
import { pathStory } from "./demo/path.ts";
import { resolverStory } from "./demo/resolver.ts";
import { switchStory } from "./demo/switch.ts";
import { tidily } from "./demo/tidily.ts";
import { print, UserError } from "./terminal.ts";

export type DemoFlags = { readonly daemon?: boolean; readonly keep?: boolean };

const STORIES = { resolver: resolverStory, path: pathStory, switch: switchStory };
export type Story = keyof typeof STORIES;

/** A story on a simulated cloud, each step checked: what does not come true ends it with exit code 1. */
export async function demo(story: Story | undefined, { daemon, keep }: DemoFlags): Promise<number> {
  if (story && (daemon || keep)) throw new UserError(`demo ${story} has neither --daemon nor --keep`);
  return tidily(async (later) => {
    const fleet = daemon || keep ? await daemonStory(later) : await (story ? STORIES[story] : mainJob)(later);
    print(`\n${paint("green", "Everything came true.")}`);
    if (fleet && keep) await keepOpen(fleet);
  });
}
