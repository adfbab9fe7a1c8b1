import { type Alias, type ZoneRef, zoneKey } from "../action.ts";
import type { Desired, Endpoint, Hub } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import { vpcKey, type ZoneName } from "../ids.ts";
import type { HubView, NetworkView, ZoneView } from "../observed.ts";
import { digestOfNames, type ZoneRecord } from "../zone.ts";
import { type Client, clientsByEndpoint } from "./clients.ts";
import { adoptedZone, takenOver, withoutDisputes } from "./disputes.ts";
import { aliasesFor, type Settled, settleEndpoint } from "./endpoint.ts";
import { compare } from "./in-order.ts";
import { type OwnedZone, ownedZones, type TakenZone } from "./ownership.ts";
import { withRoom } from "./room.ts";
import { type Hidden, hiddenBeneath } from "./shadow.ts";

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
  /** Ours, and no document wants it any more. */
  readonly leftovers: readonly OwnedZone[];
  /** VPCs of suspended spokes, by `vpcKey`: nothing is added to them or taken from them. */
  readonly suspended: ReadonlySet<string>;
  readonly findings: readonly Finding[];
};

export type WantedZone = {
  readonly ref: ZoneRef;
  readonly hub: Hub;
  readonly settled: Settled;
  /** What is written into a zone that has to be made. */
  readonly record: ZoneRecord;
  /** Absent: leave the records alone (the endpoint is stalled, or AWS no longer lists the name). */
  readonly aliases?: readonly Alias[];
  readonly view?: ZoneView;
  /** Somebody else's zone, taken into service: we add, and remove nothing (semantics 9). */
  readonly adopted?: true;
  readonly clients: readonly Client[];
  /** Other services' private names beneath this zone's name. */
  readonly hidden: readonly Hidden[];
};

export function draftHub(hub: Hub, desired: Desired, view: HubView, network?: NetworkView): Draft {
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
  const drafts = endpoints.map((settled) =>
    zonesOf(hub, view, settled, claims, clientsOf(settled.endpoint), documents),
  );
  const { zones, twins } = onePerName(drafts.flatMap((d) => d.zones));
  const findings = [
    ...owned.findings,
    ...handedOver(hub, endpoints, owned.taken),
    ...endpoints.flatMap((e) => e.findings),
    ...drafts.flatMap((d) => d.findings),
    ...twins,
  ];
  const leftovers = owned.zones.filter((z) => !claims.has(z)).map((z) => heldBack(view, endpoints, z));
  const paused = spokes.filter((s) => s.suspend).map((s) => vpcKey({ id: s.vpc, region: s.region }));
  return { hub, view, endpoints, zones, leftovers, suspended: new Set(paused), findings };
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

/**
 * AWS may list one name for two services of a set, or an `extraNames` may meet a listed name: one zone cannot point at
 * both. The endpoint that has the zone keeps it, else the first by name gets it, and the other is told.
 */
function onePerName(all: readonly WantedZone[]): { zones: WantedZone[]; twins: Finding[] } {
  const kept = new Map<string, WantedZone>();
  for (const zone of all) if (zone.view || !kept.has(zone.ref.key)) kept.set(zone.ref.key, zone);
  const zones = [...kept.values()].sort((a, b) => depth(b) - depth(a) || compare(a.ref.key, b.ref.key));
  const twins = all.flatMap((zone): Finding[] => {
    const holder = kept.get(zone.ref.key);
    if (!holder || holder === zone) return [];
    const [name, theirs] = [zone.settled.endpoint.name, holder.settled.endpoint.name];
    return [
      {
        kind: "conflict",
        reason: "NameWantedTwice",
        hub: zone.hub.name,
        endpoint: name,
        zone: zone.ref.name,
        message: `endpoints ${theirs} and ${name} of set ${zone.record.set} both have the name ${zone.ref.name}; it points at ${theirs}`,
        todo: "narrow names of one of them",
      },
    ];
  });
  return { zones, twins };
}

/** Deeper names first: a zone's parent must never be associated before the zone itself (semantics 5). */
function depth(zone: WantedZone): number {
  return zone.ref.name.split(".").length;
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

function zonesOf(
  hub: Hub,
  hubView: HubView,
  settled: Settled,
  claims: ReadonlyMap<OwnedZone, Settled>,
  clients: readonly Client[],
  documents: readonly Endpoint[],
): { zones: WantedZone[]; findings: Finding[] } {
  const owned = new Map([...claims].filter(([, s]) => s === settled).map(([zone]) => [zone.view.name, zone]));
  const digest = digestOfNames(settled.names.map((n) => n.zone));
  const zones: WantedZone[] = [];
  const findings: Finding[] = [];
  const place = { hub: hub.name, endpoint: settled.endpoint.name } as const;
  const base = (name: ZoneName, origin: ZoneRecord["origin"], view?: ZoneView) => ({
    hub,
    settled,
    clients,
    hidden: hiddenBeneath(name, settled.service, hubView, documents),
    record: { service: settled.service, set: settled.endpoint.set, origin, names: digest },
    ref: { key: zoneKey(hub.name, settled.endpoint.set, name), name, ...(view && { id: view.id }) },
    ...(view && { view }),
  });
  for (const wanted of settled.names) {
    const ours = owned.get(wanted.zone)?.view;
    const adopted = ours ? undefined : adoptedZone(hubView, settled.endpoint, wanted.zone);
    const view = ours ?? adopted;
    if (!view && !wanted.explicit && isNewName(settled, hub, [...owned.values()], digest)) {
      findings.push({
        ...place,
        kind: "withheld",
        reason: "NewName",
        zone: wanted.zone,
        message: `AWS added the name ${wanted.zone} to ${settled.service} after the endpoint's first client joined`,
        todo: "set newNames: apply, or list it in names, to share it",
      });
      continue;
    }
    const aliases = settled.live && aliasesFor(wanted.zone, wanted.wildcard, settled.live);
    zones.push({
      ...base(wanted.zone, wanted.origin, view),
      ...(aliases && { aliases }),
      ...(adopted && { adopted: true }),
    });
  }
  for (const [name, zone] of owned) {
    if (settled.names.some((n) => n.zone === name)) continue;
    zones.push(base(name, zone.record?.origin ?? "aws", zone.view));
    findings.push({
      ...place,
      kind: "note",
      reason: "NameVanished",
      zone: name,
      message: `AWS no longer lists ${name} for ${settled.service}; its zone and associations stay as they are`,
      todo: "to give it up, list the remaining names in names",
    });
  }
  return { zones, findings };
}

/**
 * A name that no zone of the endpoint was planned with, on an endpoint that has clients already: AWS added it
 * (semantics 23). A creation that was cut short is told apart by the digest in its siblings' comments.
 */
function isNewName(settled: Settled, hub: Hub, siblings: readonly OwnedZone[], digest: string): boolean {
  if (settled.endpoint.newNames === "apply" || siblings.length === 0) return false;
  if (siblings.some((zone) => zone.record?.names === digest)) return false;
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  return siblings.some(
    ({ view }) => view.vpcs.kind === "unreadable" || view.vpcs.value.some((v) => vpcKey(v) !== anchor),
  );
}
