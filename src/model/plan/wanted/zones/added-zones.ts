import { zoneKey } from "../../../action/refs.ts";
import { serviceNamesOf } from "../../../desired/service.ts";
import type { Endpoint, Hub } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { VpcId } from "../../../ids.ts";
import { hubPlace, type ZoneInventory } from "../../../inventory/entries.ts";
import type { ZoneView } from "../../../observed/zone.ts";
import { ownerOf } from "./owned-zones.ts";
import type { LiveRow } from "./zone-row.ts";

/**
 * Zones of others to which this hub added something for an endpoint whose document is gone. A document that stays, and
 * whose name AWS no longer lists, or that adopts no more, takes nothing out (semantics 12).
 */
export function addedTo(
  hub: Hub,
  documents: readonly Endpoint[],
  zones: readonly ZoneView[],
  suspended: ReadonlySet<VpcId>,
): LiveRow[] {
  return zones.flatMap((live): LiveRow[] => {
    const added = valueIn(live.added);
    if (added?.hub !== hubPlace(hub) || ownerOf(live) !== undefined) return [];
    if (documents.some((document) => isFor(hub, document, added))) return [];
    const { set } = added;
    const key = `${zoneKey(hub.name, set, live.name)}@${live.id}`; // beside a zone of ours that the name may have by now
    return [
      { hub, ref: { key, name: live.name, id: live.id }, set, shard: 0, live, adopted: true, suspended },
    ];
  });
}

function isFor(hub: Hub, document: Endpoint, { set, services }: ZoneInventory): boolean {
  return document.set === set && serviceNamesOf(document, hub).some((service) => services.includes(service));
}
