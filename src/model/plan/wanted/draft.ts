import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import type { Finding, Why } from "../../finding.ts";
import { type VpcId, vpcKey, vpcRef, zoneNameOf } from "../../ids.ts";
import { idOf, type KnownSpoke } from "../../leaving.ts";
import type { HubView } from "../../observed/hub.ts";
import type { Observed } from "../../observed/observed.ts";
import type { Turns } from "../../turns.ts";
import { type ClientsOf, clientsByEndpoint } from "./clients.ts";
import { type HubEndpoint, hubEndpointOf } from "./endpoints/endpoint.ts";
import { withinQuota } from "./endpoints/endpoint-quota.ts";
import { withoutOtherOwners } from "./other-owners.ts";
import { viewIdsOf } from "./resolver/sides.ts";
import { addedTo } from "./zones/added-zones.ts";
import { takenOver, withoutDisputes } from "./zones/disputes.ts";
import { onePerName } from "./zones/one-per-name.ts";
import { ownedZones, type TakenZone } from "./zones/owned-zones.ts";
import type { ShardRules } from "./zones/shards.ts";
import { zonesOf } from "./zones/wanted-zones.ts";
import type { LiveRow, WantedRow } from "./zones/zone-row.ts";

/** One hub, documents held against what AWS shows. The later steps only compare rows (`zones/zone-row.ts`). */
export type Draft = {
  readonly hub: Hub;
  readonly view: HubView;
  readonly endpoints: readonly HubEndpoint[];
  /** How many documents name it. */
  readonly spokes: number;
  /** Every zone that some endpoint document wants or keeps, deepest name first. */
  readonly zones: readonly WantedRow[];
  /** Ours, or somebody else's that we added to, and no document wants them any more. */
  readonly leftovers: readonly LiveRow[];
  /** VPCs of suspended spokes, by `vpcKey`. */
  readonly suspendedKeys: ReadonlySet<string>;
  readonly findings: readonly Finding[];
};

/** `observed`: as far as it is known yet; what has to be looked at follows from the drafts themselves. */
export function* draftHub(
  hub: Hub,
  desired: Desired,
  view: HubView,
  observed: Partial<Pick<Observed, "networks" | "vpcs" | "leaving">> = {},
): Turns<Draft> {
  const documents = desired.endpoints.filter((e) => e.hubs.includes(hub));
  const spokes = desired.spokes.filter((s) => s.hub === hub);
  const suspendedKeys = suspendedIn(view, spokes);
  const suspendedIds: ReadonlySet<VpcId> = new Set([
    ...spokes.filter((s) => s.suspend).map((s) => s.vpc),
    ...suspendedBefore(hub, observed.leaving ?? []),
  ]);
  const found = documents.map((document) => hubEndpointOf(hub, document, view));
  const possible = withinQuota(hub, view, observed.networks?.get(hub), found);
  const owned = ownedZones(hub, possible, [...view.zones, ...view.adoptable], suspendedIds);
  const beside = withoutOtherOwners(hub, view, owned.zones, withoutDisputes(hub, view, owned, possible));
  const { endpoints } = beside;
  const claims = claimZones(endpoints, owned.zones);
  const clientsOf = clientsByEndpoint(hub, spokes, viewsOf(hub, view));
  const shardRules = {
    hub,
    staying: stayingIn(endpoints, clientsOf, suspendedKeys),
    vpcs: observed.vpcs ?? new Map(),
  };
  const context = { hub, view, claims, documents, shardRules, suspended: suspendedIds };
  const drafts: ReturnType<typeof zonesOf>[] = [];
  for (const endpoint of endpoints) {
    drafts.push(zonesOf(context, endpoint, clientsOf(endpoint.document)));
    yield;
  }
  const emptied = new Set(drafts.flatMap((d) => d.emptied));
  const { zones, twins } = onePerName(drafts.flatMap((d) => d.zones));
  const findings = [
    ...owned.findings,
    ...beside.findings,
    ...handedOver(hub, endpoints, owned.taken),
    ...endpoints.flatMap((e) => e.findings),
    ...drafts.flatMap((d) => d.findings),
    ...twins,
  ];
  const serving = new Set(zones.flatMap(({ live }) => live?.id ?? []));
  const added = addedTo(hub, documents, view.adoptable, suspendedIds).filter(
    ({ ref }) => !serving.has(ref.id),
  );
  const leftovers = owned.zones.flatMap((row): LiveRow[] => {
    if (emptied.has(row)) return [{ ...row, emptied: true }];
    return claims.has(row) ? [] : [keptByUnlisted(view, endpoints, row)];
  });
  leftovers.push(...added);
  return {
    hub,
    view,
    spokes: new Set(spokes.map(({ name }) => name)).size,
    endpoints,
    zones,
    leftovers,
    suspendedKeys,
    findings,
  };
}

