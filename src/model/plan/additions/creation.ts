import type { Action } from "../../action/action.ts";
import { actionKey } from "../../action/zone.ts";
import { type Finding, finding } from "../../finding.ts";
import { type AccountId, type VpcRef, vpcKey } from "../../ids.ts";
import { callerReference, ownershipHash, zoneComment } from "../../ownership.ts";
import { type Estate, sameAccount } from "../estate/estate.ts";
import type { Reachable } from "../resolution/shadow.ts";
import type { RuleClients } from "../rules/zone-clients.ts";
import { type Client, clientName, isHubClient } from "../wanted/clients.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { isTurningOff, turnOffKey } from "../wanted/endpoints/private-dns.ts";
import { at } from "../wanted/finding-place.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { judge } from "./admission.ts";
import { type AnchorSeat, anchorFor, releaseAction } from "./anchor.ts";
import type { PassLimit } from "./pass-limit.ts";

/** How a zone that does not exist comes to be: AWS wants a first VPC of the hub's own account. */
export type Creation = {
  readonly zone: WantedRow;
  readonly first: VpcRef;
  /** The first VPC has workloads, so the name does not resolve there until the aliases are INSYNC. */
  readonly client?: Client;
  /** What has to be said of its joining. */
  readonly notes?: readonly Finding[];
  /** The anchor is in another zone of ours of this name and moves on (semantics 2, 33). */
  readonly anchorFrom?: AnchorSeat;
};

export type Creations = {
  readonly byZone: Map<WantedRow, Creation>;
  /** Endpoints with a zone that cannot be made: no client may join any of their zones (semantics 3). */
  readonly incomplete: ReadonlySet<HubEndpoint>;
  /** Endpoints whose further zones cannot be made from this shard on: the clients of those wait, the others do not. */
  readonly closed: Closed;
  readonly findings: readonly Finding[];
};

export type Closed = ReadonlyMap<HubEndpoint, number>;

/** What is known not to be possible before the creations are tried. */
export type Stopped = { readonly incomplete: ReadonlySet<HubEndpoint>; readonly closed: Closed };

export function isClosed({ wanted: { overflow, endpoint }, shard }: WantedRow, closed: Closed): boolean {
  return overflow === true && shard >= (closed.get(endpoint) ?? Number.POSITIVE_INFINITY);
}

export function close(closed: Map<HubEndpoint, number>, { wanted: { endpoint }, shard }: WantedRow): void {
  closed.set(endpoint, Math.min(shard, closed.get(endpoint) ?? shard));
}

/**
 * Every missing zone's creation, all of an endpoint's or none; deepest names first. What an endpoint that turns out
 * incomplete would have made reachable, others may have counted on: they are judged again without it, until no more
 * turn out so. `reachable` then holds what the creations add.
 */
export function planCreations(
  estate: Estate,
  now: Reachable,
  stopped: Stopped,
  limit: PassLimit,
  ruleClients: RuleClients,
): Creations & { readonly reachable: Reachable } {
  const incomplete = new Set(stopped.incomplete);
  const closed = new Map(stopped.closed);
  const findings: Finding[] = [];
  for (;;) {
    const reachable = now.copy();
    const { byZone, refused } = tryCreations(estate, reachable, { incomplete, closed }, limit, ruleClients);
    if (refused.size === 0) return { byZone, incomplete, closed, findings, reachable };
    for (const [zone, finding] of refused) {
      if (zone.wanted.overflow) close(closed, zone);
      else incomplete.add(zone.wanted.endpoint);
      findings.push(finding);
    }
  }
}

function tryCreations(
  estate: Estate,
  reachable: Reachable,
  { incomplete, closed }: Stopped,
  limit: PassLimit,
  ruleClients: RuleClients,
): { byZone: Map<WantedRow, Creation>; refused: Map<WantedRow, Finding> } {
  const byZone = new Map<WantedRow, Creation>();
  const refused = new Map<WantedRow, Finding>();
  const zoneBudget = zonesLeft(estate);
  // First what every name needs, then what does not fit into it.
  const open = estate.zones.filter(
    (z) => !z.live && z.wanted.endpoint.live && !incomplete.has(z.wanted.endpoint),
  );
  const more = open.filter((z) => z.wanted.overflow && limit.taken(z).length > 0);
  const full = new Map(closed);
  // Last a zone that nobody would join: it would keep the anchor, and so another set's zone of the name from beginning.
  const isIdle = (zone: WantedRow) => (zone.wanted.missing.length > 0 ? 0 : 1);
  const first = open.filter((z) => !z.wanted.overflow).sort((a, b) => isIdle(a) - isIdle(b));
  for (const zone of [...first, ...more]) {
    if (isClosed(zone, full)) continue;
    const left = zoneBudget.get(zone.hub.account) ?? 0;
    const choice = left > 0 ? firstVpc(estate, ruleClients, zone, reachable, byZone) : overQuota(zone);
    if ("kind" in choice) {
      refused.set(zone, choice);
      if (zone.wanted.overflow) close(full, zone);
      continue;
    }
    zoneBudget.set(zone.hub.account, left - 1);
    byZone.set(zone, choice);
    if (choice.client) reachable.add(choice.client.vpc, zone.ref.name);
  }
  return { byZone, refused };
}

/** Zones that each account can still take before AWS refuses. */
function zonesLeft(estate: Estate): Map<AccountId, number> {
  const zoneBudget = new Map<AccountId, number>();
  for (const { hub, view } of estate.drafts) {
    const left = hub.quotas.zonesPerAccount - view.zonesInAccount;
    zoneBudget.set(hub.account, Math.min(left, zoneBudget.get(hub.account) ?? left));
  }
  return zoneBudget;
}

