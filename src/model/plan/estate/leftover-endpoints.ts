import {
  type Action,
  type ActionKey,
  type EndpointAction,
  endpointActionKey,
  endpointKey,
} from "../../action.ts";
import type { Finding } from "../../finding.ts";
import type { AccountId, EndpointId } from "../../ids.ts";
import type { EndpointView, HubView, ZoneView } from "../../observed.ts";
import { claimedSet } from "../../ownership.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Settled } from "../wanted/endpoints/endpoint.ts";
import type { Estate } from "./estate.ts";

/** How long clients may remember where an alias led: its TTL (semantics 32). */
const LINGER_SECONDS = 60;
/** Route 53: "changes generally propagate within 60 seconds". For a change that nobody waits for, or that an earlier pass made. */
const PROPAGATION_SECONDS = 60;

/**
 * Managed endpoints that no document wants any more, or that another one replaced. Last of all, and never while an
 * alias leads there, in whosever zone of the account, or may do so in a zone that we do not read (semantics 6, 12, 32).
 */
export function planLeftoverEndpoints(
  estate: Estate,
  actions: readonly Action[],
): { actions: EndpointAction[]; findings: Finding[] } {
  const out = { actions: [] as EndpointAction[], findings: [] as Finding[] };
  for (const draft of estate.drafts) {
    const zones = zonesRead(estate, draft.hub.account);
    for (const endpoint of leftoversOf(estate, draft)) {
      const pointing = zones.filter((zone) => pointsAt(zone, endpoint));
      const freed = pointing.map((zone) => freeing(zone, endpoint, actions));
      const stuck = pointing[freed.indexOf(undefined)];
      const unread = unreadZone(draft, endpoint, zones);
      if (stuck) out.findings.push(stillUsed(draft, endpoint, stuck));
      else if (unread) out.findings.push(maybeUsed(draft, endpoint, unread));
      else {
        const moved = estate.existing.filter((h) => h.service === endpoint.service);
        out.actions.push(
          deletion(draft, endpoint, [...freed, ...moved.map((h) => settling(h.view, actions)?.key)]),
        );
      }
    }
  }
  return out;
}

/**
 * Documents of whose service a leftover is about to go: their aliases moved away from it, perhaps a moment ago by a
 * process that died, so they have to be INSYNC before it may (semantics 32). One that has to stay proves nothing, or
 * every pass would write the same aliases again.
 */
export function replacements(estate: Estate): ReadonlySet<Settled> {
  return new Set(
    estate.drafts.flatMap((draft) => {
      const zones = zonesRead(estate, draft.hub.account);
      const going = leftoversOf(estate, draft).filter((e) => mayGo(estate, draft, e, zones));
      const services = new Set(going.map((e) => e.service));
      return draft.endpoints.filter((settled) => services.has(settled.service));
    }),
  );
}

/** Whether the aliases of zones that documents want are all that may hold it. */
function mayGo(estate: Estate, draft: Draft, endpoint: EndpointView, zones: readonly ZoneView[]): boolean {
  const movable = new Set(estate.existing.flatMap((h) => (h.zone && !h.zone.adopted ? [h.view.id] : [])));
  const stuck = zones.some((zone) => pointsAt(zone, endpoint) && !movable.has(zone.id));
  return !stuck && !unreadZone(draft, endpoint, zones);
}

/** Ours by its tag, of this hub, and not one that serves. What a document may yet settle on stays. */
function leftoversOf({ drafts }: Estate, { hub, view, endpoints }: Draft): EndpointView[] {
  const serving = new Set(drafts.flatMap((d) => d.endpoints.flatMap(servingIn)));
  const open = endpoints.filter((e) => !e.live && !e.managed && e.actions.length === 0);
  const unsettled = new Set(open.map((e) => `${e.endpoint.set} ${e.service}`));
  const listed = new Set(view.services.map((s) => s.name));
  /** A misspelt service: nobody can tell which endpoint its document means. */
  const unclear = new Set(open.filter((e) => !listed.has(e.service)).map((e) => e.endpoint.set));
  return view.endpoints.filter(({ id, state, service, tags }) => {
    const set = claimedSet(hub, service, tags);
    if (set === undefined || serving.has(id) || unclear.has(set) || unsettled.has(`${set} ${service}`))
      return false;
    return !["deleting", "deleted"].includes(state);
  });
}

/** Made by us and now named by `existing`, an endpoint serves like any other. */
function servingIn({ endpoint, live, managed }: Settled): (EndpointId | undefined)[] {
  return [managed, live?.view?.id, endpoint.source.by === "id" ? endpoint.source.id : undefined];
}

/** Every private zone of the account whose records were looked at: wanted, left over, adoptable or nobody's. */
function zonesRead({ drafts }: Estate, account: AccountId): ZoneView[] {
  const views = drafts.filter((d) => d.hub.account === account).map((d) => d.view);
  const zones = views.flatMap((view) => [...view.zones, ...view.adoptable]);
  return [...new Map(zones.map((zone) => [zone.id, zone])).values()];
}

