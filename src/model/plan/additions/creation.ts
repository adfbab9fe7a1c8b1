import { type Action, actionKey } from "../../action.ts";
import type { Finding } from "../../finding.ts";
import { type AccountId, type VpcRef, vpcKey } from "../../ids.ts";
import { callerReference, ownershipHash, zoneComment } from "../../ownership.ts";
import { type Estate, sameAccount } from "../estate/estate.ts";
import type { Reachable } from "../resolution/shadow.ts";
import { type Client, clientName } from "../wanted/clients.ts";
import type { Settled } from "../wanted/endpoints/endpoint.ts";
import { isHubClient, isTurningOff, turnOffKey } from "../wanted/endpoints/private-dns.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import { missingFrom, type WantedZone } from "../wanted/zones/wanted-zones.ts";
import { findingFor, judge } from "./admission.ts";
import { type AnchorSeat, anchorFor, releaseAction } from "./anchor.ts";
import type { Wave } from "./pass-limit.ts";

/** How a zone that does not exist comes to be: AWS wants a first VPC of the hub's own account. */
export type Creation = {
  readonly zone: WantedZone;
  readonly first: VpcRef;
  /** The first VPC has workloads, so the name does not resolve there until the aliases are INSYNC. */
  readonly client?: Client;
  /** The anchor is in another zone of ours of this name and moves on (semantics 2, 33). */
  readonly anchorFrom?: AnchorSeat;
};

export type Creations = {
  readonly byZone: Map<WantedZone, Creation>;
  /** Endpoints with a zone that cannot be made: no client may join any of their zones (semantics 3). */
  readonly incomplete: ReadonlySet<Settled>;
  /** Endpoints whose further zones cannot be made from this shard on: the clients of those wait, the others do not. */
  readonly closed: Closed;
  readonly findings: readonly Finding[];
};

export type Closed = ReadonlyMap<Settled, number>;

/** What is known not to be possible before the creations are tried. */
export type Stopped = { readonly incomplete: ReadonlySet<Settled>; readonly closed: Closed };

export function isClosed({ overflow, settled, shard }: WantedZone, closed: Closed): boolean {
  return overflow === true && shard >= (closed.get(settled) ?? Number.POSITIVE_INFINITY);
}

export function close(closed: Map<Settled, number>, { settled, shard }: WantedZone): void {
  closed.set(settled, Math.min(shard, closed.get(settled) ?? shard));
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
  wave: Wave,
): Creations & { readonly reachable: Reachable } {
  const incomplete = new Set(stopped.incomplete);
  const closed = new Map(stopped.closed);
  const findings: Finding[] = [];
  for (;;) {
    const reachable = now.copy();
    const { byZone, refused } = tryCreations(estate, reachable, { incomplete, closed }, wave);
    if (refused.size === 0) return { byZone, incomplete, closed, findings, reachable };
    for (const [zone, finding] of refused) {
      if (zone.overflow) close(closed, zone);
      else incomplete.add(zone.settled);
      findings.push(finding);
    }
  }
}

function tryCreations(
  estate: Estate,
  reachable: Reachable,
  { incomplete, closed }: Stopped,
  wave: Wave,
): { byZone: Map<WantedZone, Creation>; refused: Map<WantedZone, Finding> } {
  const byZone = new Map<WantedZone, Creation>();
  const refused = new Map<WantedZone, Finding>();
  const room = zoneRoom(estate);
  // First what every name needs, then what does not fit into it.
  const open = estate.zones.filter((z) => !z.view && z.settled.live && !incomplete.has(z.settled));
  const more = open.filter((z) => z.overflow && missingFrom(z).some((c) => wave.takes(z, c)));
  const full = new Map(closed);
  // A zone that nobody would join keeps the anchor, and others of its name from beginning.
  const [used, idle] = [true, false].map((isUsed) =>
    open.filter((z) => !z.overflow && missingFrom(z).length > 0 === isUsed),
  );
  for (const zone of [...(used ?? []), ...(idle ?? []), ...more]) {
    if (isClosed(zone, full)) continue;
    const left = room.get(zone.hub.account) ?? 0;
    const choice = left > 0 ? firstVpc(estate, zone, reachable, byZone) : overQuota(zone);
    if ("kind" in choice) {
      refused.set(zone, choice);
      if (zone.overflow) close(full, zone);
      continue;
    }
    room.set(zone.hub.account, left - 1);
    byZone.set(zone, choice);
    if (choice.client) reachable.add(choice.client.vpc, zone.ref.name);
  }
  return { byZone, refused };
}

/** Zones that each account can still take before AWS refuses. */
function zoneRoom(estate: Estate): Map<AccountId, number> {
  const room = new Map<AccountId, number>();
  for (const { hub, view } of estate.drafts) {
    const left = hub.quotas.zonesPerAccount - view.zonesInAccount;
    room.set(hub.account, Math.min(left, room.get(hub.account) ?? left));
  }
  return room;
}

