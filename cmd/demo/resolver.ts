import { eachName } from "./each-name.ts";
import { oneForAll } from "./one-for-all.ts";
import { heading } from "./paper.ts";
import { typed } from "./program.ts";
import { PER_NAME, REGIONAL, setUp } from "./resolver-scene.ts";
import type { Later } from "./tidily.ts";

/** Spokes served by Resolver rules: one for all names of a Region, then one for each name, and the first spoke alone. */
export async function resolverStory(later: Later): Promise<void> {
  const scene = await setUp(later);
  heading(
    `A simulated AWS runs at ${scene.simulation.url}: an organization, hubs with Resolver endpoints and private DNS on`,
  );
  await oneForAll(scene);
  await eachName(scene);

  heading("6. Second plans");
  for (const folder of [REGIONAL, PER_NAME]) await typed(["plan", folder], scene.env, scene);
}
