import { type Action, type ActionKey, actionKey, type ZoneAction, type ZoneRef } from "../../action.ts";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneId } from "../../ids.ts";
import type { Additions } from "../additions/additions.ts";
import { canSpare, releaseAction } from "../additions/anchor.ts";
import { type Estate, type Holder, refOf } from "../estate/estate.ts";
import type { Obstacle } from "../estate/obstacle.ts";
import { awaitStep, type Sequence } from "../order/sequence.ts";
import { ownAliases } from "../wanted/zones/records.ts";

/** What a plan of removals is made from, and where it is written. */
export type Removing = {
  readonly estate: Estate;
  readonly additions: Additions;
  /** The removals planned so far: a child's waits for its parent's (semantics 5). */
  readonly leaving: Sequence;
  readonly out: { actions: Action[]; findings: Finding[] };
  /** The anchors' whereabouts, as far as they change, and which zones go. */
  readonly anchors: Anchors;
  /** Where the additions take a VPC that they move: by the zone that it leaves (`pairKey`). */
  readonly targets: ReadonlyMap<string, ZoneRef>;
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
  const coming = actions.flatMap((a) =>
    a.kind === "createZone" || a.kind === "associate" ? [`${a.zone.name} ${vpcKey(a.vpc)}`] : [],
  );
  const leaving = actions.flatMap((a) =>
    a.kind === "disassociate" && a.anchor && a.zone.id ? [a.zone.id] : [],
  );
  return { coming: new Set(coming), joined: new Map(), leaving: new Set(leaving), deletions: new Map() };
}

export function targetsIn({ actions }: Additions): ReadonlyMap<string, ZoneRef> {
  return new Map(
    actions.flatMap((a) => (a.kind === "move" ? [[`${a.from.id} ${vpcKey(a.vpc)}`, a.zone] as const] : [])),
  );
}

/** The VPC leaves, in DNS too: until then it must find the alias. */
export function goesOut(
  context: Removing,
  holder: Holder,
  vpc: VpcRef,
  after: readonly ActionKey[],
): readonly ActionKey[] {
  disassociate(context, holder, vpc, after);
  const out = context.leaving.out(vpc, refOf(holder));
  context.out.actions.push(...out.waits);
  return out.after;
}

export function movesOut(context: Removing, holder: Holder, vpc: VpcRef): ActionKey {
  const key = actionKey("move", moveTarget(context, holder, vpc), vpc);
  return awaited(context, awaitStep(vpc, { place: common(holder), key }));
}

/** One VPC is left: an earlier pass may have taken another out a moment ago, and nobody can ask. */
export function wentOut(context: Removing, holder: Holder, [left]: readonly VpcRef[]): ActionKey {
  return awaited(context, { ...awaitStep(left as VpcRef, { place: common(holder) }), removal: true });
}

function awaited(context: Removing, wait: ZoneAction): ActionKey {
  context.out.actions.push(wait);
  return wait.key;
}

/** `last` leaves with the zone. */
export function deleteZone(
  context: Removing,
  holder: Holder,
  after: readonly ActionKey[],
  last: VpcRef | undefined,
): void {
  const { view } = holder;
  const zone = refOf(holder);
  const key = actionKey("deleteZone", zone);
  const above = last && context.leaving.above(last, zone.name);
  if (last) context.leaving.steps(last, { place: common(holder), key, settled: true });
  const strays = deauthorizeAll(holder);
  context.anchors.deletions.set(zone.id, key);
  const deletes = ownAliases(view.name, valueIn(view.records) ?? []);
  context.out.actions.push(...(above?.waits ?? []), {
    ...common(holder),
    kind: "deleteZone",
    key,
    after: [...after, ...strays, ...(above?.after ?? [])],
    deletes,
    ...(holder.emptied && { onlyWith: [last ?? holder.hub.anchorVpc].filter((vpc) => vpc !== undefined) }),
    because: holder.emptied
      ? `nobody is left in this zone of the name ${view.name}, which has another`
      : `no document wants ${view.name} of ${holder.service} any more`,
    removal: true,
  });
}