function overQuota(zone: WantedZone): Finding {
  const { zonesPerAccount } = zone.hub.quotas;
  return findingFor(zone)(
    "withheld",
    "ZoneQuota",
    `account ${zone.hub.account} would have more than ${zonesPerAccount} hosted zones`,
    "raise Route 53's quota for hosted zones, then quotas.zonesPerAccount of the hub",
  );
}

/** One for all names of the endpoint: they are wanted by the same VPCs. */
function overflows({ zones }: Estate, zone: WantedZone): Finding {
  const shards = zones.filter((z) => z.settled === zone.settled && z.ref.name === zone.ref.name);
  const count = (list: readonly WantedZone[]) => list.reduce((sum, z) => sum + z.clients.length, 0);
  const limit = vpcLimitOf(zone.hub, shards.find((z) => z.view)?.view);
  return findingFor(zone)(
    "withheld",
    "VpcQuota",
    `${count(shards)} VPCs want ${zone.ref.name}, and a zone takes ${limit}: ${count(shards.filter((z) => z.overflow))} wait`,
    "give the hub an anchorVpc, with which further zones of the name are made; or raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
  );
}

/** The anchor; else the hub VPC when it is a client; else a spoke of the hub's account (semantics 2). */
function firstVpc(
  estate: Estate,
  zone: WantedZone,
  reachable: Reachable,
  planned: ReadonlyMap<WantedZone, Creation>,
): Creation | Finding {
  const { anchorVpc } = zone.hub;
  if (anchorVpc) {
    const begun = [...planned.values()].filter((c) => vpcKey(c.first) === vpcKey(anchorVpc));
    const earlier = begun.map((c) => c.zone);
    const seat = anchorFor(estate, zone, anchorVpc, earlier);
    return "kind" in seat ? seat : { zone, first: anchorVpc, ...seat };
  }
  if (zone.overflow) return overflows(estate, zone);
  const own = zone.clients.filter((c) => sameAccount(zone.hub, c.account) && !c.spoke?.suspend);
  // While the hub VPC's own private DNS holds the names, any spoke is the better beginning (semantics 30).
  const candidates = isTurningOff(zone.settled) ? own.toSorted((a, b) => rank(a) - rank(b)) : own;
  const reasons: string[] = [];
  for (const client of candidates) {
    const verdict = judge(estate, zone, client, reachable.from(client.vpc));
    if (verdict.kind === "join") return { zone, first: client.vpc, client };
    reasons.push(
      verdict.kind === "blocked" ? verdict.finding.message : `${clientName(client)} is in another zone`,
    );
  }
  const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
  return findingFor(zone)(
    "withheld",
    "NoFirstVpc",
    `a private zone is created with a VPC of its own account ${zone.hub.account}, and none can be used${why}`,
    "give the hub an anchorVpc: a VPC of the hub's account without workloads",
  );
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
  const takesOver = client && isHubClient(client) && zone.settled.endpoint.hubPrivateDns === "turnOff";
  const { hub, ref, record } = zone;
  const release = anchorFrom && releaseAction(anchorFrom, first, ref.name, successor);
  const reference = {
    owner: hub.owner,
    hash: ownershipHash(hub, record.set, ref.name),
    shard: zone.shard,
    generation: 0,
  };
  const create: Action = {
    hub: hub.name,
    account: hub.account,
    endpoint: zone.settled.endpoint.name,
    kind: "createZone",
    key: actionKey("createZone", ref),
    after: [
      ...after,
      ...(release ? [release.key] : []),
      ...(takesOver && isTurningOff(zone.settled) ? [turnOffKey(zone)] : []),
    ],
    ...(takesOver && { urgent: true }),
    ...((takesOver || release) && { waitForRelease: true }),
    zone: ref,
    vpc: first,
    callerReference: callerReference(reference),
    comment: zoneComment(record),
    because: zone.overflow
      ? `more VPCs want ${ref.name} than Route 53 takes for one zone`
      : `there is no zone of ours for ${ref.name}`,
  };
  const findings = client ? [{ ...firstClientWindow(zone, client), action: create.key }] : [];
  return { actions: [...(release ? [release] : []), create], findings };
}

function firstClientWindow(zone: WantedZone, client: Client): Finding {
  return findingFor(zone, client)(
    "window",
    "FirstVpcIsClient",
    `${zone.ref.name} does not resolve in ${clientName(client)} from the zone's creation until its aliases are INSYNC, usually within a minute; resolvers may remember that for 15 minutes`,
    "an anchorVpc without workloads avoids this",
  );
}
