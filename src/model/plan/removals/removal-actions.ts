import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { gainsOf } from "../../action/effects.ts";
import type { ZoneRef } from "../../action/refs.ts";
import { actionKey, type ZoneAction } from "../../action/zone.ts";
import type { Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { pairKey, type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { Additions } from "../additions/additions.ts";
import { canSpare, releaseAction } from "../additions/anchor.ts";
import { type Estate, serviceOf } from "../estate/estate.ts";
import { leftEarlier } from "../order/earlier.ts";
import { awaitStep, type Sequence } from "../order/sequence.ts";
import type { Goes } from "../rules/switching/exit.ts";
import type { ZoneExits } from "../rules/switching/zone-exits.ts";
import { ownAliases } from "../wanted/zones/records.ts";
import { type LiveRow, ownZonalIds, placeOf } from "../wanted/zones/zone-row.ts";
import type { OtherHalf } from "./other-half.ts";

/** What a plan of removals is made from, and where it is written. */
export type RemovalContext = {
  readonly estate: Estate;
  readonly additions: Additions;
  /** The removals planned so far: a child's waits for its parent's (semantics 5). */
  readonly leaving: Sequence;
  /** Names that zones may have, or may have had a moment ago. */
  readonly known: ReadonlySet<ZoneName>;
  readonly out: { actions: Action[]; findings: Finding[]; waits: Action[] };
  /** The anchors' whereabouts, as far as they change, and which zones go. */
  readonly anchors: Anchors;
  /** Where the additions take a VPC that they move: by the zone that it leaves (`pairKey`). */
  readonly targets: ReadonlyMap<string, ZoneRef>;
  readonly otherHalf: OtherHalf;
  /** Who is served, through this VPC, by rules that hand over what the zone answers in it. */
  readonly ruleClients: (row: LiveRow, vpc: VpcRef) => Why | undefined;
  /** Who is to have the name by a rule instead. */
  readonly exits: ZoneExits;
  /** Whose answers rules no longer hand over, though an inbound endpoint stands there. */
  readonly leftViews: (hub: Hub, vpc: VpcRef) => boolean;
};

/** Kept while removals are written down, for every zone of a name asks. By name: zones that an anchor joins, in order. */
export type Anchors = {
  /** By name and `vpcKey`: the additions bring it into a zone. */
  readonly coming: ReadonlySet<string>;
  readonly joined: Map<string, ZoneId[]>;
  /** By zone id: the anchor leaves it; its deletion. */
  readonly leaving: Set<string>;
  readonly deletions: Map<string, ActionKey>;
};

export function anchorsIn({ actions }: Additions): Anchors {
  const coming = gainsOf(actions).map(({ name, vpc }) => pairKey(name, vpc));
  const leaving = actions.flatMap((a) =>
    a.kind === "disassociate" && a.anchor && a.zone.id ? [a.zone.id] : [],
  );
  return { coming: new Set(coming), joined: new Map(), leaving: new Set(leaving), deletions: new Map() };
}

export function targetsIn({ actions }: Additions): ReadonlyMap<string, ZoneRef> {
  return new Map(
    actions.flatMap((a) => (a.kind === "move" ? [[pairKey(a.from.id ?? "", a.vpc), a.zone] as const] : [])),
  );
}

/** The VPC leaves, in DNS too: until then it must find the alias. */
export function goesOut(
  context: RemovalContext,
  row: LiveRow,
  vpc: VpcRef,
  after: readonly ActionKey[],
): readonly ActionKey[] {
  disassociate(context, row, vpc, after);
  const out = context.leaving.out(vpc, row.ref);
  context.out.actions.push(...out.waits);
  return out.after;
}

export function movesOut(context: RemovalContext, row: LiveRow, vpc: VpcRef): ActionKey {
  const key = actionKey("move", moveTarget(context, row, vpc), vpc);
  return awaited(context, awaitStep(vpc, { place: placeOf(row), key }));
}

/**
 * An earlier pass may have taken VPCs out a moment ago, and nobody can ask. `left`: the one that is there to the end,
 * whom no other action waits for.
 */
export function wentOut(context: RemovalContext, row: LiveRow, left: VpcRef): ActionKey {
  return awaited(context, { ...awaitStep(left, { place: placeOf(row) }), removal: true });
}

function awaited(context: RemovalContext, wait: ZoneAction): ActionKey {
  context.out.actions.push(wait);
  return wait.key;
}

/** `last` leaves with the zone. */
export function deleteZone(
  context: RemovalContext,
  row: LiveRow,
  after: readonly ActionKey[],
  last: VpcRef | undefined,
): void {
  const { live } = row;
  const zone = row.ref;
  const key = actionKey("deleteZone", zone);
  if (last) parentsLeft(context, row, last);
  const halves = last ? context.otherHalf.before(row, last) : [];
  const exit = last && replacedBy(context, row, last);
  const above = last && context.leaving.above(last, zone.name);
  if (last) context.leaving.steps(last, { place: placeOf(row), key, inDns: true });
  const strays = deauthorizeAll(row);
  context.anchors.deletions.set(zone.id, key);
  const deletes = ownAliases(live.name, valueIn(live.records) ?? [], ownZonalIds(live));
  context.out.waits.push(...(exit?.waits ?? []));
  context.out.actions.push(...(above?.waits ?? []), {
    ...placeOf(row),
    kind: "deleteZone",
    key,
    after: [...after, ...strays, ...halves, ...(above?.after ?? []), ...(exit?.after ?? [])],
    deletes,
    ...(last && { darkens: last }),
    ...(row.emptied && { onlyWith: [last ?? row.hub.anchorVpc].filter((vpc) => vpc !== undefined) }),
    because: row.emptied
      ? `nobody is left in this zone of the name ${live.name}, which has another`
      : `no document wants ${live.name} of ${serviceOf(row)} any more`,
    removal: true,
  });
}

/** Its authorization first, so that the VPC cannot come back unasked; then the association (semantics 13). */
export function disassociate(
  context: RemovalContext,
  row: LiveRow,
  vpc: VpcRef,
  after: readonly ActionKey[],
): ActionKey {
  const zone = row.ref;
  const key = actionKey("disassociate", zone, vpc);
  parentsLeft(context, row, vpc);
  const above = context.leaving.above(vpc, zone.name);
  const authorized = valueIn(row.live.authorizations)?.some((v) => vpcKey(v) === vpcKey(vpc));
  const exit = replacedBy(context, row, vpc);
  const isAsked = row.wanted !== undefined && context.leftViews(row.hub, vpc);
  context.out.waits.push(...(exit?.waits ?? []));
  context.out.actions.push(...above.waits, {
    ...placeOf(row),
    kind: "disassociate",
    key,
    after: [
      ...new Set([...after, ...context.otherHalf.before(row, vpc)]),
      ...above.after,
      ...(exit?.after ?? []),
      ...(authorized ? [actionKey("deauthorize", zone, vpc)] : []),
    ],
    vpc,
    ...(exit
      ? { because: `${exit.to} answers ${zone.name} in ${vpc.id}`, replaced: true }
      : { because: `no document wants ${vpc.id} in ${zone.name}`, removal: true }),
    ...(!exit && isAsked && { unseen: true }),
  });
  context.leaving.steps(vpc, { place: placeOf(row), key, inDns: false });
  return key;
}

/** What answers there when the VPC has left, if it is to have the name by a rule. */
function replacedBy({ exits }: RemovalContext, row: LiveRow, vpc: VpcRef): Goes | undefined {
  const exit = exits(row, vpc);
  return exit?.kind === "goes" ? exit : undefined;
}

/** Of zones above this one that the VPC is not in: it may have left them a moment ago. */
function parentsLeft({ estate, leaving, known, out }: RemovalContext, row: LiveRow, vpc: VpcRef): void {
  out.actions.push(...leaving.earlier(vpc, leftEarlier(estate, row, vpc, known)));
}

function deauthorizeAll(row: LiveRow): ActionKey[] {
  const authorized = valueIn(row.live.authorizations) ?? [];
  return authorized.map((vpc) => actionKey("deauthorize", row.ref, vpc));
}

/** What lets the last VPC go: the anchor joins first, or any client that this plan brings in. */
export function successorOf(context: RemovalContext, row: LiveRow): ActionKey | undefined {
  const joins = () =>
    context.additions.actions.find(
      (a) => (a.kind === "associate" || a.kind === "move") && a.zone.key === row.ref.key,
    );
  return anchorJoins(context, row) ?? joins()?.key;
}

export function anchorJoins(context: RemovalContext, row: LiveRow): ActionKey | undefined {
  const { anchorVpc } = row.hub;
  const free = anchorVpc && anchorFree(context, row, anchorVpc);
  if (!anchorVpc || !free) return undefined;
  const zone = row.ref;
  const key = actionKey("associate", zone, anchorVpc);
  const place = pairKey(zone.name, anchorVpc);
  context.anchors.joined.set(place, [...(context.anchors.joined.get(place) ?? []), zone.id]);
  context.out.actions.push({
    ...placeOf(row),
    kind: "associate",
    key,
    after: free,
    vpc: anchorVpc,
    because: "AWS keeps a private zone in at least one VPC: the anchor takes the last one's place",
    removal: true,
  });
  return key;
}

/**
 * What has to be done before the anchor can join: it is in one zone of a name at a time. Nothing, when it is in none;
 * its leaving another shard that has other VPCs, or that shard's deletion. Undefined: it is needed where it is.
 */
function anchorFree(context: RemovalContext, row: LiveRow, anchor: VpcRef): ActionKey[] | undefined {
  const { estate, anchors } = context;
  const place = pairKey(row.live.name, anchor);
  if (anchors.coming.has(place)) return undefined;
  const last = anchors.joined.get(place)?.at(-1);
  const seat = last ? estate.ours(last) : estate.holding(anchor, row.live.name)[0];
  return seat ? anchorLeaves(context, row, seat, anchor) : [];
}

function anchorLeaves(
  { out, anchors, ruleClients }: RemovalContext,
  row: LiveRow,
  seat: LiveRow,
  anchor: VpcRef,
): ActionKey[] | undefined {
  const deletion = anchors.deletions.get(seat.live.id);
  if (deletion) return [deletion];
  if (!canSpare(seat, anchor) || seat.hub !== row.hub || ruleClients(seat, anchor)) return undefined;
  const release = releaseAction({ hub: seat.hub, ref: seat.ref }, anchor, row.live.name, undefined);
  out.actions.push({ ...release, removal: true });
  anchors.leaving.add(seat.live.id);
  return [release.key];
}

/** Whether this plan takes the anchor out of the zone, for another one of the name. */
export function anchorGoes({ anchors }: RemovalContext, { live }: LiveRow): boolean {
  return anchors.leaving.has(live.id);
}

function moveTarget(context: RemovalContext, row: LiveRow, vpc: VpcRef) {
  const zone = context.targets.get(pairKey(row.ref.id, vpc));
  if (!zone) throw new Error(`no move takes ${vpc.id} out of ${row.live.id}`);
  return zone;
}

export function say(
  context: RemovalContext,
  { hub, ref, wanted }: LiveRow,
  vpc: VpcRef | undefined,
  kind: Finding["kind"],
  why: Why,
): void {
  const action = kind === "window" && { action: actionKey("deleteZone", ref) };
  // Its advice names the endpoint: alike ones of many endpoints are told as one.
  const endpoint = why.reason === "OtherHalfWaits" && wanted && { endpoint: wanted.endpoint.document.name };
  context.out.findings.push(
    finding(kind, { hub: hub.name, ...endpoint, zone: ref.name, ...(vpc && { vpc }), ...action }, why),
  );
}
