import { type Action, type ActionKey, actionKey, type ZoneAction } from "../action.ts";
import type { Finding } from "../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../ids.ts";
import type { Additions } from "./additions.ts";
import { pairKey } from "./departure.ts";
import type { WantedZone } from "./draft.ts";
import { type Estate, type Holder, isAnchor, isHubVpc, refOf, stays } from "./estate.ts";
import { compare } from "./in-order.ts";
import { hidingObstacle, type Obstacle, removalObstacle, waitingObstacle } from "./obstacle.ts";
import { unprovenObstacle } from "./ownership.ts";
import { ownAliases } from "./records.ts";
import { awaitStep, Sequence } from "./sequence.ts";

export type Removals = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

type Context = {
  readonly estate: Estate;
  readonly additions: Additions;
  /** The removals planned so far: a child's waits for its parent's (semantics 5). */
  readonly leaving: Sequence;
  readonly out: { actions: Action[]; findings: Finding[] };
};

/**
 * What no document wants any more: pairs of zones that stay, then whole zones. Only our zones are looked at, and a
 * VPC is known by the zone's own list, so a spoke's account is never needed (semantics 9, 12, 13).
 */
export function planRemovals(estate: Estate, additions: Additions): Removals {
  const out = { actions: [] as Action[], findings: [] as Finding[] };
  const context: Context = { estate, additions, leaving: new Sequence(), out };
  const shallowFirst = [...estate.existing].sort((a, b) => depth(a) - depth(b));
  for (const holder of shallowFirst) {
    if (holder.view.vpcs.kind !== "seen") continue; // reported as unknown; nothing follows from it
    if (holder.zone?.adopted) keepAdopted(context, holder, holder.zone, holder.view.vpcs.value);
    else if (holder.zone) removePairs(context, holder, holder.view.vpcs.value);
    else removeZone(context, holder, holder.view.vpcs.value);
  }
  return out;
}

