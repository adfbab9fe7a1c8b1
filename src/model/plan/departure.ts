import type { ActionKey } from "../action.ts";
import { actionKey } from "../action.ts";
import { type VpcRef, vpcKey } from "../ids.ts";
import { canSpare } from "./anchor.ts";
import type { Creations } from "./creation.ts";
import { type Estate, type Holder, isAnchor, refOf } from "./estate.ts";
import { removalObstacle } from "./obstacle.ts";
import { unprovenObstacle } from "./ownership.ts";

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

/** Answers undefined when the VPC cannot leave. `left`: the pairs (`pairKey`) that this plan takes out already. */
export function departureOf(
  estate: Estate,
  creations: Creations,
  from: Holder,
  vpc: VpcRef,
  left: ReadonlySet<string>,
): Departure | undefined {
  if (from.view.vpcs.kind !== "seen" || unprovenObstacle(from.view)) return undefined;
  const anchorGoes = [...creations.byZone.values()].some((c) => c.anchorFrom?.ref.id === from.view.id);
  const remaining = from.view.vpcs.value.filter(
    (other) =>
      vpcKey(other) !== vpcKey(vpc) &&
      !left.has(pairKey(from, other)) &&
      !(anchorGoes && isAnchor(from.hub, other)),
  );
  if (remaining.length > 0) return { from, by: "move", after: [] };
  const zone = refOf(from);
  if (!from.zone) {
    const isObstructed = removalObstacle(estate, from) !== undefined;
    return isObstructed ? undefined : { from, by: "deletion", after: [actionKey("deleteZone", zone)] };
  }
  const { anchorVpc } = from.hub;
  const isFree = anchorVpc && !left.has(anchorKey(from)) && isSparable(estate, creations, anchorVpc, from);
  return isFree ? { from, by: "move", after: [actionKey("associate", zone, anchorVpc)] } : undefined;
}

/** The anchor begins no zone of the name in this plan, and is in none, or in one that has other VPCs. */
function isSparable(estate: Estate, creations: Creations, anchor: VpcRef, { hub, view }: Holder): boolean {
  const isFirst = [...creations.byZone.values()].some(
    (c) => c.zone.ref.name === view.name && vpcKey(c.first) === vpcKey(anchor),
  );
  const [seat] = estate.holders(anchor, view.name);
  return !isFirst && (!seat || (seat.hub === hub && canSpare(seat, anchor)));
}

/** Beside pairs: the anchor takes somebody's place in a zone of the name, and can take one only. */
export function anchorKey({ view }: Holder): string {
  return `anchor ${view.name}`;
}

export function pairKey(holder: Holder, vpc: VpcRef): string {
  return `${holder.view.id} ${vpcKey(vpc)}`;
}
