import { type ActionKey, actionKey, type ZoneAction, type ZoneRef } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { type Estate, type Holder, refOf, stays } from "../estate/estate.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import { findingFor, heldByZone } from "./admission.ts";

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
  readonly waitsFor?: WantedZone;
};

/** Whether a zone can begin with the anchor. `earlier`: zones that this plan begins with it before this one. */
export function anchorFor(
  estate: Estate,
  zone: WantedZone,
  anchor: VpcRef,
  earlier: readonly WantedZone[],
): { readonly anchorFrom?: AnchorSeat } | Finding {
  const say = findingFor(zone);
  const { name } = zone.ref;
  const seen = estate.observed.vpcs.get(vpcKey(anchor));
  if (seen?.kind !== "seen")
    return say(
      "unknown",
      seen?.failure.error ?? "NotRead",
      `anchor VPC ${anchor.id} could not be seen: ${seen?.failure.message ?? "not read"}`,
    );
  if (seen.value.owner !== zone.hub.account)
    return say(
      "withheld",
      "AnchorNotFound",
      `the hub's account ${zone.hub.account} has no VPC ${anchor.id} in ${anchor.region}`,
      "correct the hub's anchorVpc",
    );
  const anchorFrom = seatOf(estate, zone, anchor, earlier);
  if (anchorFrom && "keptBy" in anchorFrom) return anchorBusy(zone, anchor, anchorFrom.keptBy);
  const held = valueIn(seen.value.zones) ?? [];
  const foreign = held.find((z) => z.name === name && !estate.ours(z.id));
  if (!foreign) return anchorFrom ? { anchorFrom } : {};
  const told = heldByZone(estate, say, anchor, foreign, name);
  return { ...told, message: `anchor VPC ${told.message}`, todo: `${told.todo}; or name another anchorVpc` };
}

/** Zones of one endpoint may wait for each other's first client; those of two could wait in a circle. */
function seatOf(
  estate: Estate,
  { ref, hub, settled }: WantedZone,
  anchor: VpcRef,
  earlier: readonly WantedZone[],
): AnchorSeat | { readonly keptBy: string } | undefined {
  const last = earlier.findLast((other) => other.ref.name === ref.name);
  const isOwn = (other?: WantedZone) => other?.settled === settled;
  if (last) return isOwn(last) ? { hub, ref: last.ref, waitsFor: last } : { keptBy: last.ref.key };
  const [holder] = estate.holders(anchor, ref.name);
  if (!holder) return undefined;
  const seat = { hub: holder.hub, ref: refOf(holder) };
  if (canSpare(holder, anchor)) return seat;
  return holder.zone && isOwn(holder.zone)
    ? { ...seat, waitsFor: holder.zone }
    : { keptBy: `${seat.ref.key}, ${holder.view.id}` };
}

/** Whether AWS's demand for one VPC is met without the anchor: by a VPC that stays, or any if the zone will go. */
export function canSpare(holder: Holder, anchor: VpcRef): boolean {
  const members = valueIn(holder.view.vpcs) ?? [];
  const others = members.filter((vpc) => vpcKey(vpc) !== vpcKey(anchor));
  return others.some((vpc) => !holder.zone || stays(holder, vpc));
}

/** `where`: the zone that keeps it, by its key. */
export function anchorBusy(zone: WantedZone, anchor: VpcRef, where: string): Finding {
  return findingFor(zone)(
    "withheld",
    "AnchorBusy",
    `anchor VPC ${anchor.id} cannot begin this zone yet: it is needed in another one of the name (${where}), as the only VPC there`,
    "run again when a spoke is in that zone; if none will be, name another anchorVpc or delete that zone's endpoint document",
  );
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