/** Its authorisation first, so that the VPC cannot come back unasked; then the association (semantics 13). */
export function disassociate(
  context: Removing,
  holder: Holder,
  vpc: VpcRef,
  after: readonly ActionKey[],
): ActionKey {
  const zone = refOf(holder);
  const key = actionKey("disassociate", zone, vpc);
  const above = context.leaving.above(vpc, zone.name);
  const authorized = valueIn(holder.view.authorizations)?.some((v) => vpcKey(v) === vpcKey(vpc));
  context.out.actions.push(...above.waits, {
    ...common(holder),
    kind: "disassociate",
    key,
    after: [...after, ...above.after, ...(authorized ? [actionKey("deauthorize", zone, vpc)] : [])],
    vpc,
    because: `no document wants ${vpc.id} in ${zone.name}`,
    removal: true,
  });
  context.leaving.steps(vpc, { place: common(holder), key, settled: false });
  return key;
}

function deauthorizeAll(holder: Holder): ActionKey[] {
  const authorized = valueIn(holder.view.authorizations) ?? [];
  return authorized.map((vpc) => actionKey("deauthorize", refOf(holder), vpc));
}

/** What lets the last VPC go: the anchor joins first, or any client that this plan brings in. */
export function successorOf(context: Removing, holder: Holder): ActionKey | undefined {
  const joins = () =>
    context.additions.actions.find(
      (a) => (a.kind === "associate" || a.kind === "move") && a.zone.key === refOf(holder).key,
    );
  return anchorJoins(context, holder) ?? joins()?.key;
}

export function anchorJoins(context: Removing, holder: Holder): ActionKey | undefined {
  const { anchorVpc } = holder.hub;
  const free = anchorVpc && anchorFree(context, holder, anchorVpc);
  if (!anchorVpc || !free) return undefined;
  const zone = refOf(holder);
  const key = actionKey("associate", zone, anchorVpc);
  const place = `${zone.name} ${vpcKey(anchorVpc)}`;
  context.anchors.joined.set(place, [...(context.anchors.joined.get(place) ?? []), zone.id]);
  context.out.actions.push({
    ...common(holder),
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
function anchorFree(context: Removing, holder: Holder, anchor: VpcRef): ActionKey[] | undefined {
  const { estate, anchors } = context;
  const place = `${holder.view.name} ${vpcKey(anchor)}`;
  if (anchors.coming.has(place)) return undefined;
  const last = anchors.joined.get(place)?.at(-1);
  const seat = last ? estate.ours(last) : estate.holders(anchor, holder.view.name)[0];
  return seat ? anchorLeaves(context, holder, seat, anchor) : [];
}

function anchorLeaves(
  { out, anchors }: Removing,
  holder: Holder,
  seat: Holder,
  anchor: VpcRef,
): ActionKey[] | undefined {
  const deletion = anchors.deletions.get(seat.view.id);
  if (deletion) return [deletion];
  if (!canSpare(seat, anchor) || seat.hub !== holder.hub) return undefined;
  const release = releaseAction({ hub: seat.hub, ref: refOf(seat) }, anchor, holder.view.name, undefined);
  out.actions.push({ ...release, removal: true });
  anchors.leaving.add(seat.view.id);
  return [release.key];
}

/** Whether this plan takes the anchor out of the zone, for another one of the name. */
export function anchorGoes({ anchors }: Removing, { view }: Holder): boolean {
  return anchors.leaving.has(view.id);
}

function moveTarget(context: Removing, holder: Holder, vpc: VpcRef) {
  const zone = context.targets.get(`${holder.view.id} ${vpcKey(vpc)}`);
  if (!zone) throw new Error(`no move takes ${vpc.id} out of ${holder.view.id}`);
  return zone;
}

function common(holder: Holder): Pick<ZoneAction, "hub" | "account" | "zone" | "endpoint"> {
  const endpoint = holder.zone?.settled.endpoint.name;
  return {
    hub: holder.hub.name,
    account: holder.hub.account,
    zone: refOf(holder),
    ...(endpoint && { endpoint }),
  };
}

export function say(
  context: Removing,
  holder: Holder,
  vpc: VpcRef | undefined,
  kind: Finding["kind"],
  { reason, message, todo }: Obstacle,
): void {
  context.out.findings.push({
    kind,
    reason,
    hub: holder.hub.name,
    zone: holder.view.name,
    ...(vpc && { vpc }),
    ...(kind === "window" && { action: actionKey("deleteZone", refOf(holder)) }),
    message,
    todo,
  });
}