function pointsAt({ records }: ZoneView, endpoint: EndpointView): boolean {
  if (records?.kind !== "seen") return true; // could not see is not absent
  return records.value.some((r) => r.alias && leadsTo(endpoint, r.alias.dnsName));
}

function leadsTo({ id }: EndpointView, dnsName: string): boolean {
  return dnsName.replace(/^\*\./, "").startsWith(`${id}-`);
}

/** The action of this plan after which no alias of the zone leads to the endpoint any longer. */
function freeing(zone: ZoneView, endpoint: EndpointView, actions: readonly Action[]): ActionKey | undefined {
  const settled = settling(zone, actions);
  if (settled?.kind === "deleteZone") return settled.key;
  const change = actions.find((a) => a.kind === "changeRecords" && a.zone.id === zone.id);
  if (!settled || change?.kind !== "changeRecords" || zone.records?.kind !== "seen") return undefined;
  const moved = change.upserts.filter(
    ({ target }) => !("dnsName" in target && leadsTo(endpoint, target.dnsName)),
  );
  const places = new Set(moved.map((alias) => `${alias.type} ${alias.name}`));
  const left = zone.records.value.filter((r) => !places.has(`${r.type} ${r.name}`));
  return left.some((r) => r.alias && leadsTo(endpoint, r.alias.dnsName)) ? undefined : settled.key;
}

/** The action of this plan that ends what it does to the zone's records. */
function settling({ id }: ZoneView, actions: readonly Action[]): Action | undefined {
  return actions.find(
    (a) => (a.kind === "deleteZone" || (a.kind === "awaitInsync" && !a.vpc)) && a.zone.id === id,
  );
}

type UnreadZone = HubView["strangers"][number];

/** A zone of somebody else that may hold one of the service's names: its records are none of ours to read. */
function unreadZone(
  { view }: Draft,
  { service }: EndpointView,
  read: readonly ZoneView[],
): UnreadZone | undefined {
  const known = new Set(read.map((zone) => zone.id));
  const names = view.services.find((s) => s.name === service)?.privateNames ?? [];
  const mayHold = ({ name }: UnreadZone) =>
    names.length === 0 || names.some((n) => `.${n}`.endsWith(`.${name}`) || isBeneath(name, n));
  return view.strangers.find((zone) => !known.has(zone.id) && mayHold(zone));
}

/** Under a wildcard name, zones of deeper names may lead to the endpoint too. */
function isBeneath(name: string, wildcard: string): boolean {
  return wildcard.startsWith("*.") && name.endsWith(wildcard.slice(1));
}

/** `waits`: what ends each zone's change; undefined for a zone that this plan leaves alone, so nothing proves it INSYNC. */
function deletion(
  { hub }: Draft,
  endpoint: EndpointView,
  waits: readonly (ActionKey | undefined)[],
): EndpointAction {
  const set = claimedSet(hub, endpoint.service, endpoint.tags) ?? "";
  const after = [...new Set(waits.filter((key) => key !== undefined))];
  const isInsync = waits.length > 0 && waits.every((key) => key?.startsWith("awaitInsync "));
  const target = {
    key: endpointKey(hub.name, set, endpoint.service),
    service: endpoint.service,
    region: hub.region,
    id: endpoint.id,
  };
  return {
    kind: "deleteEndpoint",
    key: endpointActionKey("deleteEndpoint", target),
    after,
    hub: hub.name,
    account: hub.account,
    target,
    lingerSeconds: LINGER_SECONDS + (isInsync ? 0 : PROPAGATION_SECONDS),
    because: `no document wants ${endpoint.id} of ${endpoint.service} (${endpoint.state}) any more`,
    removal: true,
  };
}

function stillUsed(draft: Draft, endpoint: EndpointView, zone: ZoneView): Finding {
  return {
    ...inUse(draft, zone),
    message: `${endpoint.id} of ${endpoint.service} is no longer wanted, but an alias of zone ${zone.id} (${zone.name}) may still point at it`,
    todo: `see why that zone keeps its records: ${listing(zone)}; the endpoint goes when none of them leads to it`,
  };
}

function maybeUsed(draft: Draft, endpoint: EndpointView, zone: UnreadZone): Finding {
  return {
    ...inUse(draft, zone),
    message: `${endpoint.id} of ${endpoint.service} is no longer wanted, but zone ${zone.id} (${zone.name}) is not ours, so we do not read whether an alias there points at it`,
    todo: `look: ${listing(zone)}; if nothing leads to it: aws ec2 delete-vpc-endpoints --region ${draft.hub.region} --vpc-endpoint-ids ${endpoint.id}`,
  };
}

function inUse({ hub }: Draft, { name }: UnreadZone) {
  return { kind: "withheld", reason: "EndpointInUse", hub: hub.name, zone: name } as const;
}

function listing({ id }: UnreadZone): string {
  return `aws route53 list-resource-record-sets --hosted-zone-id ${id}`;
}
