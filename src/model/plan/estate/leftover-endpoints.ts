import type { AccountId, EndpointId } from "../../ids.ts";
import { leadOf, leadsTo, mayHold, mayHoldAddressOf } from "../../led-by.ts";
import type { EndpointView } from "../../observed/endpoint.ts";
import { isGoing } from "../../observed/endpoint-state.ts";
import type { HubView } from "../../observed/hub.ts";
import type { RecordView, ZoneView } from "../../observed/zone.ts";
import { claimedSet } from "../../ownership.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import type { Estate } from "./estate.ts";

/** Ours by its tag, of this hub, and not one that serves. What a document may yet settle on stays. */
export function leftoversOf({ drafts }: Estate, { hub, view, endpoints }: Draft): EndpointView[] {
  const serving = new Set(drafts.flatMap((d) => d.endpoints.flatMap(servingIn)));
  const open = endpoints.filter((e) => !e.live && !e.managed && e.actions.length === 0);
  const listed = new Set(view.services.map((s) => s.name));
  /** Without AWS's list nobody knows all the names that may lead to an endpoint. */
  const unnamed = endpoints.filter((e) => !listed.has(e.service));
  const unsettled = new Set([...open, ...unnamed].map((e) => `${e.document.set} ${e.service}`));
  /** A misspelt service: nobody can tell which endpoint its document means. */
  const unclear = new Set(open.filter((e) => !listed.has(e.service)).map((e) => e.document.set));
  return view.endpoints.filter(({ id, state, service, tags }) => {
    const set = claimedSet(hub, service, tags);
    if (set === undefined || serving.has(id) || unclear.has(set) || unsettled.has(`${set} ${service}`))
      return false;
    return !isGoing(state);
  });
}

/**
 * Documents of whose service a leftover is about to go: their aliases moved away from it, perhaps a moment ago by a
 * process that died, so they have to be INSYNC before it may (semantics 32). One that has to stay proves nothing, or
 * every pass would write the same aliases again.
 */
export function replacements(estate: Estate): ReadonlySet<HubEndpoint> {
  return new Set(
    estate.drafts.flatMap((draft) => {
      const zones = zonesRead(estate, draft.hub.account);
      const going = leftoversOf(estate, draft).filter((e) => mayGo(estate, draft, e, zones));
      const services = new Set(going.map((e) => e.service));
      return draft.endpoints.filter((endpoint) => services.has(endpoint.service));
    }),
  );
}

/** Whether the aliases of zones that documents want are all that may hold it. */
function mayGo(estate: Estate, draft: Draft, endpoint: EndpointView, zones: readonly ZoneView[]): boolean {
  const movable = new Set(
    estate.existing.flatMap((row) => (row.wanted && !row.adopted ? [row.live.id] : [])),
  );
  const stuck = zones.some(
    (zone) => pointsAt(zone, endpoint) && (!movable.has(zone.id) || hasCnameTo(zone, endpoint)),
  );
  return !stuck && !unreadZone(draft, endpoint, zones);
}

/** Made by us and now named by `existing`, an endpoint serves like any other. */
function servingIn({ document, live, managed }: HubEndpoint): (EndpointId | undefined)[] {
  return [managed, live?.view?.id, document.source.by === "id" ? document.source.id : undefined];
}

/** Every private zone of the account whose records were looked at: wanted, left over, adoptable or nobody's. */
export function zonesRead({ drafts }: Estate, account: AccountId): ZoneView[] {
  const views = drafts.filter((d) => d.hub.account === account).map((d) => d.view);
  const zones = views.flatMap((view) => [...view.zones, ...view.adoptable]);
  return [...new Map(zones.map((zone) => [zone.id, zone])).values()];
}

export function pointsAt({ records }: ZoneView, endpoint: EndpointView): boolean {
  if (records?.kind !== "seen") return true; // could not see is not absent
  return records.value.some((r) => mayLeadTo(endpoint, r));
}

/** By a name of its own, or by its addresses, as far as they were read. */
export function mayLeadTo(endpoint: EndpointView, record: RecordView): boolean {
  return leadsTo(endpoint.id, leadOf(record) ?? "") || mayHoldAddressOf(endpoint, record);
}

/** In a zone of ours a CNAME is somebody's: nothing moves it. */
function hasCnameTo({ records }: ZoneView, { id }: EndpointView): boolean {
  const all = records?.kind === "seen" ? records.value : [];
  return all.some((r) => r.type === "CNAME" && leadsTo(id, leadOf(r) ?? ""));
}

export type UnreadZone = HubView["strangers"][number];

/** A zone of somebody else that may hold one of the service's names: its records are none of ours to read. */
export function unreadZone(
  { view }: Draft,
  { service }: EndpointView,
  read: readonly ZoneView[],
): UnreadZone | undefined {
  const known = new Set(read.map((zone) => zone.id));
  const names = privateNames(view, service);
  return view.strangers.find((zone) => !known.has(zone.id) && mayHold(zone.name, names));
}

export function privateNames({ services }: HubView, service: string): readonly string[] {
  return services.find((s) => s.name === service)?.privateNames ?? [];
}
