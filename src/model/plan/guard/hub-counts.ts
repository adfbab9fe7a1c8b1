import type { Action } from "../../action.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { gainsOf, zoneEffectsOf } from "../../effects.ts";
import { pairKey, type VpcRef, vpcKey } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import { claimedSet } from "../../ownership.ts";
import { type Estate, isAnchor, isHubVpc, vpcsIn } from "../estate/estate.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";

/** What a hub has today, and how much of it the plan takes away or points elsewhere: what the guard weighs. */
export type HubCounts = {
  readonly hub: Hub;
  /** Spoke VPCs that are in any zone of the hub. */
  readonly spokes: number;
  readonly zones: number;
  /** Managed endpoints. */
  readonly endpoints: number;
  /** Endpoint documents with a zone that exists. */
  readonly sharedEndpoints: number;
  /** Spoke VPCs that lose an association in a zone that stays, or any when no document names them any more. */
  readonly spokesRemoved: number;
  /** Not counted: a shard that nobody is left in. Its VPCs are counted as they leave. */
  readonly zonesRemoved: number;
  readonly endpointsRemoved: number;
  /** Endpoint documents whose aliases lead elsewhere afterwards. */
  readonly endpointsRepointed: number;
};

export function hubCountsOf(estate: Estate, actions: readonly Action[], desired: Desired): HubCounts[] {
  return estate.drafts.map(({ hub, view }) => {
    const documented = new Set<string>(desired.spokes.filter((s) => s.hub === hub).map((s) => s.vpc));
    const existing = estate.existing.filter((row) => row.hub === hub);
    const zones = existing.filter((row) => !row.adopted);
    const own = actions.filter((a) => a.hub === hub.name);
    const removals = own.filter((a) => a.removal);
    const idle = new Set<string | undefined>(zones.filter((row) => row.emptied).map((row) => row.ref.id));
    const spokes = spokesIn(hub, existing);
    return {
      hub,
      spokes: spokes.size,
      zones: zones.length,
      endpoints: view.endpoints.filter((e) => claimedSet(hub, e.service, e.tags) !== undefined).length,
      sharedEndpoints: new Set(zones.flatMap((row) => row.wanted?.endpoint ?? [])).size,
      spokesRemoved: spokesLosing(zones, own, spokes, documented),
      zonesRemoved: removals.filter((a) => a.kind === "deleteZone" && !idle.has(a.zone.id)).length,
      endpointsRemoved: removals.filter((a) => a.kind === "deleteEndpoint").length,
      endpointsRepointed: new Set(own.flatMap((a) => (isRepointing(a) ? [a.endpoint] : []))).size,
    };
  });
}

export function isRepointing(action: Action): boolean {
  return action.kind === "changeRecords" && action.repoints === true;
}

/** The spoke VPCs that are in any of the zones; in somebody else's, those that we put there. */
function spokesIn(hub: Hub, zones: readonly LiveRow[]): Set<string> {
  const vpcs = new Set<VpcRef>();
  for (const { live, adopted } of zones)
    for (const vpc of vpcsIn(live)) if (!adopted || isAdded(live, "association", vpc)) vpcs.add(vpc);
  const spokes = [...vpcs].filter((vpc) => !isAnchor(hub, vpc) && !isHubVpc(hub, vpc));
  return new Set(spokes.map(vpcKey));
}

/**
 * Who loses a name and does not gain it in another zone. An endpoint that goes takes no spoke away that a document still
 * names; it counts among the zones. A shard that is emptied goes without its endpoint: who leaves it loses the name.
 */
function spokesLosing(
  zones: readonly LiveRow[],
  actions: readonly Action[],
  spokes: ReadonlySet<string>,
  documented: ReadonlySet<string>,
): number {
  const going = new Map(zones.filter((row) => !row.wanted).map((row) => [row.ref.id as string, row]));
  const gained = new Set(gainsOf(actions).map(({ name, vpc }) => pairKey(name, vpc)));
  const losing = new Set<string>();
  for (const action of actions.filter((a) => a.removal))
    for (const { change, vpc, name, by } of zoneEffectsOf(action, ({ id }) =>
      vpcsIn(going.get(id ?? "")?.live),
    )) {
      const row = going.get(by.zone.id ?? "");
      const isCounted = !row || row.emptied === true || !documented.has(vpc.id);
      const isLost = change === "loss" && !gained.has(pairKey(name, vpc));
      if (isLost && isCounted && spokes.has(vpcKey(vpc))) losing.add(vpcKey(vpc));
    }
  return losing.size;
}
