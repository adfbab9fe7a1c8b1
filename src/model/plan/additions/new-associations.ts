import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import { pairKey, type VpcRef, vpcKey } from "../../ids.ts";
import type { Reason } from "../../reasons.ts";
import type { Turns } from "../../turns.ts";
import { type Estate, sameAccount, stays } from "../estate/estate.ts";
import type { Reachable } from "../resolution/shadow.ts";
import type { Gaps } from "../rules/handing-over/gaps.ts";
import { type RuleClients, servesRules } from "../rules/zone-clients.ts";
import { type Client, clientName, isHubClient, leaveOut } from "../wanted/clients.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { isTurningOff } from "../wanted/endpoints/private-dns.ts";
import { at } from "../wanted/finding-place.ts";
import { recordDiff, servingPlain } from "../wanted/zones/adopted-records.ts";
import { mayNotChange } from "../wanted/zones/records.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import { type LiveRow, nameKey, type WantedRow } from "../wanted/zones/zone-row.ts";
import { judge } from "./admission.ts";
import { FindingFold } from "./alike-findings.ts";
import { type Creation, type Creations, isClosed } from "./creation.ts";
import type { PassLimit } from "./pass-limit.ts";
import { provedInsync } from "./zone-actions.ts";
import { type Departure, departureOf, type Left } from "./zone-exit.ts";

/** A client that this plan brings into a zone, when need be out of another zone of ours of that name. */
export type Joining = { readonly client: Client; readonly departure?: Departure };

/** Which missing clients may join each zone, and why the others may not; deepest names first. */
export function* planJoining(
  estate: Estate,
  { creations, reachable, limit, ruleClients, repoints, gaps }: Given,
): Turns<{ joining: Map<WantedRow, Joining[]>; lackRoom: Set<string>; findings: Finding[] }> {
  const joining = new Map<WantedRow, Joining[]>();
  const lackRoom = new Set<string>();
  const told = new FindingFold();
  const context = {
    estate,
    creations,
    reachable,
    ruleClients,
    repoints,
    gaps,
    unproven: unprovenEndpoints(estate, repoints),
    overflowing: overflowingVpcs(estate, creations),
    left: { pairs: new Map(), anchors: new Set() } satisfies Left,
  };
  for (const zone of estate.zones) {
    const { missing, isFull } = lacks(zone, creations.byZone.get(zone), limit);
    const admitted: Joining[] = [];
    for (const client of missing) {
      const answer = seated(zone, admit(context, zone, client), (next) => isFull(admitted.length, next));
      told.add(zone, answer.findings);
      if (answer.isFull) lackRoom.add(pairKey(nameKey(zone), client.vpc));
      if (!answer.joining) continue;
      admitted.push(answer.joining);
      if (answer.joining.departure) leave(context.left, answer.joining.departure);
      reachable.add(client.vpc, zone.ref.name);
    }
    joining.set(zone, admitted);
    yield;
  }
  return { joining, lackRoom, findings: told.findings() };
}

/** What others can no longer count on: the pair that is left, and the anchor that takes its place. */
function leave({ pairs, anchors }: Left, { from, by, after }: Departure): void {
  pairs.set(from.live.id, (pairs.get(from.live.id) ?? 0) + 1);
  if (by === "move" && after.length > 0) anchors.add(from.live.name);
}

/**
 * The client whose coming sets the anchor free. Not one that has to come out of another zone first, nor the hub VPC
 * while its own private DNS holds the name: those may be waiting for the anchor themselves.
 */
export function successorIn(zone: WantedRow, joining: readonly Joining[]): VpcRef | undefined {
  const waits = ({ client, departure }: Joining) =>
    departure !== undefined || (isHubClient(client) && isTurningOff(zone.wanted.endpoint));
  return joining.find((joins) => !waits(joins))?.client.vpc;
}

export type Given = {
  readonly creations: Creations;
  readonly reachable: Reachable;
  readonly limit: PassLimit;
  readonly ruleClients: RuleClients;
  /** Zones whose aliases do not move to another endpoint yet, and why. */
  readonly repoints: ReadonlyMap<WantedRow, Finding>;
  readonly gaps: Gaps;
};

type Context = Omit<Given, "limit"> & {
  readonly estate: Estate;
  readonly unproven: ReadonlyMap<HubEndpoint, Unproven>;
  /** VPCs (`vpcKey`) that belong in a zone that cannot be made beside full ones, by endpoint. */
  readonly overflowing: ReadonlyMap<HubEndpoint, ReadonlySet<string>>;
  /** What the clients admitted so far take. */
  readonly left: Left;
};

