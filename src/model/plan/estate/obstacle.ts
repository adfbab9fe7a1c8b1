import { valueIn } from "../../failure.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import { membersOf } from "../wanted/clients.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import { ownAliases } from "../wanted/zones/records.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import { type Estate, type Holder, stays } from "./estate.ts";

/** Why something that no document wants has to stay for now, in words. */
export type Obstacle = { readonly reason: string; readonly message: string; readonly todo: string };

/** Why a zone that no document wants cannot be deleted now, or undefined. Its members may be an obstacle as well. */
export function removalObstacle(estate: Estate, holder: Holder): Obstacle | undefined {
  const { view } = holder;
  const held = holder.withheldBy ?? unprovenObstacle(view);
  if (held) return held;
  const what = `zone ${view.id} (${view.name}) is no longer wanted`;
  const members = valueIn(view.vpcs) ?? [];
  if (holder.service === undefined)
    return {
      reason: "ServiceUnknown",
      message: `${what}, or its endpoint's service lost that name: its comment and tags were changed, so nobody can tell`,
      todo: `restore its tag vpce-operator/service, or delete the zone by hand`,
    };
  const paused = members.find((vpc) => holder.suspended.has(vpcKey(vpc)));
  if (paused)
    return {
      reason: "Suspended",
      message: `${what}, but ${paused.id} of a suspended spoke uses it`,
      todo: "end the spoke's suspension",
    };
  if (view.records?.kind !== "seen")
    return {
      reason: "RecordsNotRead",
      message: `${what}, but its records could not be read`,
      todo: "run again",
    };
  const ours = new Set(ownAliases(view.name, view.records.value).map((a) => `${a.type} ${a.name}`));
  const foreign = view.records.value.filter(
    (r) =>
      !ours.has(`${r.type} ${r.name}`) && !(r.name === view.name && (r.type === "SOA" || r.type === "NS")),
  );
  if (foreign.length > 0)
    return {
      reason: "ForeignRecords",
      message: `${what}, but has records that are not ours: ${foreign.map((r) => `${r.type} ${r.name}`).join(", ")}`,
      todo: "move or delete those records",
    };
  return members.map((vpc) => hidingObstacle(estate, holder, vpc)).find((o) => o !== undefined);
}

/**
 * Without the zone, one above it whose documents keep the VPC there would hide the name (semantics 5). What else may
 * keep that one is only known when the plan is made: `withoutUncovered` asks then.
 */
export function hidingObstacle(estate: Estate, holder: Holder, vpc: VpcRef): Obstacle | undefined {
  const parent = homeElsewhere(estate, holder, vpc) ? undefined : parentOf(estate, holder, vpc);
  return (
    parent && {
      reason: "Shadows",
      message: `without zone ${holder.view.name}, zone ${parent.view.name} would hide that name in ${vpc.id}`,
      todo: `take ${parent.view.name} away from that VPC too, or set acceptShadowing: true on its endpoint`,
    }
  );
}

/** A VPC that belongs in another zone of the name keeps this one until it can move (semantics 21). */
export function waitingObstacle(estate: Estate, holder: Holder, vpc: VpcRef): Obstacle | undefined {
  const home = homeElsewhere(estate, holder, vpc);
  return (
    home && {
      reason: "MoveWaits",
      message: `${vpc.id} stays in zone ${holder.view.id} of the name ${holder.view.name} until it can join the one of endpoint ${home.settled.endpoint.name}`,
      todo: "see why it cannot join there",
    }
  );
}

function homeElsewhere(estate: Estate, holder: Holder, vpc: VpcRef): WantedZone | undefined {
  const home = estate.claimant(vpc, holder.view.name);
  return home === holder.zone ? undefined : home;
}

function parentOf(estate: Estate, holder: Holder, vpc: VpcRef): Holder | undefined {
  return estate
    .above(holder.view.name)
    .find(
      (other) =>
        other.zone !== undefined &&
        !other.zone.settled.endpoint.acceptShadowing &&
        stays(other, vpc) &&
        (membersOf(other.view.vpcs)?.has(vpcKey(vpc)) ?? true),
    );
}
