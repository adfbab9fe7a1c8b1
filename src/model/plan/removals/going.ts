import { compare } from "../../compare.ts";
import type { Why } from "../../finding.ts";
import { pairKey, type VpcRef } from "../../ids.ts";
import { isAnchor, stays } from "../estate/estate.ts";
import { hidingObstacle, removalObstacle, waitingObstacle } from "../estate/obstacle.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { sayOfOthers } from "./adopted.ts";
import { type RemovalContext, say } from "./removal-actions.ts";

/** What of one zone may go, before anything is written down. */
export type Going = {
  readonly row: LiveRow;
  /** `added`: what we added to somebody else's zone; `pairs`: of our zone that stays; `zone`: the zone with all in it. */
  readonly what: "added" | "pairs" | "zone";
  /** To another zone of the name: by the additions, so this goes with them. */
  readonly moving: readonly VpcRef[];
  /** Joins another zone of the name once this one is gone. */
  readonly follower?: VpcRef;
  /** In order of their ids. Of a zone that goes its anchor too. */
  readonly leaving: readonly VpcRef[];
  /** Nobody in a zone that goes. */
  readonly staying: readonly VpcRef[];
};

/** Only our zones are looked at, and what we added to others'. What has to stay is said. */
export function goingOf(context: RemovalContext, row: LiveRow): Going | undefined {
  if (row.live.vpcs.kind !== "seen") return undefined; // reported as unknown; nothing follows from it
  const members = [...row.live.vpcs.value.values()];
  if (row.adopted) return addedGoing(context, row, members);
  return row.wanted ? pairsGoing(context, row, members) : zoneGoing(context, row, members);
}

/** Somebody else's zone stays, and who was there before us; what the inventory knows as ours goes (semantics 9, 39). */
function addedGoing(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): Going {
  const mayGo = sayOfOthers(context, row, inOrder(members));
  const leaving = mayGo.filter((vpc) => !mustStay(context, row, vpc));
  return { row, what: "added", moving: [], leaving, staying: without(members, leaving) };
}

/** Pairs that no document wants, in a zone that stays. */
function pairsGoing(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): Going | undefined {
  const undesired = inOrder(members.filter((vpc) => !isAnchor(row.hub, vpc) && !stays(row, vpc)));
  const [moving, others] = split(undesired, (vpc) => isMoved(context, row, vpc));
  const leaving = others.filter((vpc) => !mustStay(context, row, vpc));
  if (moving.length + leaving.length === 0) return undefined;
  return { row, what: "pairs", moving, leaving, staying: without(members, [...moving, ...leaving]) };
}

function zoneGoing(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): Going | undefined {
  const [moving, staying] = split(inOrder(members), (vpc) => isMoved(context, row, vpc));
  const { following } = context.additions;
  const follower =
    following.size > 0 ? staying.find((vpc) => following.has(pairKey(row.ref.id, vpc))) : undefined;
  const leaving = follower ? staying.filter((vpc) => vpc !== follower) : staying;
  const obstacle = zoneObstacle(context, row, leaving);
  if (!obstacle) return { row, what: "zone", moving, ...(follower && { follower }), leaving, staying: [] };
  say(context, row, undefined, "withheld", obstacle);
  return row.emptied ? pairsGoing(context, row, members) : undefined; // it stays as a zone that nobody is wanted in
}

function inOrder(vpcs: readonly VpcRef[]): VpcRef[] {
  return vpcs.toSorted((a, b) => compare(a.id, b.id));
}

function without(vpcs: readonly VpcRef[], gone: readonly VpcRef[]): VpcRef[] {
  const set = new Set(gone);
  return vpcs.filter((vpc) => !set.has(vpc));
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
    context.ruleClients(row, vpc) ??
    switchObstacle(context, row, vpc) ??
    context.otherHalf.keeps(row, vpc);
  if (obstacle) say(context, row, vpc, "withheld", obstacle);
  return obstacle !== undefined;
}

/** `others`: the members that do not move to another zone of the name. */
function zoneObstacle(context: RemovalContext, row: LiveRow, others: readonly VpcRef[]): Why | undefined {
  const { estate } = context;
  return (
    removalObstacle(estate, row) ??
    firstObstacle(
      others,
      (vpc) =>
        waitingObstacle(estate, row, vpc) ??
        context.ruleClients(row, vpc) ??
        switchObstacle(context, row, vpc) ??
        context.otherHalf.keeps(row, vpc),
    )
  );
}

/** A rule is to answer there instead, and does not for sure. */
function switchObstacle({ exits }: RemovalContext, row: LiveRow, vpc: VpcRef): Why | undefined {
  const exit = exits(row, vpc);
  return exit?.kind === "stays" ? exit.why : undefined;
}

function firstObstacle(vpcs: readonly VpcRef[], obstacle: (vpc: VpcRef) => Why | undefined): Why | undefined {
  for (const vpc of vpcs) {
    const why = obstacle(vpc);
    if (why) return why;
  }
  return undefined;
}

function isMoved({ additions }: RemovalContext, row: LiveRow, vpc: VpcRef): boolean {
  return additions.moved.size > 0 && additions.moved.has(pairKey(row.ref.id, vpc));
}
