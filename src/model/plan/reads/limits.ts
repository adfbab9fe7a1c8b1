import type { Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import type { ZoneId } from "../../ids.ts";
import type { Draft } from "../wanted/draft.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import { nameKey, type WantedRow } from "../wanted/zones/zone-row.ts";

/** AWS's quota of VPCs for a zone, until it is raised. */
const VPCS_PER_ZONE = 300;
/** From here on a quota is worth a call, or a word. */
export const NEARLY = 0.8;

/** A zone of which AWS should be asked how many VPCs it takes, with the hub whose calls may ask. */
export type LimitNeeded = { readonly hub: Hub; readonly zone: ZoneId };

/**
 * Where clients should join a nearly full zone, or would if it took more, AWS may have granted less than the document
 * says, or more. The quota is the account's, so one zone is asked for all: the fullest.
 */
export function limitsNeeded(drafts: readonly Draft[]): LimitNeeded[] {
  const byAccount = Map.groupBy(drafts.flatMap(nearlyFull), ({ hub }) => hub.account);
  return [...byAccount.values()].flatMap((zones) => {
    const [fullest] = zones.toSorted((a, b) => b.wanted.clients.all.length - a.wanted.clients.all.length);
    return fullest?.ref.id ? [{ hub: fullest.hub, zone: fullest.ref.id }] : [];
  });
}

function nearlyFull({ zones }: Draft): WantedRow[] {
  return [...Map.groupBy(zones, nameKey).values()].flatMap((shards) => {
    const isCrowded = shards.some(({ wanted }) => wanted.overflow && wanted.missing.length > 0);
    return shards.filter((row) => isNearlyFull(row) && (isCrowded || row.wanted.missing.length > 0));
  });
}

function isNearlyFull({ hub, live, wanted }: WantedRow): boolean {
  const few = NEARLY * Math.min(VPCS_PER_ZONE, vpcLimitOf(hub, live));
  const members = valueIn(live?.vpcs)?.size;
  return (
    members !== undefined && Math.max(members, wanted.clients.all.length + (hub.anchorVpc ? 1 : 0)) > few
  );
}
