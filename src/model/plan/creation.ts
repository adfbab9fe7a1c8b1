import { type Action, actionKey } from "../action.ts";
import { valueIn } from "../failure.ts";
import type { Finding } from "../finding.ts";
import { type AccountId, type VpcRef, vpcKey } from "../ids.ts";
import { callerReference, ownershipHash, zoneComment } from "../zone.ts";
import { type Client, clientName } from "./clients.ts";
import type { WantedZone } from "./draft.ts";
import { type Estate, type Holder, refOf, sameAccount, stays } from "./estate.ts";
import { findingFor, heldByZone, judge } from "./judge.ts";
import { isHubClient, isTurningOff, turnOffKey } from "./private-dns.ts";
import type { Reachable } from "./shadow.ts";

/** How a zone that does not exist comes to be: AWS wants a first VPC of the hub's own account. */
export type Creation = {
  readonly zone: WantedZone;
  readonly first: VpcRef;
  /** The first VPC has workloads, so the name does not resolve there until the aliases are INSYNC. */
  readonly client?: Client;
  /** The anchor is in another zone of ours of this name and moves on (semantics 2). */
  readonly anchorFrom?: Holder;
};

export type Creations = {
  readonly byZone: Map<WantedZone, Creation>;
  /** Endpoints with a zone that cannot be made: no client may join any of their zones (semantics 3). */
  readonly incomplete: ReadonlySet<WantedZone["settled"]>;
  readonly findings: readonly Finding[];
};

/**
 * Every missing zone's creation, all of an endpoint's or none; deepest names first. What an endpoint that turns out
 * incomplete would have made reachable, others may have counted on: they are judged again without it, until no more
 * turn out so. `waiting`: endpoints that are incomplete from the start. `reachable` then holds what the creations add.
 */
export function planCreations(
  estate: Estate,
  now: Reachable,
  waiting: ReadonlySet<WantedZone["settled"]>,
): Creations & { readonly reachable: Reachable } {
  const incomplete = new Set(waiting);
  const findings: Finding[] = [];
  for (;;) {
    const reachable = now.copy();
    const { byZone, refused } = tryCreations(estate, reachable, incomplete);
    if (refused.size === 0) return { byZone, incomplete, findings, reachable };
    for (const [zone, finding] of refused) {
      incomplete.add(zone.settled);
      findings.push(finding);
    }
  }
}

