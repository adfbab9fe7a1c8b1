import type { Action, ZoneAction, ZoneRef } from "../../action.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { isBeneath, namesAbove } from "../../dns-name.ts";
import { gainsOf, isZoneAction, zoneEffectsOf } from "../../effects.ts";
import { holdsNames } from "../../endpoint-state.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import { pairKey, type VpcRef, vpcKey, type ZoneId, type ZoneName, zoneNameOf } from "../../ids.ts";
import type { HubView, ZoneView } from "../../observed.ts";
import { type Estate, isAnchor, isHubVpc, vpcsIn } from "../estate/estate.ts";
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
    const hidden = uncovered(world, actions);
    if (hidden.length === 0) return { actions, findings };
    findings.push(...hidden.map(({ leave, hider }) => shadows(leave, hider)));
    actions = withoutDependents(
      actions,
      hidden.map(({ leave }) => leave.action.key),
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
type Membership = { readonly name: ZoneName; readonly isAccepted: boolean };

function uncovered(world: World, actions: readonly Action[]): { leave: Leave; hider: Hider }[] {
  const leaves = leavesOf(world, actions);
  if (leaves.length === 0) return [];
  const after = membershipsAfter(world, actions, leaves);
  return leaves.flatMap((leave) => {
    if (leave.action.kind === "move" || isAnchorOf(world, leave)) return []; // nobody resolves through an anchor
    const zones = after.get(vpcKey(leave.vpc)) ?? [];
    const { name } = leave.action.zone;
    if (zones.some((zone) => zone.name === name)) return [];
    const hider = zoneAbove(zones, name) ?? unseenAbove(world, name) ?? elseAbove(world, leave.vpc, name);
    return hider ? [{ leave, hider }] : [];
  });
}

/** Every VPC that comes out of a zone: by itself, by a move, or with the zone. In order: with the zone only who is left. */
function leavesOf({ views }: World, actions: readonly Action[]): Leave[] {
  const members = ({ id }: ZoneRef) => vpcsIn(views.get(id ?? ""));
  const leaves = new Map<string, Leave>();
  for (const action of actions.filter(isZoneAction))
    for (const { change, vpc, by } of zoneEffectsOf(action, members)) {
      const id = by.zone.id ?? "";
      const pair = pairKey(id, vpc);
      if (change === "loss" && !leaves.has(pair)) leaves.set(pair, { action, id, vpc });
    }
  return [...leaves.values()];
}

/** The zones of each VPC when these actions are done. */
function membershipsAfter(
  { estate, views }: World,
  actions: readonly Action[],
  leaves: readonly Leave[],
): Map<string, Membership[]> {
  const accepting = new Set<string | undefined>(
    estate.zones
      .filter((z) => z.wanted.endpoint.document.acceptShadowing)
      .flatMap((z) => [z.ref.key, ...(z.live ? [z.live.id] : [])]),
  );
  const gone = new Set(leaves.map(({ id, vpc }) => pairKey(id, vpc)));
  const after = new Map<string, Membership[]>();
  const join = (vpc: VpcRef, zone: Membership) => {
    const others = after.get(vpcKey(vpc));
    if (others) others.push(zone);
    else after.set(vpcKey(vpc), [zone]);
  };
  for (const view of views.values()) {
    const zone = { name: view.name, isAccepted: accepting.has(view.id) };
    for (const vpc of vpcsIn(view)) if (!gone.has(pairKey(view.id, vpc))) join(vpc, zone);
  }
  for (const { vpc, name, by } of gainsOf(actions))
    join(vpc, { name, isAccepted: accepting.has(by.zone.key) });
  return after;
}

function zoneAbove(zones: readonly Membership[], name: ZoneName): Hider | undefined {
  const above = zones.find((zone) => !zone.isAccepted && isBeneath(name, zone.name));
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
    .filter((e) => e.privateDnsEnabled && holdsNames(e.state))
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

function isAnchorOf({ estate }: World, { id, vpc }: Leave): boolean {
  const row = estate.ours(id as ZoneId);
  return row !== undefined && isAnchor(row.hub, vpc);
}

function shadows({ action, vpc }: Leave, { what, todo }: Hider): Finding {
  const { hub, zone } = action;
  return finding(
    "withheld",
    { hub, zone: zone.name, vpc },
    {
      reason: "Shadows",
      message: `without zone ${zone.name}, ${what} would hide that name in ${vpc.id}`,
      todo,
    },
  );
}