/** Why the aliases of one of an endpoint's zones cannot be vouched for. */
type Unproven = { readonly reason: Reason; readonly why: string; readonly todo?: string };

/** Endpoints with a zone whose aliases cannot be vouched for: nobody joins any of their zones (semantics 3). */
function unprovenEndpoints({ zones }: Estate, repoints: Given["repoints"]): Map<HubEndpoint, Unproven> {
  return new Map(
    zones.flatMap((zone): [HubEndpoint, Unproven][] => {
      const unproven = unprovenAliases(zone, repoints.get(zone));
      return unproven ? [[zone.wanted.endpoint, unproven]] : [];
    }),
  );
}

function unprovenAliases(row: WantedRow, kept: Finding | undefined): Unproven | undefined {
  const { live, ref } = row;
  const { aliases } = row.wanted;
  if (!aliases || !live) return undefined;
  const zone = `zone ${live.id} (${ref.name})`;
  if (live.records?.kind !== "seen")
    return { reason: "RecordsNotRead", why: `the records of ${zone} could not be read` };
  if (kept) return { reason: "RepointBlocked", why: `${zone} still leads to another endpoint` };
  const diff = recordDiff(row, aliases, live.records.value);
  if (mayNotChange(row, diff))
    return { reason: "AdoptedRecord", why: `${zone} is adopted, and its records are not seen to lead there` };
  const [blocking] = diff.blocking;
  if (blocking)
    return { reason: "AliasBlocked", why: `the alias ${blocking.name} of ${zone} cannot be written` };
  const [plain] = provedInsync(row) ? [] : servingPlain(row, aliases, live.records.value);
  return (
    plain && {
      reason: "AdoptedRecord",
      why: `nobody uses adopted ${zone} yet, and nothing proves that Route 53 answers by its ${plain.type} ${plain.name}`,
      todo: "set takeRecords: true, which makes an alias of it that can be waited for",
    }
  );
}

/** The clients that a zone lacks, and when it is full; of unknown members, or a zone that nobody can make: none for sure. */
function lacks(
  zone: WantedRow,
  creation: Creation | undefined,
  limit: PassLimit,
): { missing: readonly Client[]; isFull: (admitted: number, next: Joining) => boolean } {
  const isKnown = zone.live ? zone.live.vpcs.kind === "seen" : zone.wanted.endpoint.live;
  const first = creation && vpcKey(creation.first);
  const taken = limit.taken(zone);
  const missing = first === undefined ? taken : taken.filter((c) => vpcKey(c.vpc) !== first);
  if (!isKnown || missing.length === 0) return { missing: [], isFull: () => true };
  const members = valueIn(zone.live?.vpcs);
  const isMissing = (vpc: VpcRef) => !members?.has(vpcKey(vpc));
  // no additions, still counted (semantics 29)
  const suspended = zone.wanted.clients.all.filter((c) => c.spoke?.suspend && isMissing(c.vpc)).length;
  const { anchorVpc } = zone.hub;
  const isAnchored = !anchorVpc || !isMissing(anchorVpc); // else it may have to come back
  const kept = isAnchored || creation ? 0 : 1;
  const places = vpcLimitOf(zone.hub, zone.live) - (members?.size ?? 0) - (creation ? 1 : 0) - suspended;
  // Who moves in leaves another zone, which may be waiting for that: the anchor's place is theirs at need.
  return { missing, isFull: (admitted, { departure }) => admitted >= places - (departure ? 0 : kept) };
}

/** `isFull`: nothing but room is lacking, in any zone of the name. */
type Answer = { readonly joining?: Joining; readonly isFull?: true; readonly findings: readonly Finding[] };

/** Who may join, as far as the zone has a place left. */
function seated(zone: WantedRow, answer: Answer, isFull: (next: Joining) => boolean): Answer {
  if (!answer.joining || !isFull(answer.joining)) return answer;
  return { isFull: true, findings: [...answer.findings, zoneFull(zone, answer.joining.client)] };
}