function tryCreations(
  estate: Estate,
  reachable: Reachable,
  incomplete: Creations["incomplete"],
): { byZone: Map<WantedZone, Creation>; refused: Map<WantedZone, Finding> } {
  const byZone = new Map<WantedZone, Creation>();
  const refused = new Map<WantedZone, Finding>();
  const room = zoneRoom(estate);
  for (const zone of estate.zones) {
    if (zone.view || !zone.settled.live || incomplete.has(zone.settled)) continue;
    const left = room.get(zone.hub.account) ?? 0;
    const choice = left > 0 ? firstVpc(estate, zone, reachable, byZone) : overQuota(zone);
    if ("kind" in choice) {
      refused.set(zone, choice);
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

/** The anchor; else the hub VPC when it is a client; else a spoke of the hub's account (semantics 2). */
function firstVpc(
  estate: Estate,
  zone: WantedZone,
  reachable: Reachable,
  planned: ReadonlyMap<WantedZone, Creation>,
): Creation | Finding {
  if (zone.hub.anchorVpc) return anchorFirst(estate, zone, zone.hub.anchorVpc, planned);
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

function anchorFirst(
  estate: Estate,
  zone: WantedZone,
  anchor: VpcRef,
  planned: ReadonlyMap<WantedZone, Creation>,
): Creation | Finding {
  const say = findingFor(zone);
  const seen = estate.observed.vpcs.get(vpcKey(anchor));
  if (seen?.kind !== "seen")
    return say(
      "unknown",
      seen?.failure.error ?? "NotRead",
      `anchor VPC ${anchor.id} could not be seen: ${seen?.failure.message ?? "not read"}`,
    );
  if (seen.value.owner !== zone.hub.account)
    return say(
      "withheld",
      "AnchorNotFound",
      `the hub's account ${zone.hub.account} has no VPC ${anchor.id} in ${anchor.region}`,
      "correct the hub's anchorVpc",
    );
  const taken = [...planned.values()].some(
    (c) => c.zone.ref.name === zone.ref.name && vpcKey(c.first) === vpcKey(anchor),
  );
  const [holder] = estate.holders(anchor, zone.ref.name);
  if (taken || (holder && !canSpare(holder, anchor)))
    return say(
      "withheld",
      "AnchorBusy",
      `anchor VPC ${anchor.id} is the only VPC of another zone of the name ${zone.ref.name}`,
      "it moves on when that zone has another VPC: run again then",
    );
  const held = valueIn(seen.value.zones) ?? [];
  const foreign = held.find((z) => z.name === zone.ref.name && !estate.ours(z.id));
  if (foreign) {
    const told = heldByZone(estate, say, anchor, foreign, zone.ref.name);
    return {
      ...told,
      message: `anchor VPC ${told.message}`,
      todo: `${told.todo}; or name another anchorVpc`,
    };
  }
  return { zone, first: anchor, ...(holder && { anchorFrom: holder }) };
}

/** Whether AWS's demand for one VPC is met without the anchor: by a VPC that stays, or any if the zone will go. */
function canSpare(holder: Holder, anchor: VpcRef): boolean {
  const members = valueIn(holder.view.vpcs) ?? [];
  const others = members.filter((vpc) => vpcKey(vpc) !== vpcKey(anchor));
  return others.some((vpc) => !holder.zone || stays(holder, vpc));
}

function rank(client: Client): number {
  return isHubClient(client) ? 1 : 0;
}

/** createZone and tagZone; the records follow with all other record changes. */
export function creationActions(
  creation: Creation,
  after: readonly string[],
): { actions: Action[]; findings: Finding[] } {
  const { zone, first, client, anchorFrom } = creation;
  const takesOver = client && isHubClient(client) && zone.settled.endpoint.hubPrivateDns === "turnOff";
  const { hub, ref, record } = zone;
  const common = {
    after: [] as string[],
    hub: hub.name,
    account: hub.account,
    endpoint: zone.settled.endpoint.name,
  };
  const actions: Action[] = [];
  if (anchorFrom) {
    const from = refOf(anchorFrom);
    actions.push({
      ...common,
      hub: anchorFrom.hub.name,
      kind: "disassociate",
      key: actionKey("disassociate", from, first),
      zone: from,
      vpc: first,
      because: `the anchor is needed for another zone of the name ${ref.name}, and this one has other VPCs`,
    });
  }
  const reference = {
    owner: hub.owner,
    hash: ownershipHash(hub, record.set, ref.name),
    shard: 0,
    generation: 0,
  };
  const create: Action = {
    ...common,
    kind: "createZone",
    key: actionKey("createZone", ref),
    after: [
      ...after,
      ...actions.map((a) => a.key),
      ...(takesOver && isTurningOff(zone.settled) ? [turnOffKey(zone)] : []),
    ],
    ...(takesOver && { urgent: true, waitForRelease: true }),
    zone: ref,
    vpc: first,
    callerReference: callerReference(reference),
    comment: zoneComment(record),
    because: `there is no zone of ours for ${ref.name}`,
  };
  const findings = client ? [{ ...firstClientWindow(zone, client), action: create.key }] : [];
  return { actions: [...actions, create], findings };
}

function firstClientWindow(zone: WantedZone, client: Client): Finding {
  return findingFor(zone, client)(
    "window",
    "FirstVpcIsClient",
    `${zone.ref.name} does not resolve in ${clientName(client)} from the zone's creation until its aliases are INSYNC, usually within a minute; resolvers may remember that for 15 minutes`,
    "an anchorVpc without workloads avoids this",
  );
}
