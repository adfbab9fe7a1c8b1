import type { Action, ActionKey } from "../../action.ts";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import type { Additions } from "../additions/additions.ts";
import { pairKey } from "../additions/zone-exit.ts";
import { type Estate, type Holder, isAnchor, isHubVpc, stays } from "../estate/estate.ts";
import { hidingObstacle, type Obstacle, removalObstacle, waitingObstacle } from "../estate/obstacle.ts";
import { Sequence } from "../order/sequence.ts";
import { membersOf } from "../wanted/clients.ts";
import { compare } from "../wanted/in-order.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import {
  anchorGoes,
  anchorJoins,
  anchorsIn,
  deleteZone,
  disassociate,
  goesOut,
  movesOut,
  type Removing,
  say,
  successorOf,
  targetsIn,
  wentOut,
} from "./removal-actions.ts";

export type Removals = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/**
 * What no document wants any more: pairs of zones that stay, then whole zones. Only our zones are looked at, and a
 * VPC is known by the zone's own list, so a spoke's account is never needed (semantics 9, 12, 13).
 */
export function planRemovals(estate: Estate, additions: Additions): Removals {
  const out = { actions: [] as Action[], findings: [] as Finding[] };
  const context: Removing = {
    estate,
    additions,
    leaving: new Sequence(),
    out,
    anchors: anchorsIn(additions),
    targets: targetsIn(additions),
  };
  for (const holder of [...estate.existing].sort(shallowestFirst)) {
    if (holder.view.vpcs.kind !== "seen") continue; // reported as unknown; nothing follows from it
    if (holder.zone?.adopted) keepAdopted(context, holder, holder.zone, holder.view.vpcs.value);
    else if (holder.zone) removePairs(context, holder, holder.view.vpcs.value);
    else removeZone(context, holder, holder.view.vpcs.value);
  }
  return out;
}

/** In an adopted zone nobody can tell which pairs and authorisations are ours: none is removed, each is said (semantics 9, 17). */
function keepAdopted(context: Removing, holder: Holder, zone: WantedZone, members: readonly VpcRef[]): void {
  const { authorizations } = holder.view;
  for (const vpc of valueIn(authorizations) ?? [])
    if (!context.additions.making.has(`${zone.ref.key} ${vpcKey(vpc)}`))
      say(context, holder, vpc, "note", {
        reason: "AdoptedAuthorization",
        message: `${vpc.id} may associate itself with the adopted zone ${holder.view.id} (${zone.ref.name}): an authorisation that we may not have made stands, and no pass needs it`,
        todo: `if it should go: aws route53 delete-vpc-association-authorization --hosted-zone-id ${holder.view.id} --vpc VPCRegion=${vpc.region},VPCId=${vpc.id}; or set takeOwnership: true`,
      });
  for (const vpc of inOrder(members))
    if (!isAnchor(holder.hub, vpc) && !stays(holder, vpc))
      say(context, holder, vpc, "withheld", {
        reason: "AdoptedPair",
        message: `${vpc.id} is in the adopted zone ${holder.view.id} (${zone.ref.name}) and in no document; somebody else may have put it there`,
        todo: `if it should go: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id ${holder.view.id} --vpc VPCRegion=${vpc.region},VPCId=${vpc.id}; or set takeOwnership: true`,
      });
}

/** Pairs that no document wants, in a zone that stays. */
function removePairs(context: Removing, holder: Holder, members: readonly VpcRef[]): void {
  const undesired = inOrder(members.filter((vpc) => !isAnchor(holder.hub, vpc) && !stays(holder, vpc)));
  const [moving, others] = split(undesired, (vpc) => isMoved(context, holder, vpc));
  const leaving = others.filter((vpc) => !mustStay(context, holder, vpc));
  if (moving.length + leaving.length === 0) return;
  const staying = members.length - moving.length - leaving.length;
  const successor = staying > 0 ? undefined : successorOf(context, holder);
  if (staying > 0 || successor) {
    const waitsFor = waitsOf(holder, leaving, successor);
    for (const vpc of leaving) disassociate(context, holder, vpc, waitsFor(vpc));
    return;
  }
  const last = lastVpc(holder, leaving);
  for (const vpc of leaving) if (vpc !== last) disassociate(context, holder, vpc, []);
  say(context, holder, last, "withheld", {
    reason: "LastVpc",
    message: `${last.id} is the last VPC of zone ${holder.view.id}, and AWS keeps a private zone in at least one`,
    todo: "give the hub an anchorVpc, or delete the endpoint's document so that the zone goes too",
  });
}

