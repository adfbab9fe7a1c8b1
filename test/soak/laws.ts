import { inventory } from "../../src/simulator/inventory.ts";
import { settle } from "../laws/support.ts";
import { askingVpcs, filesOf, hostNames, type Layout, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** What must hold of a random world, whoever acted in it. */

const PASSES_MAX = 5;
const OURS = "vpceop/network-platform/";

/**
 * Names that lead elsewhere than in the same world without any trouble: to a public address, or nowhere. More may be
 * private here than there: where there is no anchor, a zone stays that could not be made now.
 */
export async function unservedOf(stage: Stage, seed: number, layout: Layout): Promise<string[]> {
  const calm = createStage(worldOf(layout), { ...quotasOf(layout), seed });
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const { plan } = await calm.operator().apply(filesOf(layout), { allowRemovals: () => true });
    if (plan.actions.length === 0) break;
  }
  await settle(calm);
  await settle(stage);
  const isPublic = (vpc: string, name: string) => calm.cloud.resolve(vpc, name).from.kind === "public";
  return askingVpcs(layout).flatMap((vpc) =>
    hostNames(layout)
      .filter((name) => !isPublic(vpc, name) && leads(stage, vpc, name) !== leads(calm, vpc, name))
      .map((name) => `${name} in ${vpc}`),
  );
}

/** The endpoint that answers. A managed one by its service: which of two is made first, and gets which address, is chance. */
function leads({ cloud }: Stage, vpc: string, name: string): string {
  const { addresses, chain = [] } = cloud.resolve(vpc, name);
  if (addresses.length === 0) return "nowhere";
  const regional = chain.at(-1) ?? addresses.join(" ");
  return regional.replace(/^(vpce-0e0[0-9a-f]+)?[^.]*/, "$1");
}

export function foreignOf({ cloud }: Stage): string {
  return JSON.stringify(
    inventory(cloud.estate).zones.filter((zone) => !zone.callerReference.startsWith(OURS)),
  );
}

/** An operator that does nothing breaks no law. */
export function isVacuous({ cloud }: Stage, { anchor, spokes, foreign }: Layout): boolean {
  return anchor && spokes.length > 0 && foreign.length === 0 && cloud.estate.zones.byId.size === 0;
}

export function strays({ cloud }: Stage): string[] {
  const ours = [...cloud.estate.zones.byId.values()].filter((zone) => zone.callerReference.startsWith(OURS));
  return ours.filter((zone) => zone.authorizations.size > 0).map((zone) => zone.name);
}
