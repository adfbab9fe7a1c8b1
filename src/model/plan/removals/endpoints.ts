import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type EndpointAction, endpointActionKey } from "../../action/endpoint.ts";
import { endpointKey } from "../../action/refs.ts";
import type { Hub } from "../../desired/types.ts";
import { type Finding, finding } from "../../finding.ts";
import { type EndpointId, recordKey } from "../../ids.ts";
import { leadsTo } from "../../led-by.ts";
import type { EndpointView } from "../../observed/endpoint.ts";
import type { ZoneView } from "../../observed/zone.ts";
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
import type { Later } from "./wave.ts";

/** How long clients may remember where an alias led: its TTL (semantics 32). */
const LINGER_SECONDS = 60;

/**
 * Managed endpoints that no document wants any more, or that another one replaced. Last of all, and never while an
 * alias leads there, in whosever zone of the account, or may do so in a zone that we do not read (semantics 6, 12, 32).
 */
export function planLeftoverEndpoints(
  estate: Estate,
  actions: readonly Action[],
  later: readonly Later[] = [],
): LeftoverEndpoints {
  const out = {
    actions: [] as EndpointAction[],
    findings: [] as Finding[],
    later: [] as { hub: Hub; id: EndpointId }[],
  };
  const changes = changesIn(actions);
  const waiting = new Set<string>(later.flatMap(({ row, zone }) => (zone ? [row.live.id] : [])));
  for (const draft of estate.drafts) {
    const zones = zonesRead(estate, draft.hub.account);
    for (const endpoint of leftoversOf(estate, draft)) {
      const pointing = zones.filter((zone) => pointsAt(zone, endpoint));
      const freed = pointing.map((zone) => freeing(zone, endpoint, changes));
      const stuck = pointing.find((zone, i) => freed[i] === undefined && !waiting.has(zone.id));
      const unread = unreadZone(draft, endpoint, zones);
      if (stuck) out.findings.push(stillUsed(draft, endpoint, stuck));
      else if (unread) out.findings.push(maybeUsed(draft, endpoint, unread));
      else if (freed.includes(undefined)) out.later.push({ hub: draft.hub, id: endpoint.id });
      else {
        const moved = estate.existing.filter((row) => serviceOf(row) === endpoint.service);
        out.actions.push(
          deletion(draft, endpoint, pointing, [
            ...freed,
            ...moved.map((row) => changes.last.get(row.live.id)?.key),
          ]),
        );
      }
    }
  }
  return out;
}

export type LeftoverEndpoints = {
  readonly actions: readonly EndpointAction[];
  readonly findings: readonly Finding[];
  /** They go when the zones do that a later pass takes. */
  readonly later: readonly { readonly hub: Hub; readonly id: EndpointId }[];
};

/** What this plan does to zones' records, by zone id: the change, and the action that ends it. */
type Changes = { readonly records: ReadonlyMap<string, Action>; readonly last: ReadonlyMap<string, Action> };

function changesIn(actions: readonly Action[]): Changes {
  const [records, last] = [new Map<string, Action>(), new Map<string, Action>()];
  const note = (map: Map<string, Action>, id: string | undefined, action: Action) => {
    if (id !== undefined && !map.has(id)) map.set(id, action);
  };
  for (const action of actions) {
    if (action.kind === "changeRecords") note(records, action.zone.id, action);
    if (action.kind === "deleteZone" || (action.kind === "awaitInsync" && !action.vpc))
      note(last, action.zone.id, action);
  }
  return { records, last };
}

/** The action of this plan after which no alias of the zone leads to the endpoint any longer. */
function freeing(zone: ZoneView, endpoint: EndpointView, changes: Changes): ActionKey | undefined {
  const last = changes.last.get(zone.id);
  if (last?.kind === "deleteZone") return last.key;
  const change = changes.records.get(zone.id);
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