/** Only one of those that leave waits for who takes its place: the anchor may have to come from another zone. */
function waitsOf(
  holder: Holder,
  leaving: readonly VpcRef[],
  successor: ActionKey | undefined,
): (vpc: VpcRef) => readonly ActionKey[] {
  const last = leaving.length > 0 ? lastVpc(holder, leaving) : undefined;
  return (vpc) => (successor && vpc === last ? [successor] : []);
}

function inOrder(vpcs: readonly VpcRef[]): VpcRef[] {
  return vpcs.toSorted((a, b) => compare(a.id, b.id));
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const sides: [T[], T[]] = [[], []];
  for (const item of items) sides[isFirst(item) ? 0 : 1].push(item);
  return sides;
}

/** Whether something keeps an undesired pair for now; the reason is said. */
function mustStay(context: Removing, holder: Holder, vpc: VpcRef): boolean {
  const { estate } = context;
  const obstacle =
    unprovenObstacle(holder.view) ??
    hidingObstacle(estate, holder, vpc) ??
    waitingObstacle(estate, holder, vpc);
  if (obstacle) say(context, holder, vpc, "withheld", obstacle);
  return obstacle !== undefined;
}

/** A whole zone: clients first, all but the one that AWS demands, then alias and zone back to back (semantics 6). */
function removeZone(context: Removing, holder: Holder, members: readonly VpcRef[]): void {
  const [moving, staying] = split(inOrder(members), (vpc) => isMoved(context, holder, vpc));
  const follower = staying.find((vpc) => context.additions.following.has(pairKey(holder, vpc)));
  const others = staying.filter((vpc) => vpc !== follower);
  const obstacle = zoneObstacle(context, holder, others);
  if (!obstacle) clearOut(context, holder, { moving, follower, others });
  else {
    say(context, holder, undefined, "withheld", obstacle);
    if (holder.emptied) removePairs(context, holder, members); // it stays as a zone that nobody is wanted in
  }
}

type Leaving = {
  /** To another zone of the name, before this one goes; `follower` after it. */
  readonly moving: readonly VpcRef[];
  readonly follower: VpcRef | undefined;
  readonly others: readonly VpcRef[];
};

function clearOut(context: Removing, holder: Holder, { moving, follower, others }: Leaving): void {
  const keys = moving.map((vpc) => movesOut(context, holder, vpc));
  const leaving = others.filter((vpc) => !isAnchor(holder.hub, vpc));
  const hasAnchor = leaving.length < others.length && !anchorGoes(context, holder);
  const successor = hasAnchor || follower ? undefined : anchorJoins(context, holder);
  const last = hasAnchor || successor ? undefined : (follower ?? lastVpc(holder, leaving));
  const waitsFor = waitsOf(holder, leaving, successor);
  for (const vpc of leaving) if (vpc !== last) keys.push(...goesOut(context, holder, vpc, waitsFor(vpc)));
  if (keys.length === 0) keys.push(wentOut(context, holder, follower ? [follower] : others));
  deleteZone(context, holder, successor ? [...keys, successor] : keys, last);
  if (last) say(context, holder, last, "window", lastWindow(holder, last));
}

/** `others`: the members that do not move to another zone of the name. */
function zoneObstacle({ estate }: Removing, holder: Holder, others: readonly VpcRef[]): Obstacle | undefined {
  const waiting = others.map((vpc) => waitingObstacle(estate, holder, vpc));
  return removalObstacle(estate, holder) ?? waiting.find((o) => o !== undefined);
}

function lastWindow({ view }: Holder, last: VpcRef): Obstacle {
  return {
    reason: "LastVpcOfZone",
    message: `${view.name} does not resolve in ${last.id} between the removal of its alias and of the zone, usually within a minute`,
    todo: "an anchorVpc without workloads avoids this",
  };
}

/** Anchor, else hub VPC, else the last by id: the VPC that stays until the zone goes (semantics 6). */
function lastVpc(holder: Holder, leaving: readonly VpcRef[]): VpcRef {
  const own = leaving.find((vpc) => isHubVpc(holder.hub, vpc));
  return own ?? (leaving.at(-1) as VpcRef);
}

function isMoved({ additions }: Removing, holder: Holder, vpc: VpcRef): boolean {
  return additions.moved.has(pairKey(holder, vpc));
}

/**
 * A parent before its children (semantics 5). Of the zones of one name first those that go, and of those first the one
 * that has the anchor: it is free for the others then.
 */
function shallowestFirst(a: Holder, b: Holder): number {
  const depth = ({ view }: Holder) => view.name.split(".").length;
  const rank = ({ hub, zone, view }: Holder) =>
    zone ? 2 : hub.anchorVpc && membersOf(view.vpcs)?.has(vpcKey(hub.anchorVpc)) ? 0 : 1;
  return depth(a) - depth(b) || rank(a) - rank(b);
}
