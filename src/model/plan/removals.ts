import { type Action, type ActionKey, actionKey } from "../action.ts";
import type { Finding } from "../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../ids.ts";
import { membersOf } from "./draft.ts";
import { type Estate, type Holder, isAnchor, isHubVpc, refOf, stays } from "./estate.ts";
import { ownAliases } from "./records.ts";

export type Removals = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

type Context = {
  readonly estate: Estate;
  /** Pairs (zone id, VPC) that a move takes out. */
  readonly moved: ReadonlySet<string>;
  readonly additions: readonly Action[];
  /** For each VPC, the removals planned so far: a child's waits for its parent's (semantics 5). */
  readonly leaving: Map<string, { name: ZoneName; key: ActionKey }[]>;
  readonly out: { actions: Action[]; findings: Finding[] };
};

/**
 * What no document wants any more: pairs of zones that stay, then whole zones. Only our zones are looked at, and a
 * VPC is known by the zone's own list, so a spoke's account is never needed (semantics 9, 12, 13).
 */
export function planRemovals(
  estate: Estate,
  additions: readonly Action[],
  moved: ReadonlySet<string>,
): Removals {
  const out = { actions: [] as Action[], findings: [] as Finding[] };
  const context: Context = { estate, moved, additions, leaving: new Map(), out };
  const shallowFirst = [...estate.existing].sort((a, b) => depth(a) - depth(b));
  for (const holder of shallowFirst) {
    if (holder.view.vpcs.kind !== "seen") continue; // reported as unknown; nothing follows from it
    if (holder.zone) removePairs(context, holder, holder.view.vpcs.value);
    else removeZone(context, holder, holder.view.vpcs.value);
  }
  return out;
}

/** Pairs that no document wants, in a zone that stays. */
function removePairs(context: Context, holder: Holder, members: readonly VpcRef[]): void {
  const undesired = members.filter((vpc) => !isAnchor(holder.hub, vpc) && !stays(holder, vpc));
  if (undesired.length === 0) return;
  const refused = undesired.filter((vpc) => withholdHiding(context, holder, vpc));
  const leaving = undesired.filter((vpc) => !refused.includes(vpc));
  const staying = members.length - leaving.length;
  const successor = staying > 0 ? undefined : successorOf(context, holder);
  if (staying > 0 || successor) {
    for (const vpc of leaving) disassociate(context, holder, vpc, successor ? [successor] : []);
    return;
  }
  const last = lastVpc(holder, leaving);
  for (const vpc of leaving) if (vpc !== last) disassociate(context, holder, vpc, []);
  say(
    context,
    holder,
    last,
    "withheld",
    "LastVpc",
    `${last.id} is the last VPC of zone ${holder.view.id}, and AWS keeps a private zone in at least one`,
    "give the hub an anchorVpc, or delete the endpoint's document so that the zone goes too",
  );
}

/** A whole zone: clients first, all but the one that AWS demands, then alias and zone back to back (semantics 6). */
function removeZone(context: Context, holder: Holder, members: readonly VpcRef[]): void {
  const obstacle = zoneObstacle(context, holder, members);
  if (obstacle) {
    say(context, holder, undefined, "withheld", obstacle.reason, obstacle.message, obstacle.todo);
    return;
  }
  const leaving = members.filter(
    (vpc) => !isAnchor(holder.hub, vpc) && !context.moved.has(pair(holder, vpc)),
  );
  const hasAnchor = members.some((vpc) => isAnchor(holder.hub, vpc));
  const successor = hasAnchor ? undefined : anchorJoins(context, holder);
  const last = hasAnchor || successor || leaving.length === 0 ? undefined : lastVpc(holder, leaving);
  const keys: ActionKey[] = members
    .filter((vpc) => context.moved.has(pair(holder, vpc)))
    .map((vpc) => actionKey("move", moveTarget(context, holder, vpc), vpc));
  for (const vpc of leaving)
    if (vpc !== last) keys.push(disassociate(context, holder, vpc, successor ? [successor] : []));
  deleteZone(context, holder, [...keys, ...(successor ? [successor] : [])]);
  if (last)
    say(
      context,
      holder,
      last,
      "window",
      "LastVpcOfZone",
      `${holder.view.name} does not resolve in ${last.id} between the removal of its alias and of the zone, usually within a minute`,
      "an anchorVpc without workloads avoids this",
    );
}

function zoneObstacle(
  context: Context,
  holder: Holder,
  members: readonly VpcRef[],
): { reason: string; message: string; todo: string } | undefined {
  const { view } = holder;
  const what = `zone ${view.id} (${view.name}) is no longer wanted`;
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
  const hidden = members.find((vpc) => parentOf(context, holder, vpc));
  if (hidden) return hiding(holder, hidden, parentOf(context, holder, hidden) as Holder);
  return undefined;
}

