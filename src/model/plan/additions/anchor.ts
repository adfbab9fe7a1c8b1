import type { ActionKey } from "../../action/common.ts";
import type { ZoneRef } from "../../action/refs.ts";
import { actionKey, type ZoneAction } from "../../action/zone.ts";
import type { Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { errorCode, type Finding, finding, type Why } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { type Estate, stays, vpcsIn } from "../estate/estate.ts";
import type { RuleClient, RuleClients } from "../rules/zone-clients.ts";
import { at } from "../wanted/finding-place.ts";
import { isWanted, type LiveRow, type WantedRow } from "../wanted/zones/zone-row.ts";
import { heldByZone } from "./held-elsewhere.ts";

/**
 * A VPC can be in one zone of a name, so the anchor begins one after the other:
 *
 *     zone made with the anchor ─▶ aliases INSYNC ─▶ first client in it, seen in the list ─▶ the anchor leaves ─▶ next zone
 */
export type AnchorSeat = {
  /** Of the zone that the anchor is in before: one that exists, or one that this plan makes earlier. */
  readonly hub: Hub;
  readonly ref: ZoneRef;
  /** AWS keeps a zone in at least one VPC: a client of this one has to join it first. */
  readonly waitsFor?: WantedRow;
};

/** Whether a zone can begin with the anchor. `earlier`: zones that this plan begins with it before this one. */
export function anchorFor(
  estate: Estate,
  ruleClients: RuleClients,
  zone: WantedRow,
  anchor: VpcRef,
  earlier: readonly WantedRow[],
): { readonly anchorFrom?: AnchorSeat } | Finding {
  const place = at(zone);
  const { name } = zone.ref;
  const asked = ruleClients(name, anchor, true);
  if (asked !== undefined) return finding("withheld", place, anchorServes(zone, anchor, asked));
  const seen = estate.observed.vpcs.get(vpcKey(anchor));
  if (seen?.kind !== "seen")
    return finding("unknown", place, {
      reason: seen ? errorCode(seen.failure) : "NotRead",
      message: `anchor VPC ${anchor.id} could not be seen: ${seen?.failure.message ?? "not read"}`,
    });
  if (seen.value.owner !== zone.hub.account)
    return finding("withheld", place, {
      reason: "AnchorNotFound",
      message: `the hub's account ${zone.hub.account} has no VPC ${anchor.id} in ${anchor.region}`,
      todo: "correct the hub's anchorVpc",
    });
  const anchorFrom = seatOf(estate, zone, anchor, earlier);
  if (anchorFrom && "keptBy" in anchorFrom) return anchorBusy(zone, anchor, anchorFrom.keptBy);
  const held = valueIn(seen.value.zones) ?? [];
  const foreign = held.find((z) => z.name === name && !estate.ours(z.id));
  if (!foreign) return anchorFrom ? { anchorFrom } : {};
  const told = heldByZone(estate, place, anchor, foreign, name);
  return { ...told, message: `anchor VPC ${told.message}`, todo: `${told.todo}; or name another anchorVpc` };
}

/** A zone begins without its aliases, and what the view VPC answers is what spokes are told (semantics 47). */
function anchorServes({ ref }: WantedRow, anchor: VpcRef, { why, todo }: RuleClient): Why {
  return {
    reason: "AnchorServesRules",
    message: `anchor VPC ${anchor.id} neither begins a zone of ${ref.name} nor leaves one for it: ${why}`,
    todo: todo ?? "name another anchorVpc: a VPC of the hub's account without workloads, which nobody asks",
  };
}

/** Zones of one endpoint may wait for each other's first client; those of two could wait in a circle. */
function seatOf(
  estate: Estate,
  { ref, hub, wanted: { endpoint } }: WantedRow,
  anchor: VpcRef,
  earlier: readonly WantedRow[],
): AnchorSeat | { readonly keptBy: string } | undefined {
  const last = earlier.findLast((other) => other.ref.name === ref.name);
  const isOwn = (other?: WantedRow) => other?.wanted.endpoint === endpoint;
  if (last) return isOwn(last) ? { hub, ref: last.ref, waitsFor: last } : { keptBy: last.ref.key };
  const [row] = estate.holding(anchor, ref.name);
  if (!row) return undefined;
  const seat = { hub: row.hub, ref: row.ref };
  if (canSpare(row, anchor)) return seat;
  return isWanted(row) && isOwn(row)
    ? { ...seat, waitsFor: row }
    : { keptBy: `${seat.ref.key}, ${row.live.id}` };
}

/** Whether AWS's demand for one VPC is met without the anchor: by a VPC that stays, or any if the zone will go. */
export function canSpare(row: LiveRow, anchor: VpcRef): boolean {
  const others = vpcsIn(row.live).filter((vpc) => vpcKey(vpc) !== vpcKey(anchor));
  return others.some((vpc) => !row.wanted || stays(row, vpc));
}

/** `where`: the zone that keeps it, by its key. */
export function anchorBusy(zone: WantedRow, anchor: VpcRef, where: string): Finding {
  return finding("withheld", at(zone), {
    reason: "AnchorBusy",
    message: `anchor VPC ${anchor.id} cannot begin this zone yet: it is needed in another one of the name (${where}), as the only VPC there`,
    todo: "run again when a spoke is in that zone; if none will be, name another anchorVpc or delete that zone's endpoint document",
  });
}

/** Its key names no zone id: it is the same step before and after an interrupted run made that zone. */
export function releaseAction(
  { hub, ref, waitsFor }: AnchorSeat,
  anchor: VpcRef,
  name: ZoneName,
  successor: VpcRef | undefined,
): ZoneAction {
  const { id: _id, ...nameless } = ref;
  const after: ActionKey[] = waitsFor && successor ? [actionKey("associate", ref, successor)] : [];
  return {
    kind: "disassociate",
    key: actionKey("disassociate", nameless, anchor),
    hub: hub.name,
    account: hub.account,
    zone: ref,
    vpc: anchor,
    anchor: true,
    after,
    ...(waitsFor && successor && { confirms: successor }),
    because: waitsFor
      ? `the anchor begins the next zone of the name ${name} when this one has its first client`
      : `the anchor is needed for another zone of the name ${name}, and this one has other VPCs`,
  };
}