/** In an adopted zone nobody can tell which pairs and authorisations are ours: none is removed, each is said (semantics 9, 17). */
function keepAdopted(context: Context, holder: Holder, zone: WantedZone, members: readonly VpcRef[]): void {
  const { authorizations } = holder.view;
  for (const vpc of authorizations?.kind === "seen" ? authorizations.value : [])
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
function removePairs(context: Context, holder: Holder, members: readonly VpcRef[]): void {
  const undesired = inOrder(members.filter((vpc) => !isAnchor(holder.hub, vpc) && !stays(holder, vpc)));
  const [moving, others] = split(undesired, (vpc) => isMoved(context, holder, vpc));
  const leaving = others.filter((vpc) => !mustStay(context, holder, vpc));
  if (moving.length + leaving.length === 0) return;
  const staying = members.length - moving.length - leaving.length;
  const successor = staying > 0 ? undefined : successorOf(context, holder);
  if (staying > 0 || successor) {
    for (const vpc of leaving) disassociate(context, holder, vpc, successor ? [successor] : []);
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

function inOrder(vpcs: readonly VpcRef[]): VpcRef[] {
  return vpcs.toSorted((a, b) => compare(a.id, b.id));
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const sides: [T[], T[]] = [[], []];
  for (const item of items) sides[isFirst(item) ? 0 : 1].push(item);
  return sides;
}

/** Whether something keeps an undesired pair for now; the reason is said. */
function mustStay(context: Context, holder: Holder, vpc: VpcRef): boolean {
  const { estate } = context;
  const obstacle =
    unprovenObstacle(holder.view) ??
    hidingObstacle(estate, holder, vpc) ??
    waitingObstacle(estate, holder, vpc);
  if (obstacle) say(context, holder, vpc, "withheld", obstacle);
  return obstacle !== undefined;
}

/** A whole zone: clients first, all but the one that AWS demands, then alias and zone back to back (semantics 6). */
function removeZone(context: Context, holder: Holder, members: readonly VpcRef[]): void {
  const [moving, staying] = split(inOrder(members), (vpc) => isMoved(context, holder, vpc));
  const follower = staying.find((vpc) => context.additions.following.has(pairKey(holder, vpc)));
  const others = staying.filter((vpc) => vpc !== follower);
  const obstacle = zoneObstacle(context, holder, others);
  if (obstacle) {
    say(context, holder, undefined, "withheld", obstacle);
    return;
  }
  const keys = moving.map((vpc) => movesOut(context, holder, vpc));
  const leaving = others.filter((vpc) => !isAnchor(holder.hub, vpc));
  const hasAnchor = leaving.length < others.length && !anchorGoes(context, holder);
  const successor = hasAnchor || follower ? undefined : anchorJoins(context, holder);
  const last = hasAnchor || successor ? undefined : (follower ?? lastVpc(holder, leaving));
  const first = successor ? [successor] : [];
  for (const vpc of leaving) if (vpc !== last) keys.push(...goesOut(context, holder, vpc, first));
  if (keys.length === 0 && !last) keys.push(wentOut(context, holder, others));
  deleteZone(context, holder, [...keys, ...first], last);
  if (last) say(context, holder, last, "window", lastWindow(holder, last));
}

/** The VPC leaves, in DNS too: until then it must find the alias. */
function goesOut(
  context: Context,
  holder: Holder,
  vpc: VpcRef,
  after: readonly ActionKey[],
): readonly ActionKey[] {
  disassociate(context, holder, vpc, after);
  const out = context.leaving.out(vpc, refOf(holder));
  context.out.actions.push(...out.waits);
  return out.after;
}

function movesOut(context: Context, holder: Holder, vpc: VpcRef): ActionKey {
  const key = actionKey("move", moveTarget(context, holder, vpc), vpc);
  return awaited(context, awaitStep(vpc, { place: common(holder), key }));
}

/** Only the anchor is left: an earlier pass may have taken the last client out a moment ago, and nobody can ask. */
function wentOut(context: Context, holder: Holder, [anchor]: readonly VpcRef[]): ActionKey {
  return awaited(context, { ...awaitStep(anchor as VpcRef, { place: common(holder) }), removal: true });
}

function awaited(context: Context, wait: ZoneAction): ActionKey {
  context.out.actions.push(wait);
  return wait.key;
}

/** `others`: the members that do not move to another zone of the name. */
function zoneObstacle({ estate }: Context, holder: Holder, others: readonly VpcRef[]): Obstacle | undefined {
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

/** `last` leaves with the zone. */
function deleteZone(
  context: Context,
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
  const deletes = view.records?.kind === "seen" ? ownAliases(view.name, view.records.value) : [];
  context.out.actions.push(...(above?.waits ?? []), {
    ...common(holder),
    kind: "deleteZone",
    key,
    after: [...after, ...strays, ...(above?.after ?? [])],
    deletes,
    because: `no document wants ${view.name} of ${holder.service} any more`,
    removal: true,
  });
}

/** Its authorisation first, so that the VPC cannot come back unasked; then the association (semantics 13). */
function disassociate(context: Context, holder: Holder, vpc: VpcRef, after: readonly ActionKey[]): ActionKey {
  const zone = refOf(holder);
  const key = actionKey("disassociate", zone, vpc);
  const above = context.leaving.above(vpc, zone.name);
  const authorized =
    holder.view.authorizations?.kind === "seen" &&
    holder.view.authorizations.value.some((v) => vpcKey(v) === vpcKey(vpc));
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
  const seen = holder.view.authorizations;
  return seen?.kind === "seen" ? seen.value.map((vpc) => actionKey("deauthorize", refOf(holder), vpc)) : [];
}

/** What lets the last VPC go: the anchor joins first, or any client that this plan brings in. */
function successorOf(context: Context, holder: Holder): ActionKey | undefined {
  const joins = () =>
    context.additions.actions.find(
      (a) => (a.kind === "associate" || a.kind === "move") && a.zone.key === refOf(holder).key,
    );
  return anchorJoins(context, holder) ?? joins()?.key;
}

function anchorJoins(context: Context, holder: Holder): ActionKey | undefined {
  const { anchorVpc } = holder.hub;
  if (!anchorVpc || isTaken(context, anchorVpc, holder.view.name)) return undefined;
  const zone = refOf(holder);
  const key = actionKey("associate", zone, anchorVpc);
  context.out.actions.push({
    ...common(holder),
    kind: "associate",
    key,
    after: [],
    vpc: anchorVpc,
    because: "AWS keeps a private zone in at least one VPC: the anchor takes the last one's place",
    removal: true,
  });
  return key;
}

/** The anchor can be in one zone of a name: it is, or an action of this plan brings it there. */
function isTaken({ estate, additions, out }: Context, anchor: VpcRef, name: ZoneName): boolean {
  const comes = (a: Action) =>
    (a.kind === "createZone" || a.kind === "associate") &&
    a.zone.name === name &&
    vpcKey(a.vpc) === vpcKey(anchor);
  return estate.holders(anchor, name).length > 0 || [...additions.actions, ...out.actions].some(comes);
}

/** Whether this plan takes the anchor out of the zone, for another one of the name. */
function anchorGoes({ additions }: Context, { view }: Holder): boolean {
  return additions.actions.some((a) => a.kind === "disassociate" && a.zone.id === view.id);
}

/** Anchor, else hub VPC, else the last by id: the VPC that stays until the zone goes (semantics 6). */
function lastVpc(holder: Holder, leaving: readonly VpcRef[]): VpcRef {
  const own = leaving.find((vpc) => isHubVpc(holder.hub, vpc));
  return own ?? (leaving.at(-1) as VpcRef);
}

function isMoved({ additions }: Context, holder: Holder, vpc: VpcRef): boolean {
  return additions.moved.has(pairKey(holder, vpc));
}

function moveTarget(context: Context, holder: Holder, vpc: VpcRef) {
  const [zone] = context.additions.actions.flatMap((a) =>
    a.kind === "move" && a.from.id === holder.view.id && vpcKey(a.vpc) === vpcKey(vpc) ? [a.zone] : [],
  );
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

function say(
  context: Context,
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

function depth(holder: Holder): number {
  return holder.view.name.split(".").length;
}
