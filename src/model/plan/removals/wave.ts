import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { actionKey } from "../../action/zone.ts";
import type { Hub } from "../../desired/types.ts";
import { namesAbove } from "../../dns-name.ts";
import { type Finding, finding } from "../../finding.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import type { Going } from "./going.ts";

/** Disassociations that one pass plans for a hub, as many as it plans associations and for the same reason. */
const PAIRS_MAX = 50_000;

export type WaveOptions = {
  readonly pairsMax?: number;
  /** The steps of a saved plan, of which a run may leave some out and add none. */
  readonly reviewed?: ReadonlySet<ActionKey>;
  /** VPCs, by `vpcKey`, that leave before others: a rollout's canary. */
  readonly first?: ReadonlySet<string>;
  /** Names of whose loss somebody allowed some: they take the first places, or others that are held would keep them. */
  readonly allowed?: (hub: Hub) => ReadonlySet<string>;
};

/** What a later pass takes: weighed by the guard with the rest, and no step of this plan. */
export type Later = {
  readonly row: LiveRow;
  /** The zone goes with all in it. */
  readonly zone?: true;
  /** They are taken out of it. */
  readonly vpcs: readonly VpcRef[];
};

/** How many of the VPCs that may leave a zone do so now; of a zone that goes all or none. */
export type Wave = (going: Going) => { readonly now: readonly VpcRef[]; readonly later: readonly VpcRef[] };

/**
 * Zones one after another, a parent before its children: what waits hides no name of what goes (semantics 5). What a
 * VPC's coming elsewhere counts on goes in any case.
 */
export function waveOf(goings: readonly Going[], options: WaveOptions): Wave {
  const { pairsMax = PAIRS_MAX, reviewed, first } = options;
  const crowded = [...Map.groupBy(goings, ({ row }) => row.hub)].filter(
    ([, own]) => own.reduce((sum, { leaving }) => sum + leaving.length, 0) > pairsMax,
  );
  if (reviewed) return (going) => reviewedOf(going, reviewed);
  if (crowded.length === 0) return ({ leaving }) => ({ now: leaving, later: [] });
  const room = new Map(
    crowded.flatMap(([hub, own]) => [...placesOf(own, pairsMax, options.allowed?.(hub) ?? new Set())]),
  );
  return (going) => cut(going, room.get(going) ?? going.leaving.length, first ?? new Set());
}

/** By the order in which zones are asked: those that somebody allowed, those of a suspended endpoint last. */
function placesOf(
  goings: readonly Going[],
  pairsMax: number,
  allowed: ReadonlySet<string>,
): Map<Going, number> {
  const places = new Map<Going, number>();
  const byName = Map.groupBy(goings, ({ row }) => row.ref.name);
  let left = pairsMax;
  const isWhole = (going: Going) => places.get(going) === going.leaving.length;
  function take(going: Going): void {
    if (places.has(going)) return;
    const above = namesAbove(going.row.ref.name).flatMap((name) => byName.get(name) ?? []);
    for (const parent of above.toReversed()) take(parent);
    const all = going.leaving.length;
    const free = above.every(isWhole) ? left : 0;
    const taken = mustGo(going) ? all : placesFor(going, free, free === pairsMax);
    places.set(going, taken);
    left = taken < all ? 0 : Math.max(0, left - taken);
  }
  const rank = ({ row }: Going) =>
    allowed.has(row.ref.name) ? 0 : row.wanted?.endpoint.document.suspend ? 2 : 1;
  for (const going of goings.toSorted((a, b) => rank(a) - rank(b))) take(going);
  return places;
}

/** A zone goes with all in it or not at all; one that is more than a pass takes goes alone. */
function placesFor({ leaving, what }: Going, free: number, isFirst: boolean): number {
  if (what !== "zone") return Math.min(leaving.length, free);
  return leaving.length <= free || isFirst ? leaving.length : 0;
}

function mustGo({ moving, follower }: Going): boolean {
  return moving.length > 0 || follower !== undefined;
}

function cut({ leaving, what }: Going, places: number, first: ReadonlySet<string>): ReturnType<Wave> {
  if (places >= leaving.length) return { now: leaving, later: [] };
  if (what === "zone") return { now: [], later: leaving };
  const [ahead, others] = [
    leaving.filter((vpc) => first.has(vpcKey(vpc))),
    leaving.filter((vpc) => !first.has(vpcKey(vpc))),
  ];
  const rest = Math.max(0, places - ahead.length);
  return { now: [...ahead, ...others.slice(0, rest)], later: others.slice(rest) };
}

function reviewedOf(going: Going, reviewed: ReadonlySet<ActionKey>): ReturnType<Wave> {
  const { row, leaving, what } = going;
  if (mustGo(going)) return { now: leaving, later: [] };
  if (what === "zone")
    return reviewed.has(actionKey("deleteZone", row.ref))
      ? { now: leaving, later: [] }
      : { now: [], later: leaving };
  const isIn = (vpc: VpcRef) => reviewed.has(actionKey("disassociate", row.ref, vpc));
  return { now: leaving.filter(isIn), later: leaving.filter((vpc) => !isIn(vpc)) };
}

/** Of hubs from which something goes now. Of the others is told what holds it back. */
export function nextWave(
  later: readonly Later[],
  actions: readonly Action[],
  pairsMax = PAIRS_MAX,
): Finding[] {
  if (later.length === 0) return [];
  const going = new Set(actions.flatMap(({ hub, removal }) => (removal ? [hub] : [])));
  const hubs = [...Map.groupBy(later, ({ row }) => row.hub)].filter(([hub]) => going.has(hub.name));
  return hubs.map(([hub, own]) =>
    finding(
      "withheld",
      { hub: hub.name },
      {
        reason: "NextPass",
        message: `${pairsOf({ zones: own })} more disassociations wait for a later pass: one makes at most ${pairsMax} for a hub`,
        todo: "apply again when this pass is done",
      },
    ),
  );
}

export function pairsOf({ zones }: { readonly zones: readonly Later[] }): number {
  return zones.reduce((sum, { vpcs }) => sum + vpcs.length, 0);
}
