import type { Action } from "../../action.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import { claimedSet } from "../../ownership.ts";
import { type Estate, type Holder, isAnchor, isHubVpc } from "../estate/estate.ts";

/** What a hub has today, and how much of it the plan takes away: what the guard weighs. */
export type Census = {
  readonly hub: Hub;
  /** Spoke VPCs that are in any zone of the hub. */
  readonly spokes: number;
  readonly zones: number;
  /** Managed endpoints. */
  readonly endpoints: number;
  /** Spoke VPCs that lose an association in a zone that stays, or any when no document names them any more. */
  readonly spokesRemoved: number;
  /** Not counted: a shard that nobody is left in. Its VPCs are counted as they leave. */
  readonly zonesRemoved: number;
  readonly endpointsRemoved: number;
};

export function censusOf(estate: Estate, actions: readonly Action[], desired: Desired): Census[] {
  return estate.drafts.map(({ hub, view }) => {
    const documented = new Set<string>(desired.spokes.filter((s) => s.hub === hub).map((s) => s.vpc));
    const zones = estate.existing.filter((h) => h.hub === hub && !h.zone?.adopted);
    const own = actions.filter((a) => a.hub === hub.name);
    const mine = own.filter((a) => a.removal);
    const idle = new Set<string | undefined>(zones.filter((h) => h.emptied).map((h) => h.view.id));
    const spokes = spokesIn(hub, zones);
    return {
      hub,
      spokes: spokes.size,
      zones: zones.length,
      endpoints: view.endpoints.filter((e) => claimedSet(hub, e.service, e.tags) !== undefined).length,
      spokesRemoved: spokesLosing(zones, own, spokes, documented),
      zonesRemoved: mine.filter((a) => a.kind === "deleteZone" && !idle.has(a.zone.id)).length,
      endpointsRemoved: mine.filter((a) => a.kind === "deleteEndpoint").length,
    };
  });
}

/** The spoke VPCs that are in any of the zones. */
function spokesIn(hub: Hub, zones: readonly Holder[]): Set<string> {
  const vpcs = new Set<VpcRef>();
  for (const { view } of zones) for (const vpc of valueIn(view.vpcs) ?? []) vpcs.add(vpc);
  const spokes = [...vpcs].filter((vpc) => !isAnchor(hub, vpc) && !isHubVpc(hub, vpc));
  return new Set(spokes.map(vpcKey));
}

/**
 * An endpoint that goes takes no spoke away that a document still names; it counts among the zones. A shard that is
 * emptied goes without its endpoint: who leaves it for no other zone of the name loses the name.
 */
function spokesLosing(
  zones: readonly Holder[],
  actions: readonly Action[],
  spokes: ReadonlySet<string>,
  documented: ReadonlySet<string>,
): number {
  const going = new Map(zones.filter((h) => !h.zone).map((h) => [h.view.id as string, h]));
  const joining = new Set(
    actions.flatMap((a) => (a.kind === "move" ? [`${a.zone.name} ${vpcKey(a.vpc)}`] : [])),
  );
  const losing = new Set<string>();
  const lose = (vpc: VpcRef, stays: boolean) => {
    const key = vpcKey(vpc);
    if (spokes.has(key) && (stays || !documented.has(vpc.id))) losing.add(key);
  };
  for (const action of actions.filter((a) => a.removal)) {
    const holder = "zone" in action ? going.get(action.zone.id ?? "") : undefined;
    const stays = !holder || holder.emptied === true;
    if (action.kind === "disassociate") lose(action.vpc, stays);
    if (action.kind !== "deleteZone") continue;
    // The zone that goes takes its last VPC along, whoever that is.
    for (const vpc of valueIn(holder?.view.vpcs) ?? [])
      if (!joining.has(`${action.zone.name} ${vpcKey(vpc)}`)) lose(vpc, stays);
  }
  return losing.size;
}