function admit(context: Context, zone: WantedRow, client: Client): Answer {
  const { estate, reachable } = context;
  const refused = (finding: Finding): Answer => ({ findings: [finding] });
  const obstacle = zoneObstacle(context, zone, client);
  if (obstacle) return refused(obstacle);
  const verdict = judge(estate, zone, client, reachable.from(client.vpc), context.gaps);
  if (verdict.kind === "blocked") return refused(verdict.finding);
  if (context.overflowing.get(zone.wanted.endpoint)?.has(vpcKey(client.vpc)))
    return { isFull: true, findings: [endpointFull(zone, client)] };
  if (verdict.kind === "join") return { joining: { client }, findings: verdict.notes };
  if (stays(verdict.from, client.vpc)) return refused(heldByUs(zone, client, verdict.from));
  const rules = context.ruleClients(verdict.from.live.name, client.vpc, true);
  if (rules !== undefined) return refused(finding("withheld", at(zone, client), servesRules(rules)));
  const departure = departureOf(context, verdict.from, client.vpc);
  if (!departure) return refused(lastThere(zone, client, verdict.from));
  return { joining: { client, departure }, findings: verdict.notes };
}

/** Why a client may not join this zone now, before the client itself is judged (`admission.ts`). */
function zoneObstacle(
  { creations, unproven }: Context,
  zone: WantedRow,
  client: Client,
): Finding | undefined {
  const { document, live } = zone.wanted.endpoint;
  const waits = (reason: Reason, why: string, todo?: string) =>
    finding("withheld", at(zone, client), {
      reason,
      message: `${clientName(client)} waits: ${why}`,
      ...(todo !== undefined && { todo }),
    });
  if (!live || !zone.wanted.aliases)
    return waits("EndpointStalled", `endpoint ${document.name} cannot take new clients now`);
  if (creations.incomplete.has(zone.wanted.endpoint))
    return waits("EndpointIncomplete", `not every zone of endpoint ${document.name} can be made`);
  // What we cannot see absent we could not take back: in an adopted zone others authorize too (semantics 17).
  const crosses = !sameAccount(zone.hub, client.account);
  if (zone.adopted && crosses && zone.live?.authorizations?.kind !== "seen")
    return waits(
      "AuthorizationsNotRead",
      `the authorizations of adopted zone ${zone.live?.id} could not be read`,
    );
  const sibling = unproven.get(zone.wanted.endpoint);
  return sibling && waits(sibling.reason, sibling.why, sibling.todo);
}

function overflowingVpcs({ zones }: Estate, { closed }: Creations): Context["overflowing"] {
  const waiting = zones.filter((zone) => isClosed(zone, closed));
  const byEndpoint = Map.groupBy(waiting, (zone) => zone.wanted.endpoint);
  return new Map(
    [...byEndpoint].map(([endpoint, own]) => [
      endpoint,
      new Set(own.flatMap((zone) => [...zone.wanted.clients.keys])),
    ]),
  );
}

function endpointFull(zone: WantedRow, client: Client): Finding {
  const { name } = zone.wanted.endpoint.document;
  return finding("withheld", at(zone, client), {
    reason: "EndpointFull",
    message: `${clientName(client)} waits: the zones of endpoint ${name} are full, and no more can be made now`,
    todo: "see what is withheld of that endpoint's zones",
  });
}

/** Until VPCs that no document names have left it. */
function zoneFull(zone: WantedRow, client: Client): Finding {
  return finding("withheld", at(zone, client), {
    reason: "ZoneFull",
    message: `zone ${zone.ref.name} would have more than ${vpcLimitOf(zone.hub, zone.live)} VPCs`,
    todo: "run again when the VPCs that leave it have left; or raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
  });
}

function heldByUs(zone: WantedRow, client: Client, from: LiveRow): Finding {
  return finding("conflict", at(zone, client), {
    reason: "NameHeldByUs",
    message: `${clientName(client)} is in our zone ${from.live.id} of hub ${from.hub.name} for the same name, and stays there`,
    todo: leaveTheName(zone, client, from),
  });
}

/** The hub VPC has no document of its own to choose in. */
function leaveTheName({ wanted }: WantedRow, { spoke, vpc }: Client, from: LiveRow): string {
  const ways = [
    ...(spoke ? [leaveOut(spoke, wanted.endpoint.document)] : []),
    ...(from.suspended.has(vpc.id) ? ["end the suspension of the spoke that keeps it there"] : []),
  ];
  return ways.join("; or ");
}

function lastThere(zone: WantedRow, client: Client, from: LiveRow): Finding {
  return finding("withheld", at(zone, client), {
    reason: "LastVpc",
    message: `${clientName(client)} is the last VPC of our zone ${from.live.id} of hub ${from.hub.name} for the same name, and AWS keeps a private zone in at least one`,
    todo: "give that hub an anchorVpc that is in no zone of the name, or delete the endpoint's document of that zone",
  });
}
