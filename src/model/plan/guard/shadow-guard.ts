import type { Action, ZoneAction } from "../../action.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneId, type ZoneName, zoneNameOf } from "../../ids.ts";
import type { HubView, ZoneView } from "../../observed.ts";
import { type Estate, isAnchor, isHubVpc, namesAbove } from "../estate/estate.ts";
import { withoutDependents } from "../order/dependents.ts";

/**
 * The last word on shadowing (semantics 5): no VPC leaves a zone while something above the zone's name stays in that
 * VPC, for that would answer NXDOMAIN. What stays is judged by the whole plan, so it does not matter what keeps the
 * zone above: its document, its records or adoption, AWS's demand for one VPC, the guard, or a hub that could not be
 * read.
 *
 * Not seen from the hubs, so not judged: other accounts' zones, private DNS and rules in a VPC that was not looked at,
 * because it lacks no pair or because its document went.
 */
export function withoutUncovered(
  planned: readonly Action[],
  desired: Desired,
  estate: Estate,
): { readonly actions: readonly Action[]; readonly findings: readonly Finding[] } {
  const views = viewsOf(estate);
  const unseen = [...views.values()].filter((view) => view.vpcs.kind === "unreadable");
  const world: World = { estate, views, unseen, unread: unreadHubs(desired, estate) };
  const findings: Finding[] = [];
  let actions = planned;
  for (;;) {
    const dark = uncovered(world, actions);
    if (dark.length === 0) return { actions, findings };
    findings.push(...dark.map(({ leave, hider }) => shadows(leave, hider)));
    actions = withoutDependents(
      actions,
      dark.map(({ leave }) => leave.action.key),
    );
  }
}

type World = {
  readonly estate: Estate;
  /** Every zone that the hubs read, whoever wants it, by id. */
  readonly views: ReadonlyMap<string, ZoneView>;
  /** Of these, those whose VPCs could not be read. */
  readonly unseen: readonly ZoneView[];
  readonly unread: readonly UnreadHub[];
};
/** `names`: what its zones, which nobody saw, may bear. */
type UnreadHub = { readonly hub: Hub; readonly names: ReadonlySet<ZoneName> };
type Leave = { readonly action: ZoneAction; readonly id: string; readonly vpc: VpcRef };
type Hider = { readonly what: string; readonly todo: string };
/** A zone that a VPC will be in. */
type Seat = { readonly name: ZoneName; readonly isAccepted: boolean };

function uncovered(world: World, actions: readonly Action[]): { leave: Leave; hider: Hider }[] {
  const leaves = leavesOf(world, actions);
  if (leaves.length === 0) return [];
  const seats = seatsAfter(world, actions, leaves);
  return leaves.flatMap((leave) => {
    if (leave.action.kind === "move" || isAnchorOf(world, leave)) return []; // nobody resolves through an anchor
    const held = seats.get(vpcKey(leave.vpc)) ?? [];
    const { name } = leave.action.zone;
    if (held.some((seat) => seat.name === name)) return [];
    const hider = zoneAbove(held, name) ?? unseenAbove(world, name) ?? elseAbove(world, leave.vpc, name);
    return hider ? [{ leave, hider }] : [];
  });
}

/** Every VPC that comes out of a zone: by itself, by a move, or with the zone. */
function leavesOf({ views }: World, actions: readonly Action[]): Leave[] {
  const single = actions.flatMap((action): Leave[] => {
    if (action.kind === "disassociate") return [{ action, id: action.zone.id ?? "", vpc: action.vpc }];
    return action.kind === "move" ? [{ action, id: action.from.id ?? "", vpc: action.vpc }] : [];
  });
  const earlier = new Set(single.map(pairOf));
  const whole = actions.flatMap((action): Leave[] => {
    if (action.kind !== "deleteZone") return [];
    const id = action.zone.id ?? "";
    return vpcsOf(views.get(id)).map((vpc) => ({ action, id, vpc }));
  });
  return [...single, ...whole.filter((leave) => !earlier.has(pairOf(leave)))];
}

function pairOf({ id, vpc }: Pick<Leave, "id" | "vpc">): string {
  return `${id} ${vpcKey(vpc)}`;
}

/** The zones of each VPC when these actions are done. */
function seatsAfter(
  { estate, views }: World,
  actions: readonly Action[],
  leaves: readonly Leave[],
): Map<string, Seat[]> {
  const accepting = new Set<string | undefined>(
    estate.zones
      .filter((z) => z.settled.endpoint.acceptShadowing)
      .flatMap((z) => [z.ref.key, ...(z.view ? [z.view.id] : [])]),
  );
  const gone = new Set(leaves.map(pairOf));
  const seats = new Map<string, Seat[]>();
  const sit = (vpc: VpcRef, seat: Seat) => {
    const held = seats.get(vpcKey(vpc));
    if (held) held.push(seat);
    else seats.set(vpcKey(vpc), [seat]);
  };
  for (const view of views.values()) {
    const seat = { name: view.name, isAccepted: accepting.has(view.id) };
    for (const vpc of vpcsOf(view)) if (!gone.has(pairOf({ id: view.id, vpc }))) sit(vpc, seat);
  }
  for (const action of actions)
    if (action.kind === "associate" || action.kind === "move" || action.kind === "createZone")
      sit(action.vpc, { name: action.zone.name, isAccepted: accepting.has(action.zone.key) });
  return seats;
}

