import { zoneKey } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import type { ZoneId } from "../../ids.ts";
import { membersOf } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import { missingFrom, type WantedZone } from "../wanted/zones/wanted-zones.ts";

/** AWS's quota of VPCs for a zone, until it is raised. */
const VPCS_PER_ZONE = 300;
/** From here on a quota is worth a call, or a word. */
export const NEARLY = 0.8;

/** A zone whose room AWS should be asked about, with the hub whose calls may ask. */
export type LimitNeeded = { readonly hub: Hub; readonly zone: ZoneId };

/**
 * Where clients should join a nearly full zone, or would if there were room, AWS may have granted less than the document
 * says, or more. The quota is the account's, so one zone is asked for all: the fullest.
 */
export function limitsNeeded(drafts: readonly Draft[]): LimitNeeded[] {
  const byAccount = Map.groupBy(drafts.flatMap(nearlyFull), ({ hub }) => hub.account);
  return [...byAccount.values()].flatMap((zones) => {
    const [fullest] = zones.toSorted((a, b) => b.clients.length - a.clients.length);
    return fullest?.view ? [{ hub: fullest.hub, zone: fullest.view.id }] : [];
  });
}

function nearlyFull({ zones }: Draft): WantedZone[] {
  const names = Map.groupBy(zones, ({ hub, record, ref }) => zoneKey(hub.name, record.set, ref.name));
  return [...names.values()].flatMap((shards) => {
    const isCrowded = shards.some((zone) => zone.overflow && missingFrom(zone).length > 0);
    return shards.filter((zone) => isNearlyFull(zone) && (isCrowded || missingFrom(zone).length > 0));
  });
}

function isNearlyFull({ hub, view, clients }: WantedZone): boolean {
  const few = NEARLY * Math.min(VPCS_PER_ZONE, vpcLimitOf(hub, view));
  const members = membersOf(view?.vpcs)?.size;
  return members !== undefined && Math.max(members, clients.length + (hub.anchorVpc ? 1 : 0)) > few;
}