/** The VPC that rules are to lead to, and those that they have to leave first; but for one that somebody bent a rule to. */
function viewsOf(hub: Hub, { resolver, zones, adoptable }: HubView): VpcId[] {
  const view = valueIn(resolver);
  const [wanted, ...others] = view ? viewIdsOf({ hub, view }) : [];
  if (wanted === undefined || others.length === 0) return wanted === undefined ? [] : [wanted];
  const isMember = (vpc: VpcId) =>
    [...zones, ...adoptable].some(({ vpcs }) => valueIn(vpcs)?.has(vpcKey(vpcRef(vpc, hub.region))) ?? true);
  return [wanted, ...others.filter(isMember)];
}

/** Of spokes whose documents are gone and were suspended when they were last seen (semantics 40). */
function suspendedBefore(hub: Hub, leaving: readonly KnownSpoke[]): VpcId[] {
  return leaving.filter((one) => one.suspended && one.hub === hub.name).map(({ vpc }) => idOf(vpc) as VpcId);
}

/** By `vpcKey`, those seen in a zone under another Region than the document's too: ids are unique over Regions. */
function suspendedIn({ zones, adoptable }: HubView, spokes: readonly Spoke[]): ReadonlySet<string> {
  const paused = spokes.filter((s) => s.suspend);
  if (paused.length === 0) return new Set();
  const ids = new Set<string>(paused.map((s) => s.vpc));
  const members = [...zones, ...adoptable].flatMap((zone) => [...(valueIn(zone.vpcs)?.values() ?? [])]);
  const named = paused.map((s) => ({ id: s.vpc, region: s.region }));
  return new Set([...named, ...members.filter((vpc) => ids.has(vpc.id))].map(vpcKey));
}

/** Suspended spokes, and those that would lose the name to a zone above it, which their documents want (semantics 5). */
function stayingIn(
  endpoints: readonly HubEndpoint[],
  clientsOf: ClientsOf,
  suspended: ReadonlySet<string>,
): ShardRules["staying"] {
  const hiding = endpoints.filter((e) => !e.document.acceptShadowing);
  return (name) => {
    const above = hiding.filter((e) => e.names.some((n) => name.endsWith(`.${n.zone}`)));
    if (above.length === 0) return suspended;
    return new Set([...suspended, ...above.flatMap((e) => [...clientsOf(e.document).keys])]);
  };
}

/**
 * A document whose service AWS does not list, by a typo or for a while, may be the one that wants the zone: nothing of
 * its set goes until that is clear (semantics 12).
 */
function keptByUnlisted(view: HubView, endpoints: readonly HubEndpoint[], row: LiveRow): LiveRow {
  const listed = new Set(view.services.map((s) => s.name));
  const unlisted = endpoints.find((e) => e.document.set === row.set && !e.live && !listed.has(e.service));
  if (!unlisted) return row;
  const { name } = unlisted.document;
  const keptBy: Why = {
    reason: "EndpointUnsettled",
    message: `zone ${row.ref.id} (${row.ref.name}) stays: no document wants it, but endpoint ${name} names the service ${unlisted.service}, which AWS does not list, and may have meant it`,
    todo: `mend or delete the document of endpoint ${name}`,
  };
  return { ...row, keptBy };
}

/** Zones that another owner took over and that no document here wants. */
function handedOver(hub: Hub, endpoints: readonly HubEndpoint[], taken: readonly TakenZone[]): Finding[] {
  const isWanted = ({ set, view }: TakenZone) =>
    endpoints.some((e) => e.document.set === set && e.names.some((n) => n.zone === view.name));
  const done = taken.filter((zone) => !isWanted(zone));
  return done.map((zone) => takenOver({ hub: hub.name, zone: zone.view.name }, zone, false));
}

/** Which endpoint each of our zones serves. What nobody claims is left over. */
function claimZones(
  endpoints: readonly HubEndpoint[],
  owned: readonly LiveRow[],
): ReadonlyMap<LiveRow, HubEndpoint> {
  const claims = new Map<LiveRow, HubEndpoint>();
  for (const row of owned) {
    const ofSet = endpoints.filter((e) => e.document.set === row.set);
    const wanting = ofSet.filter((e) => e.names.some((n) => n.zone === row.live.name));
    const incumbent = wanting.find((e) => e.service === row.record?.service);
    const claimant = incumbent ?? wanting[0] ?? ofSet.find((e) => keeps(e, row));
    if (claimant) claims.set(row, claimant);
  }
  return claims;
}

/**
 * A zone whose name is not wanted now still belongs to its endpoint when only AWS's answer dropped the name
 * (semantics 12, 23). When the document dropped it, by narrowing `names` or shortening `extraNames`, it does not.
 */
function keeps({ service, document }: HubEndpoint, { record, live }: LiveRow): boolean {
  if (record?.service !== service || record.origin === "extra") return false;
  const { names } = document;
  return names === undefined || names.some((n) => zoneNameOf(n) === live.name);
}
