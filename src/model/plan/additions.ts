import type { Action } from "../action.ts";
import type { Finding } from "../finding.ts";
import { vpcKey, type ZoneName } from "../ids.ts";
import { planCreations, reach } from "./creation.ts";
import type { Estate } from "./estate.ts";
import { planJoining } from "./joining.ts";
import { pairActions } from "./pair-actions.ts";
import { Sequence } from "./sequence.ts";
import { zoneActions } from "./zone-actions.ts";

export type Additions = {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** Pairs (zone id, VPC) that a move takes out of a zone: not to be removed a second time. */
  readonly moved: ReadonlySet<string>;
  /** Pairs (zone key, VPC) that this plan is making: their authorisations are not strays. */
  readonly making: ReadonlySet<string>;
};

/** Everything that is missing: zones, records, tags, pairs; in an order in which no name goes dark. */
export function planAdditions(estate: Estate): Additions {
  const reachable = reachableNow(estate);
  const creations = planCreations(estate, reachable);
  const { joining, findings } = planJoining(estate, creations, reachable);
  const busy = new Set(estate.zones.filter((z) => joining.get(z)?.length).map((z) => z.settled));
  const sequence = new Sequence();
  const ofZones = estate.zones.map((zone) =>
    zoneActions(zone, creations.byZone.get(zone), busy.has(zone.settled), sequence),
  );
  const pairs = estate.zones.flatMap((zone) => (joining.get(zone) ?? []).map((join) => ({ zone, ...join })));
  const ofPairs = pairs.map((pair) =>
    pairActions(pair.zone, pair, creations.byZone.has(pair.zone), sequence),
  );
  return {
    actions: [...ofZones, ...ofPairs].flatMap((planned) => planned.actions),
    findings: [
      ...creations.findings,
      ...findings,
      ...[...ofZones, ...ofPairs].flatMap((planned) => planned.findings),
    ],
    moved: new Set(
      pairs.flatMap(({ from, client }) => (from ? [`${from.view.id} ${vpcKey(client.vpc)}`] : [])),
    ),
    making: new Set(pairs.map(({ zone, client }) => `${zone.ref.key} ${vpcKey(client.vpc)}`)),
  };
}

/** The names that each VPC resolves through our zones today. */
function reachableNow(estate: Estate): Map<string, Set<ZoneName>> {
  const reachable = new Map<string, Set<ZoneName>>();
  for (const { ref, view } of estate.zones)
    if (view?.vpcs.kind === "seen") for (const vpc of view.vpcs.value) reach(reachable, vpc, ref.name);
  return reachable;
}
