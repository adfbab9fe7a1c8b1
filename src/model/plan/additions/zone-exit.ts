import type { ActionKey } from "../../action/common.ts";
import { actionKey } from "../../action/zone.ts";
import { valueIn } from "../../failure.ts";
import { type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { removalObstacle } from "../estate/obstacle.ts";
import type { RuleClients } from "../rules/zone-clients.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { canSpare } from "./anchor.ts";
import type { Creations } from "./creation.ts";

/**
 * How a VPC comes out of another zone of ours of the name it should join. AWS keeps a private zone in at least one
 * VPC, so the last one has to wait: for the anchor to take its place, or for the whole zone to go.
 */
export type Departure = {
  readonly from: LiveRow;
  /** The VPC leaves by a move; else with its zone, which is deleted first. */
  readonly by: "move" | "deletion";
  readonly after: readonly ActionKey[];
};

/** What this plan takes already: how many pairs out of each zone, and the names whose anchor takes somebody's place. */
export type Left = { readonly pairs: Map<ZoneId, number>; readonly anchors: Set<ZoneName> };

export type ExitContext = {
  readonly estate: Estate;
  readonly creations: Creations;
  readonly ruleClients: RuleClients;
  readonly left: Left;
};

/** Answers undefined when the VPC cannot leave. */
export function departureOf(context: ExitContext, from: LiveRow, vpc: VpcRef): Departure | undefined {
  const { estate, creations, left } = context;
  if (from.live.vpcs.kind !== "seen" || unprovenObstacle(from.live)) return undefined;
  if (staysInUse(creations, from, vpc, left)) return { from, by: "move", after: [] };
  const zone = from.ref;
  if (!from.wanted) {
    const isObstructed = removalObstacle(estate, from) !== undefined;
    return isObstructed ? undefined : { from, by: "deletion", after: [actionKey("deleteZone", zone)] };
  }
  const { anchorVpc } = from.hub;
  const isFree = anchorVpc && !left.anchors.has(from.live.name) && isSparable(context, anchorVpc, from);
  return isFree ? { from, by: "move", after: [actionKey("associate", zone, anchorVpc)] } : undefined;
}

/** Whether another VPC stays in the zone. */
function staysInUse(creations: Creations, from: LiveRow, vpc: VpcRef, left: Left): boolean {
  const members = valueIn(from.live.vpcs);
  const anchor = from.hub.anchorVpc && vpcKey(from.hub.anchorVpc);
  const anchorGoes = [...creations.byZone.values()].some((c) => c.anchorFrom?.ref.id === from.live.id);
  const isAnchored = anchor !== undefined && members?.has(anchor) && anchor !== vpcKey(vpc);
  return (
    (members?.size ?? 0) - 1 - (left.pairs.get(from.live.id) ?? 0) - (anchorGoes && isAnchored ? 1 : 0) > 0
  );
}

/** The anchor begins no zone of the name in this plan, and is in none, or in one that has other VPCs and that nobody asks it for. */
function isSparable(
  { estate, creations, ruleClients }: ExitContext,
  anchor: VpcRef,
  { hub, live }: LiveRow,
): boolean {
  const isFirst = [...creations.byZone.values()].some(
    (c) => c.zone.ref.name === live.name && vpcKey(c.first) === vpcKey(anchor),
  );
  const [seat] = estate.holding(anchor, live.name);
  const isSpared = () => seat?.hub === hub && canSpare(seat, anchor) && !ruleClients(live.name, anchor, true);
  return !isFirst && (!seat || isSpared());
}
