import type { Action, ActionKey } from "../../action.ts";
import { compare } from "../../compare.ts";
import type { Desired } from "../../desired/types.ts";
import { depthOf } from "../../dns-name.ts";
import type { Finding, Why } from "../../finding.ts";
import { pairKey, type VpcRef } from "../../ids.ts";
import type { Additions } from "../additions/additions.ts";
import { type Estate, isAnchor, isHubVpc, isMember, stays } from "../estate/estate.ts";
import { hidingObstacle, removalObstacle, waitingObstacle } from "../estate/obstacle.ts";
import { knownNames } from "../order/earlier.ts";
import { Sequence } from "../order/sequence.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { leaveZone } from "./added-records.ts";
import { sayOfOthers } from "./adopted.ts";
import { otherHalvesOf } from "./other-half.ts";
import {
  anchorGoes,
  anchorJoins,
  anchorsIn,
  deleteZone,
  disassociate,
  goesOut,
  movesOut,
  type RemovalContext,
  say,
  successorOf,
  targetsIn,
  wentOut,
} from "./removal-actions.ts";

export type Removals = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/**
 * What no document wants any more: pairs of zones that stay, then whole zones. Only our zones are looked at, and what we
 * added to others'; and a VPC is known by the zone's own list, so a spoke's account is never needed (semantics 9, 12, 13).
 */
export function planRemovals(desired: Desired, estate: Estate, additions: Additions): Removals {
  const out = { actions: [] as Action[], findings: [] as Finding[] };
  const context: RemovalContext = {
    estate,
    additions,
    leaving: new Sequence(),
    known: knownNames(estate),
    out,
    anchors: anchorsIn(additions),
    targets: targetsIn(additions),
    otherHalf: otherHalvesOf(desired, estate, additions),
  };
  for (const row of [...estate.existing].sort(shallowestFirst)) {
    if (row.live.vpcs.kind !== "seen") continue; // reported as unknown; nothing follows from it
    const members = [...row.live.vpcs.value.values()];
    if (row.adopted) removeAdded(context, row, members);
    else if (row.wanted) removePairs(context, row, members);
    else removeZone(context, row, members);
  }
  return out;
}

/** Somebody else's zone stays, and who was there before us; what the inventory knows as ours goes (semantics 9, 39). */
function removeAdded(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): void {
  const mayGo = sayOfOthers(context, row, inOrder(members));
  const leaving = mayGo.filter((vpc) => !mustStay(context, row, vpc));
  const staying = members.filter((vpc) => !leaving.includes(vpc));
  if (staying.length === 0 && leaving.length > 0) lastOfAdded(context, row, leaving);
  else if (row.wanted) for (const vpc of leaving) disassociate(context, row, vpc, []);
  else leaveZone(context, row, { leaving, staying });
}

function lastOfAdded(context: RemovalContext, row: LiveRow, leaving: readonly VpcRef[]): void {
  const last = lastVpc(row, leaving);
  for (const vpc of leaving) if (vpc !== last) disassociate(context, row, vpc, []);
  say(context, row, last, "withheld", {
    reason: "LastVpc",
    message: `${last.id} is the last VPC of the adopted zone ${row.live.id}, and AWS keeps a private zone in at least one: it leaves when another has joined`,
  });
}

/** Pairs that no document wants, in a zone that stays. */
function removePairs(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): void {
  const undesired = inOrder(members.filter((vpc) => !isAnchor(row.hub, vpc) && !stays(row, vpc)));
  const [moving, others] = split(undesired, (vpc) => isMoved(context, row, vpc));
  const leaving = others.filter((vpc) => !mustStay(context, row, vpc));
  if (moving.length + leaving.length === 0) return;
  const staying = members.length - moving.length - leaving.length;
  const successor = staying > 0 ? undefined : successorOf(context, row);
  if (staying > 0 || successor) {
    const waitsFor = waitsOf(row, leaving, successor);
    for (const vpc of leaving) disassociate(context, row, vpc, waitsFor(vpc));
    return;
  }
  const last = lastVpc(row, leaving);
  for (const vpc of leaving) if (vpc !== last) disassociate(context, row, vpc, []);
  say(context, row, last, "withheld", {
    reason: "LastVpc",
    message: `${last.id} is the last VPC of zone ${row.live.id}, and AWS keeps a private zone in at least one`,
    todo: "give the hub an anchorVpc, or delete the endpoint's document so that the zone goes too",
  });
}