function zoneAbove(held: readonly Seat[], name: ZoneName): Hider | undefined {
  const above = held.find((seat) => !seat.isAccepted && isBeneath(name, seat.name));
  return (
    above && {
      what: `zone ${above.name}`,
      todo: `take ${above.name} away from that VPC too, or set acceptShadowing: true on its endpoint`,
    }
  );
}

/** Could not see is not absent (semantics 12). */
function unseenAbove({ unseen, unread }: World, name: ZoneName): Hider | undefined {
  const zone = unseen.find((v) => isBeneath(name, v.name));
  if (zone)
    return { what: `zone ${zone.id} (${zone.name}), whose VPCs could not be read,`, todo: "run again" };
  const hub = unread.find(({ names }) => namesAbove(name).some((n) => names.has(n)))?.hub;
  return (
    hub && {
      what: `a zone of hub ${hub.name}, which could not be seen, may still hold a name above and`,
      todo: "make that hub readable",
    }
  );
}

/** What is not ours: the hub VPC's own endpoints, and what a VPC showed when it was looked at. */
function elseAbove({ estate, views }: World, vpc: VpcRef, name: ZoneName): Hider | undefined {
  const hub = estate.drafts.find((d) => isHubVpc(d.hub, vpc));
  const seen = estate.observed.vpcs.get(vpcKey(vpc));
  const view = valueIn(seen);
  const inspected = valueIn(view?.privateDns) ?? [];
  const zones = valueIn(view?.zones) ?? [];
  const own = [...(hub ? privateDnsOf(hub.view) : []), ...inspected];
  const endpoint = own.find((e) => e.names.some((n) => isBeneath(name, n)))?.endpoint;
  const foreign = zones.find((z) => !views.has(z.id) && isBeneath(name, z.name));
  if (!endpoint && !foreign) return undefined;
  return {
    what: endpoint ? `the private DNS of ${endpoint}` : `zone ${foreign?.id} (${foreign?.name})`,
    todo: endpoint ? "switch that off first" : "take that VPC out of that zone first",
  };
}

function privateDnsOf({ endpoints, services }: HubView): { endpoint: string; names: ZoneName[] }[] {
  return endpoints
    .filter((e) => e.privateDnsEnabled && e.state !== "deleted")
    .map((e) => ({
      endpoint: e.id,
      names: services.filter((s) => s.name === e.service).flatMap((s) => s.privateNames.map(zoneNameOf)),
    }));
}

/** Their zones may bear any private name of the Region, since documents may have gone, and those that are written out. */
function unreadHubs({ hubs, endpoints }: Desired, { drafts, observed }: Estate): UnreadHub[] {
  return hubs
    .filter((hub) => observed.hubs.get(hub)?.kind !== "seen")
    .map((hub) => {
      const listed = drafts.filter((d) => d.hub.region === hub.region).flatMap((d) => d.view.services);
      const written = endpoints.filter((e) => e.hubs.includes(hub));
      const names = [
        ...listed.flatMap((s) => s.privateNames),
        ...written.flatMap((e) => [...(e.names ?? []), ...e.extraNames]),
      ];
      return { hub, names: new Set(names.map(zoneNameOf)) };
    });
}

function viewsOf({ drafts }: Estate): Map<string, ZoneView> {
  return new Map(drafts.flatMap(({ view }) => [...view.zones, ...view.adoptable].map((z) => [z.id, z])));
}

function vpcsOf(view: ZoneView | undefined): readonly VpcRef[] {
  return valueIn(view?.vpcs) ?? [];
}

function isAnchorOf({ estate }: World, { id, vpc }: Leave): boolean {
  const holder = estate.ours(id as ZoneId);
  return holder !== undefined && isAnchor(holder.hub, vpc);
}

function isBeneath(name: ZoneName, other: ZoneName): boolean {
  return name.endsWith(`.${other}`);
}

function shadows({ action, vpc }: Leave, { what, todo }: Hider): Finding {
  const { hub, zone } = action;
  return {
    kind: "withheld",
    reason: "Shadows",
    hub,
    zone: zone.name,
    vpc,
    message: `without zone ${zone.name}, ${what} would hide that name in ${vpc.id}`,
    todo,
  };
}
