import type { Desired, Endpoint, Hub } from "../../desired/types.ts";
import type { Finding } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import type { HubView, Observed } from "../../observed.ts";
import { type Client, clientKeys, clientsByEndpoint } from "./clients.ts";
import { type Settled, settleEndpoint } from "./endpoints/endpoint.ts";
import { withRoom } from "./endpoints/endpoint-quota.ts";
import { takenOver, withoutDisputes } from "./zones/disputes.ts";
import { type OwnedZone, ownedZones, type TakenZone } from "./zones/owned-zones.ts";
import type { Seating } from "./zones/shards.ts";
import { onePerName, type WantedZone, zonesOf } from "./zones/wanted-zones.ts";

/**
 * A hub with both sides joined: every zone that should exist beside the one that does. The later steps (pairs,
 * removals) only compare; none of them asks again whose a zone is or which document it serves.
 */
export type Draft = {
  readonly hub: Hub;
  readonly view: HubView;
  readonly endpoints: readonly Settled[];
  /** Every zone that some endpoint document wants or keeps, deepest name first. */
  readonly zones: readonly WantedZone[];
  readonly leftovers: readonly Leftover[];
  /** VPCs of suspended spokes, by `vpcKey`: nothing is added to them or taken from them. */
  readonly suspended: ReadonlySet<string>;
  readonly findings: readonly Finding[];
};

/** Ours, and no document wants it any more; `emptied`: a shard that nobody is left in, while others of its name are used. */
export type Leftover = OwnedZone & { readonly emptied?: true };

/** `observed`: as far as it is known yet; what has to be looked at follows from the drafts themselves. */
export function draftHub(
  hub: Hub,
  desired: Desired,
  view: HubView,
  observed: Partial<Pick<Observed, "networks" | "vpcs">> = {},
): Draft {
  const network = observed.networks?.get(hub);
  const documents = desired.endpoints.filter((e) => e.hubs.includes(hub));
  const settled = withRoom(
    hub,
    view,
    network,
    documents.map((endpoint) => settleEndpoint(hub, endpoint, view)),
  );
  const owned = ownedZones(hub, settled, [...view.zones, ...view.adoptable]);
  const endpoints = withoutDisputes(hub, view, owned, settled);
  const claims = claimZones(endpoints, owned.zones);
  const spokes = desired.spokes.filter((s) => s.hub === hub);
  const clientsOf = clientsByEndpoint(hub, spokes);
  const paused = spokes.filter((s) => s.suspend).map((s) => vpcKey({ id: s.vpc, region: s.region }));
  const suspended: ReadonlySet<string> = new Set(paused);
  const seating = {
    hub,
    held: heldBy(endpoints, clientsOf, suspended),
    vpcs: observed.vpcs ?? new Map(),
  };
  const household = { hub, view, claims, documents, seating };
  const drafts = endpoints.map((settled) => zonesOf(household, settled, clientsOf(settled.endpoint)));
  const emptied = new Set(drafts.flatMap((d) => d.emptied));
  const { zones, twins } = onePerName(drafts.flatMap((d) => d.zones));
  const findings = [
    ...owned.findings,
    ...handedOver(hub, endpoints, owned.taken),
    ...endpoints.flatMap((e) => e.findings),
    ...drafts.flatMap((d) => d.findings),
    ...twins,
  ];
  const leftovers = owned.zones
    .filter((zone) => !claims.has(zone) || emptied.has(zone.view))
    .map(
      (zone): Leftover => (claims.has(zone) ? { ...zone, emptied: true } : heldBack(view, endpoints, zone)),
    );
  return { hub, view, endpoints, zones, leftovers, suspended, findings };
}

/** Suspended spokes, and those that would lose the name to a zone above it, which their documents want (semantics 5). */
function heldBy(
  endpoints: readonly Settled[],
  clientsOf: (endpoint: Endpoint) => readonly Client[],
  suspended: ReadonlySet<string>,
): Seating["held"] {
  const hiding = endpoints.filter((s) => !s.endpoint.acceptShadowing);
  return (name) => {
    const above = hiding.filter((s) => s.names.some((n) => name.endsWith(`.${n.zone}`)));
    if (above.length === 0) return suspended;
    return new Set([...suspended, ...above.flatMap((s) => [...clientKeys(clientsOf(s.endpoint))])]);
  };
}

/**
 * A document whose service AWS does not list, by a typo or for a while, may be the one that wants the zone: nothing of
 * its set goes before it is settled (semantics 12).
 */
function heldBack(view: HubView, endpoints: readonly Settled[], zone: OwnedZone): OwnedZone {
  const listed = new Set(view.services.map((s) => s.name));
  const unsettled = endpoints.find((s) => s.endpoint.set === zone.set && !listed.has(s.service));
  if (!unsettled) return zone;
  const { name } = unsettled.endpoint;
  const withheldBy = {
    reason: "EndpointUnsettled",
    message: `zone ${zone.view.id} (${zone.view.name}) stays: no document wants it, but endpoint ${name} names the service ${unsettled.service}, which AWS does not list, and may have meant it`,
    todo: `mend or delete the document of endpoint ${name}`,
  };
  return { ...zone, withheldBy };
}

/** Zones that another owner took over and that no document here wants. */
function handedOver(hub: Hub, endpoints: readonly Settled[], taken: readonly TakenZone[]): Finding[] {
  const isWanted = ({ set, view }: TakenZone) =>
    endpoints.some((s) => s.endpoint.set === set && s.names.some((n) => n.zone === view.name));
  const done = taken.filter((zone) => !isWanted(zone));
  return done.map((zone) => ({ hub: hub.name, zone: zone.view.name, ...takenOver(zone, false) }));
}

/** Which endpoint each of our zones serves. What nobody claims is left over. */
function claimZones(endpoints: readonly Settled[], owned: readonly OwnedZone[]): Map<OwnedZone, Settled> {
  const claims = new Map<OwnedZone, Settled>();
  for (const zone of owned) {
    const ofSet = endpoints.filter((s) => s.endpoint.set === zone.set);
    const wanting = ofSet.filter((s) => s.names.some((n) => n.zone === zone.view.name));
    const incumbent = wanting.find((s) => s.service === zone.record?.service);
    const claimant = incumbent ?? wanting[0] ?? ofSet.find((s) => keeps(s, zone));
    if (claimant) claims.set(zone, claimant);
  }
  return claims;
}

/**
 * A zone whose name is not wanted now still belongs to its endpoint when only AWS's answer dropped the name
 * (semantics 12, 23). When the document dropped it, by narrowing `names` or shortening `extraNames`, it does not.
 */
function keeps(settled: Settled, zone: OwnedZone): boolean {
  if (zone.record?.service !== settled.service) return false;
  if (zone.record.origin === "extra") return false;
  const { names } = settled.endpoint;
  return names === undefined || names.some((n) => n.toLowerCase().replace(/^\*\./, "") === zone.view.name);
}