/** Only one of those that leave waits for who takes its place: the anchor may have to come from another zone. */
function waitsOf(
  row: LiveRow,
  leaving: readonly VpcRef[],
  successor: ActionKey | undefined,
): (vpc: VpcRef) => readonly ActionKey[] {
  const last = leaving.length > 0 ? lastVpc(row, leaving) : undefined;
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
function mustStay(context: RemovalContext, row: LiveRow, vpc: VpcRef): boolean {
  const { estate } = context;
  const obstacle =
    unprovenObstacle(row.live) ??
    hidingObstacle(estate, row, vpc) ??
    waitingObstacle(estate, row, vpc) ??
    context.otherHalf.keeps(row, vpc);
  if (obstacle) say(context, row, vpc, "withheld", obstacle);
  return obstacle !== undefined;
}

/** A whole zone: clients first, all but the one that AWS demands, then alias and zone back to back (semantics 6). */
function removeZone(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): void {
  const [moving, staying] = split(inOrder(members), (vpc) => isMoved(context, row, vpc));
  const follower = staying.find((vpc) => context.additions.following.has(pairKey(row.ref.id, vpc)));
  const others = staying.filter((vpc) => vpc !== follower);
  const obstacle = zoneObstacle(context, row, others);
  if (!obstacle) clearOut(context, row, { moving, follower, others });
  else {
    say(context, row, undefined, "withheld", obstacle);
    if (row.emptied) removePairs(context, row, members); // it stays as a zone that nobody is wanted in
  }
}

type Leaving = {
  /** To another zone of the name, before this one goes; `follower` after it. */
  readonly moving: readonly VpcRef[];
  readonly follower: VpcRef | undefined;
  readonly others: readonly VpcRef[];
};

function clearOut(context: RemovalContext, row: LiveRow, { moving, follower, others }: Leaving): void {
  const keys = moving.map((vpc) => movesOut(context, row, vpc));
  const leaving = others.filter((vpc) => !isAnchor(row.hub, vpc));
  const hasAnchor = leaving.length < others.length && !anchorGoes(context, row);
  const successor = hasAnchor || follower ? undefined : anchorJoins(context, row);
  const last = hasAnchor || successor ? undefined : (follower ?? lastVpc(row, leaving));
  const waitsFor = waitsOf(row, leaving, successor);
  for (const vpc of leaving) if (vpc !== last) keys.push(...goesOut(context, row, vpc, waitsFor(vpc)));
  const left = last ?? row.hub.anchorVpc;
  if (left) keys.push(wentOut(context, row, left));
  deleteZone(context, row, successor ? [...keys, successor] : keys, last);
  if (last) say(context, row, last, "window", lastWindow(row, last));
}

/** `others`: the members that do not move to another zone of the name. */
function zoneObstacle(context: RemovalContext, row: LiveRow, others: readonly VpcRef[]): Why | undefined {
  const { estate } = context;
  const waiting = others.map((vpc) => waitingObstacle(estate, row, vpc) ?? context.otherHalf.keeps(row, vpc));
  return removalObstacle(estate, row) ?? waiting.find((o) => o !== undefined);
}

function lastWindow({ live }: LiveRow, last: VpcRef): Why {
  return {
    reason: "LastVpcOfZone",
    message: `${live.name} does not resolve in ${last.id} between the removal of its alias and of the zone, usually within a minute`,
    todo: "an anchorVpc without workloads avoids this",
  };
}

/** Anchor, else hub VPC, else the last by id: the VPC that stays until the zone goes (semantics 6). */
function lastVpc(row: LiveRow, leaving: readonly VpcRef[]): VpcRef {
  const own = leaving.find((vpc) => isHubVpc(row.hub, vpc));
  return own ?? (leaving.at(-1) as VpcRef);
}

function isMoved({ additions }: RemovalContext, row: LiveRow, vpc: VpcRef): boolean {
  return additions.moved.has(pairKey(row.ref.id, vpc));
}

/**
 * A parent before its children (semantics 5). Of the zones of one name first those that go, and of those first the one
 * that has the anchor: it is free for the others then.
 */
function shallowestFirst(a: LiveRow, b: LiveRow): number {
  const rank = (row: LiveRow) =>
    row.wanted ? 2 : row.hub.anchorVpc && isMember(row, row.hub.anchorVpc) ? 0 : 1;
  return depthOf(a.ref.name) - depthOf(b.ref.name) || rank(a) - rank(b);
}