function deleteZone(context: Context, holder: Holder, after: readonly ActionKey[]): void {
  const { view } = holder;
  const zone = refOf(holder);
  const strays = deauthorizeAll(context, holder);
  const deletes = view.records?.kind === "seen" ? ownAliases(view.name, view.records.value) : [];
  context.out.actions.push({
    ...common(holder),
    kind: "deleteZone",
    key: actionKey("deleteZone", zone),
    after: [...after, ...strays],
    deletes,
    because: `no document wants ${view.name} of ${holder.service} any more`,
    removal: true,
  });
}

/** Its authorisation first, so that the VPC cannot come back unasked; then the association (semantics 13). */
function disassociate(context: Context, holder: Holder, vpc: VpcRef, after: readonly ActionKey[]): ActionKey {
  if (context.moved.has(pair(holder, vpc))) return actionKey("move", moveTarget(context, holder, vpc), vpc);
  const zone = refOf(holder);
  const key = actionKey("disassociate", zone, vpc);
  const parents = (context.leaving.get(vpcKey(vpc)) ?? []).filter((l) => zone.name.endsWith(`.${l.name}`));
  const authorized =
    holder.view.authorizations?.kind === "seen" &&
    holder.view.authorizations.value.some((v) => vpcKey(v) === vpcKey(vpc));
  context.out.actions.push({
    ...common(holder),
    kind: "disassociate",
    key,
    after: [
      ...after,
      ...parents.map((p) => p.key),
      ...(authorized ? [actionKey("deauthorize", zone, vpc)] : []),
    ],
    vpc,
    because: `no document wants ${vpc.id} in ${zone.name}`,
    removal: true,
  });
  context.leaving.set(vpcKey(vpc), [...(context.leaving.get(vpcKey(vpc)) ?? []), { name: zone.name, key }]);
  return key;
}

function deauthorizeAll(_context: Context, holder: Holder): ActionKey[] {
  const seen = holder.view.authorizations;
  return seen?.kind === "seen" ? seen.value.map((vpc) => actionKey("deauthorize", refOf(holder), vpc)) : [];
}

/** What lets the last VPC go: the anchor joins first, or any client that this plan brings in. */
function successorOf(context: Context, holder: Holder): ActionKey | undefined {
  const joins = context.additions.find(
    (a) => (a.kind === "associate" || a.kind === "move") && a.zone.key === refOf(holder).key,
  );
  return joins?.key ?? anchorJoins(context, holder);
}

function anchorJoins(context: Context, holder: Holder): ActionKey | undefined {
  const { anchorVpc } = holder.hub;
  if (!anchorVpc || context.estate.holders(anchorVpc, holder.view.name).length > 0) return undefined;
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

/** Anchor, else hub VPC, else the last by id: the VPC that stays until the zone goes (semantics 6). */
function lastVpc(holder: Holder, leaving: readonly VpcRef[]): VpcRef {
  const own = leaving.find((vpc) => isHubVpc(holder.hub, vpc));
  return own ?? ([...leaving].sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1) as VpcRef);
}

/** A zone above this one that the VPC stays in: without this zone it would hide the name. */
function parentOf(context: Context, holder: Holder, vpc: VpcRef): Holder | undefined {
  return context.estate.existing.find(
    (other) =>
      other !== holder &&
      holder.view.name.endsWith(`.${other.view.name}`) &&
      other.zone !== undefined &&
      !other.zone.settled.endpoint.acceptShadowing &&
      stays(other, vpc) &&
      (membersOf(other.view.vpcs)?.has(vpcKey(vpc)) ?? true),
  );
}

function withholdHiding(context: Context, holder: Holder, vpc: VpcRef): boolean {
  const parent = parentOf(context, holder, vpc);
  if (!parent) return false;
  const { reason, message, todo } = hiding(holder, vpc, parent);
  say(context, holder, vpc, "withheld", reason, message, todo);
  return true;
}

function hiding(
  holder: Holder,
  vpc: VpcRef,
  parent: Holder,
): { reason: string; message: string; todo: string } {
  return {
    reason: "Shadows",
    message: `without zone ${holder.view.name}, zone ${parent.view.name} would hide that name in ${vpc.id}`,
    todo: `take ${parent.view.name} away from that VPC too, or set acceptShadowing: true on its endpoint`,
  };
}

function moveTarget(context: Context, holder: Holder, vpc: VpcRef) {
  const move = context.additions.find(
    (a) => a.kind === "move" && a.from.id === holder.view.id && vpcKey(a.vpc) === vpcKey(vpc),
  );
  if (!move) throw new Error(`no move takes ${vpc.id} out of ${holder.view.id}`);
  return move.zone;
}

function pair(holder: Holder, vpc: VpcRef): string {
  return `${holder.view.id} ${vpcKey(vpc)}`;
}

function common(
  holder: Holder,
): Pick<Action, "hub" | "account" | "zone"> & { endpoint?: Action["endpoint"] & string } {
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
  reason: string,
  message: string,
  todo: string,
): void {
  context.out.findings.push({
    kind,
    reason,
    hub: holder.hub.name,
    zone: holder.view.name,
    ...(vpc && { vpc }),
    message,
    todo,
  });
}

function depth(holder: Holder): number {
  return holder.view.name.split(".").length;
}
