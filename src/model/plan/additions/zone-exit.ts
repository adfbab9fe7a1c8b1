import { type ActionKey, actionKey } from "../../action.ts";
import { type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import { type Estate, type Holder, refOf } from "../estate/estate.ts";
import { removalObstacle } from "../estate/obstacle.ts";
import { membersOf } from "../wanted/clients.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import { canSpare } from "./anchor.ts";
import type { Creations } from "./creation.ts";

/**
 * How a VPC comes out of another zone of ours of the name it should join. AWS keeps a private zone in at least one
 * VPC, so the last one has to wait: for the anchor to take its place, or for the whole zone to go.
 */
export type Departure = {
  readonly from: Holder;
  /** The VPC leaves by a move; else with its zone, which is deleted first. */
  readonly by: "move" | "deletion";
  readonly after: readonly ActionKey[];
};

/** What this plan takes already: how many pairs out of each zone, and the names whose anchor takes somebody's place. */
export type Left = { readonly pairs: Map<ZoneId, number>; readonly anchors: Set<ZoneName> };

/** Answers undefined when the VPC cannot leave. */
export function departureOf(
  estate: Estate,
  creations: Creations,
  from: Holder,
  vpc: VpcRef,
  left: Left,
): Departure | undefined {
  if (from.view.vpcs.kind !== "seen" || unprovenObstacle(from.view)) return undefined;
  if (staysInUse(creations, from, vpc, left)) return { from, by: "move", after: [] };
  const zone = refOf(from);
  if (!from.zone) {
    const isObstructed = removalObstacle(estate, from) !== undefined;
    return isObstructed ? undefined : { from, by: "deletion", after: [actionKey("deleteZone", zone)] };
  }
  const { anchorVpc } = from.hub;
  const isFree =
    anchorVpc && !left.anchors.has(from.view.name) && isSparable(estate, creations, anchorVpc, from);
  return isFree ? { from, by: "move", after: [actionKey("associate", zone, anchorVpc)] } : undefined;
}

/** Whether another VPC stays in the zone. */
function staysInUse(creations: Creations, from: Holder, vpc: VpcRef, left: Left): boolean {
  const members = membersOf(from.view.vpcs) ?? new Set<string>();
  const anchor = from.hub.anchorVpc && vpcKey(from.hub.anchorVpc);
  const anchorGoes = [...creations.byZone.values()].some((c) => c.anchorFrom?.ref.id === from.view.id);
  const isAnchored = anchor !== undefined && members.has(anchor) && anchor !== vpcKey(vpc);
  return members.size - 1 - (left.pairs.get(from.view.id) ?? 0) - (anchorGoes && isAnchored ? 1 : 0) > 0;
}

/** The anchor begins no zone of the name in this plan, and is in none, or in one that has other VPCs. */
function isSparable(estate: Estate, creations: Creations, anchor: VpcRef, { hub, view }: Holder): boolean {
  const isFirst = [...creations.byZone.values()].some(
    (c) => c.zone.ref.name === view.name && vpcKey(c.first) === vpcKey(anchor),
  );
  const [seat] = estate.holders(anchor, view.name);
  return !isFirst && (!seat || (seat.hub === hub && canSpare(seat, anchor)));
}

export function pairKey(holder: Holder, vpc: VpcRef): string {
  return `${holder.view.id} ${vpcKey(vpc)}`;
}
