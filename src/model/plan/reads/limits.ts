import { zoneKey } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import type { Finding } from "../../finding.ts";
import type { ZoneId } from "../../ids.ts";
import type { Creations } from "../additions/creation.ts";
import { membersOf } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import { missingFrom, type WantedZone } from "../wanted/zones/wanted-zones.ts";

/** AWS's quota of VPCs for a zone, until it is raised. */
const VPCS_PER_ZONE = 300;
/** From here on a quota is worth a call, or a word. */
const NEARLY = 0.8;

/** A zone whose room AWS should be asked about, with the hub whose calls may ask. */
export type LimitNeeded = { readonly hub: Hub; readonly zone: ZoneId };

/**
 * Where clients should join a nearly full zone, or would if there were room, AWS may have granted less than the document
 * says, or more. The quota is the account's, so one zone is asked for all: the fullest.
 */
export function limitsNeededIn(drafts: readonly Draft[]): LimitNeeded[] {
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

/** Names that this plan makes further zones for, and whether AWS would take more VPCs for one. */
export function shardNotes({ byZone }: Creations, zones: readonly WantedZone[]): Finding[] {
  const begun = Map.groupBy(
    [...byZone.keys()].filter((zone) => zone.overflow),
    (zone) => zone.settled,
  );
  return [...begun].flatMap(([settled, made]): Finding[] => {
    const [first] = made;
    if (!first) return [];
    const shards = zones.filter((z) => z.settled === settled && z.ref.name === first.ref.name);
    const vpcs = shards.reduce((sum, z) => sum + z.clients.length, 0);
    const limit = vpcLimitOf(first.hub, shards.find((z) => z.view)?.view);
    const granted = shards.find((z) => z.view?.vpcLimit !== undefined)?.view?.vpcLimit ?? 0;
    const place = { hub: first.hub.name, endpoint: settled.endpoint.name };
    const note: Finding = {
      kind: "note",
      reason: "Shards",
      ...place,
      message: `${vpcs} VPCs want ${first.ref.name}, and a zone takes ${limit}, the anchor's place among them: it gets ${shards.length} zones, made one after another, as the anchor begins each (#1, #2 … in this plan)`,
    };
    if (granted <= limit) return [note];
    const more = `AWS takes ${granted} VPCs for a zone of account ${first.hub.account}, and quotas.vpcsPerZone says ${limit}`;
    const todo = "raise quotas.vpcsPerZone of the hub, if fewer zones are wanted";
    return [note, { kind: "note", reason: "VpcQuotaRaised", ...place, message: more, todo }];
  });
}

/** Accounts that this plan brings near their quota of zones: raising it takes AWS days. */
export function zoneForecast(drafts: readonly Draft[], { byZone }: Creations): Finding[] {
  const made = Map.groupBy([...byZone.keys()], (zone) => zone.hub.account);
  const hubs = new Map(drafts.map((draft) => [draft.hub.account, draft]));
  return [...hubs].flatMap(([account, { hub, view }]): Finding[] => {
    const more = made.get(account)?.length ?? 0;
    const zones = view.zonesInAccount + more;
    const { zonesPerAccount } = hub.quotas;
    if (more === 0 || zones <= NEARLY * zonesPerAccount) return [];
    return [
      {
        kind: "note",
        reason: "ZoneQuotaNear",
        hub: hub.name,
        account,
        message: `account ${account} will have ${zones} of ${zonesPerAccount} hosted zones`,
        todo: "ask AWS for more hosted zones in time, then raise quotas.zonesPerAccount of the hub",
      },
    ];
  });
}
