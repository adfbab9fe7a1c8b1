import {
  type Action,
  type ActionKey,
  type EndpointAction,
  endpointActionKey,
  endpointKey,
} from "../../action.ts";
import { type Finding, finding } from "../../finding.ts";
import { recordKey } from "../../ids.ts";
import { leadsTo } from "../../led-by.ts";
import type { EndpointView, ZoneView } from "../../observed.ts";
import { claimedSet } from "../../ownership.ts";
import { PROPAGATION_SECONDS } from "../../propagation.ts";
import { type Estate, serviceOf } from "../estate/estate.ts";
import {
  leftoversOf,
  mayLeadTo,
  pointsAt,
  privateNames,
  type UnreadZone,
  unreadZone,
  zonesRead,
} from "../estate/leftover-endpoints.ts";
import type { Draft } from "../wanted/draft.ts";

/** How long clients may remember where an alias led: its TTL (semantics 32). */
const LINGER_SECONDS = 60;

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
        const moved = estate.existing.filter((row) => serviceOf(row) === endpoint.service);
        out.actions.push(
          deletion(draft, endpoint, pointing, [
            ...freed,
            ...moved.map((row) => lastChangeOf(row.live, actions)?.key),
          ]),
        );
      }
    }
  }
  return out;
}

/** The action of this plan after which no alias of the zone leads to the endpoint any longer. */
function freeing(zone: ZoneView, endpoint: EndpointView, actions: readonly Action[]): ActionKey | undefined {
  const last = lastChangeOf(zone, actions);
  if (last?.kind === "deleteZone") return last.key;
  const change = actions.find((a) => a.kind === "changeRecords" && a.zone.id === zone.id);
  if (!last || change?.kind !== "changeRecords" || zone.records?.kind !== "seen") return undefined;
  const moved = change.upserts.filter(
    ({ target }) => !("dnsName" in target && leadsTo(endpoint.id, target.dnsName)),
  );
  const places = new Set(
    moved.flatMap((alias) => [
      recordKey(alias),
      ...(typeof alias.expects === "object" && "cname" in alias.expects
        ? [recordKey({ type: "CNAME", name: alias.name })]
        : []),
    ]),
  );
  for (const alias of change.deletes ?? []) places.add(recordKey(alias));
  const left = zone.records.value.filter((r) => !places.has(recordKey(r)));
  return left.some((r) => mayLeadTo(endpoint, r)) ? undefined : last.key;
}

/** The action of this plan that ends what it does to the zone's records. */
function lastChangeOf({ id }: ZoneView, actions: readonly Action[]): Action | undefined {
  return actions.find(
    (a) => (a.kind === "deleteZone" || (a.kind === "awaitInsync" && !a.vpc)) && a.zone.id === id,
  );
}

/** `waits`: what ends each zone's change; undefined for a zone that this plan leaves alone, so nothing proves it INSYNC. */
function deletion(
  { hub, view }: Draft,
  endpoint: EndpointView,
  pointing: readonly ZoneView[],
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
    led: pointing.map((zone) => zone.id),
    privateNames: privateNames(view, endpoint.service),
    lingerSeconds: LINGER_SECONDS + (isInsync ? 0 : PROPAGATION_SECONDS),
    because: `no document wants ${endpoint.id} of ${endpoint.service} (${endpoint.state}) any more`,
    removal: true,
  };
}

function stillUsed({ hub }: Draft, endpoint: EndpointView, zone: ZoneView): Finding {
  return finding(
    "withheld",
    { hub: hub.name, zone: zone.name },
    {
      reason: "EndpointInUse",
      message: `${endpoint.id} of ${endpoint.service} is no longer wanted, but an alias of zone ${zone.id} (${zone.name}) may still point at it`,
      todo: `see why that zone keeps its records: ${listing(zone)}; the endpoint goes when none of them leads to it`,
    },
  );
}

function maybeUsed({ hub }: Draft, endpoint: EndpointView, zone: UnreadZone): Finding {
  return finding(
    "withheld",
    { hub: hub.name, zone: zone.name },
    {
      reason: "EndpointInUse",
      message: `${endpoint.id} of ${endpoint.service} is no longer wanted, but zone ${zone.id} (${zone.name}) is not ours, so we do not read whether an alias there points at it`,
      todo: `look: ${listing(zone)}; if nothing leads to it: aws ec2 delete-vpc-endpoints --region ${hub.region} --vpc-endpoint-ids ${endpoint.id}`,
    },
  );
}

function listing({ id }: UnreadZone): string {
  return `aws route53 list-resource-record-sets --hosted-zone-id ${id}`;
}