function overQuota(zone: WantedRow): Finding {
  const { zonesPerAccount } = zone.hub.quotas;
  return finding("withheld", at(zone), {
    reason: "ZoneQuota",
    message: `account ${zone.hub.account} would have more than ${zonesPerAccount} hosted zones`,
    todo: "raise Route 53's quota for hosted zones, then quotas.zonesPerAccount of the hub",
  });
}

/** One for all names of the endpoint: they are wanted by the same VPCs. */
function overflows({ zones }: Estate, zone: WantedRow): Finding {
  const shards = zones.filter(
    (z) => z.wanted.endpoint === zone.wanted.endpoint && z.ref.name === zone.ref.name,
  );
  const count = (list: readonly WantedRow[]) => list.reduce((sum, z) => sum + z.wanted.clients.all.length, 0);
  const limit = vpcLimitOf(zone.hub, shards.find((z) => z.live)?.live);
  return finding("withheld", at(zone), {
    reason: "VpcQuota",
    message: `${count(shards)} VPCs want ${zone.ref.name}, and a zone takes ${limit}: ${count(shards.filter((z) => z.wanted.overflow))} wait`,
    todo: "give the hub an anchorVpc, with which further zones of the name are made; or raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
  });
}

/** The anchor; else the hub VPC when it is a client; else a spoke of the hub's account (semantics 2). */
function firstVpc(
  estate: Estate,
  ruleClients: RuleClients,
  zone: WantedRow,
  reachable: Reachable,
  planned: ReadonlyMap<WantedRow, Creation>,
): Creation | Finding {
  const { anchorVpc } = zone.hub;
  if (anchorVpc) {
    const begun = [...planned.values()].filter((c) => vpcKey(c.first) === vpcKey(anchorVpc));
    const earlier = begun.map((c) => c.zone);
    const seat = anchorFor(estate, ruleClients, zone, anchorVpc, earlier);
    return "kind" in seat ? seat : { zone, first: anchorVpc, ...seat };
  }
  if (zone.wanted.overflow) return overflows(estate, zone);
  const own = zone.wanted.clients.all.filter((c) => sameAccount(zone.hub, c.account) && !c.spoke?.suspend);
  // While the hub VPC's own private DNS holds the names, any spoke is the better beginning (semantics 30).
  const candidates = isTurningOff(zone.wanted.endpoint) ? own.toSorted((a, b) => rank(a) - rank(b)) : own;
  const reasons: string[] = [];
  for (const client of candidates) {
    const verdict = judge(estate, zone, client, reachable.from(client.vpc));
    if (verdict.kind === "join") return { zone, first: client.vpc, client, notes: verdict.notes };
    reasons.push(
      verdict.kind === "blocked" ? verdict.finding.message : `${clientName(client)} is in another zone`,
    );
  }
  const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
  return finding("withheld", at(zone), {
    reason: "NoFirstVpc",
    message: `a private zone is created with a VPC of its own account ${zone.hub.account}, and none can be used${why}`,
    todo: "give the hub an anchorVpc: a VPC of the hub's account without workloads",
  });
}

function rank(client: Client): number {
  return isHubClient(client) ? 1 : 0;
}

/**
 * The zone, and before it what sets the anchor free; the records follow with all other record changes. `successor`: a
 * client that this plan brings into the zone that the anchor leaves.
 */
export function creationActions(
  creation: Creation,
  after: readonly string[],
  successor: VpcRef | undefined,
): { actions: Action[]; findings: Finding[] } {
  const { zone, first, client, anchorFrom } = creation;
  const takesOver =
    client && isHubClient(client) && zone.wanted.endpoint.document.hubPrivateDns === "turnOff";
  const { hub, ref, set } = zone;
  const release = anchorFrom && releaseAction(anchorFrom, first, ref.name, successor);
  const reference = {
    owner: hub.owner,
    hash: ownershipHash(hub, set, ref.name),
    shard: zone.shard,
    generation: 0,
  };
  const create: Action = {
    hub: hub.name,
    account: hub.account,
    endpoint: zone.wanted.endpoint.document.name,
    kind: "createZone",
    key: actionKey("createZone", ref),
    after: [
      ...after,
      ...(release ? [release.key] : []),
      ...(takesOver && isTurningOff(zone.wanted.endpoint) ? [turnOffKey(zone)] : []),
    ],
    ...(takesOver && { urgent: true }),
    ...((takesOver || release) && { waitForRelease: true }),
    zone: ref,
    vpc: first,
    callerReference: callerReference(reference),
    comment: zoneComment(zone.wanted.record),
    because: zone.wanted.overflow
      ? `more VPCs want ${ref.name} than Route 53 takes for one zone`
      : `there is no zone of ours for ${ref.name}`,
  };
  const windows = client ? [firstClientWindow(zone, client), ...(creation.notes ?? [])] : [];
  const findings = windows.map((told) => ({ ...told, action: create.key }));
  return { actions: [...(release ? [release] : []), create], findings };
}

function firstClientWindow(zone: WantedRow, client: Client): Finding {
  return finding("window", at(zone, client), {
    reason: "FirstVpcIsClient",
    message: `${zone.ref.name} does not resolve in ${clientName(client)} from the zone's creation until its aliases are INSYNC, usually within a minute; resolvers may remember that for 15 minutes`,
    todo: "an anchorVpc without workloads avoids this",
  });
}
