import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import { type Estate, type Holder, sameAccount, stays } from "../estate/estate.ts";
import type { Reachable } from "../resolution/shadow.ts";
import { type Client, clientKeys, clientName, membersOf } from "../wanted/clients.ts";
import type { Settled } from "../wanted/endpoints/endpoint.ts";
import { isHubClient, isTurningOff } from "../wanted/endpoints/private-dns.ts";
import { diffRecords, mayNotChange } from "../wanted/zones/records.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import { missingFrom, type WantedZone } from "../wanted/zones/wanted-zones.ts";
import { findingFor, judge } from "./admission.ts";
import { Told } from "./alike-findings.ts";
import { type Creation, type Creations, isClosed } from "./creation.ts";
import type { Wave } from "./pass-limit.ts";
import { type Departure, departureOf, type Left } from "./zone-exit.ts";

/** A client that this plan brings into a zone, when need be out of another zone of ours of that name. */
export type Joining = { readonly client: Client; readonly departure?: Departure };

/** Which missing clients may join each zone, and why the others may not; deepest names first. */
export function planJoining(
  estate: Estate,
  creations: Creations,
  reachable: Reachable,
  wave: Wave,
): { joining: Map<WantedZone, Joining[]>; findings: Finding[] } {
  const joining = new Map<WantedZone, Joining[]>();
  const told = new Told();
  const context = {
    estate,
    creations,
    reachable,
    unproven: unprovenEndpoints(estate),
    overflowing: overflowingVpcs(estate, creations),
    left: { pairs: new Map(), anchors: new Set() } satisfies Left,
  };
  for (const zone of estate.zones) {
    const { missing, isFull } = gaps(zone, creations.byZone.get(zone), wave);
    const admitted: Joining[] = [];
    for (const client of missing) {
      const answer = admit(context, zone, client);
      const fits = answer.joining && !isFull(admitted.length, answer.joining);
      const findings =
        answer.joining && !fits ? [...answer.findings, zoneFull(zone, client)] : answer.findings;
      told.add(zone, findings);
      if (!answer.joining || !fits) continue;
      admitted.push(answer.joining);
      if (answer.joining.departure) leave(context.left, answer.joining.departure);
      reachable.add(client.vpc, zone.ref.name);
    }
    joining.set(zone, admitted);
  }
  return { joining, findings: told.findings() };
}

/** What others can no longer count on: the pair that is left, and the anchor that takes its place. */
function leave({ pairs, anchors }: Left, { from, by, after }: Departure): void {
  pairs.set(from.view.id, (pairs.get(from.view.id) ?? 0) + 1);
  if (by === "move" && after.length > 0) anchors.add(from.view.name);
}

/**
 * The client whose coming sets the anchor free. Not one that has to come out of another zone first, nor the hub VPC
 * while its own private DNS holds the name: those may be waiting for the anchor themselves.
 */
export function successorIn(zone: WantedZone, joining: readonly Joining[]): VpcRef | undefined {
  const waits = ({ client, departure }: Joining) =>
    departure !== undefined || (isHubClient(client) && isTurningOff(zone.settled));
  return joining.find((joins) => !waits(joins))?.client.vpc;
}

type Context = {
  readonly estate: Estate;
  readonly creations: Creations;
  readonly reachable: Reachable;
  readonly unproven: ReadonlyMap<Settled, Unproven>;
  /** VPCs (`vpcKey`) that belong in a zone that cannot be made beside full ones, by endpoint. */
  readonly overflowing: ReadonlyMap<Settled, ReadonlySet<string>>;
  /** What the clients admitted so far take. */
  readonly left: Left;
};

type Unproven = { readonly reason: string; readonly why: string };

/** Endpoints with a zone whose aliases cannot be vouched for: nobody joins any of their zones (semantics 3). */
function unprovenEndpoints({ zones }: Estate): Map<Settled, Unproven> {
  return new Map(
    zones.flatMap((zone): [Settled, Unproven][] => {
      const unproven = unprovenAliases(zone);
      return unproven ? [[zone.settled, unproven]] : [];
    }),
  );
}

function unprovenAliases(wanted: WantedZone): Unproven | undefined {
  const { aliases, ref, view } = wanted;
  if (!aliases || !view) return undefined;
  const zone = `zone ${view.id} (${ref.name})`;
  if (view.records?.kind !== "seen")
    return { reason: "RecordsNotRead", why: `the records of ${zone} could not be read` };
  const diff = diffRecords(ref.name, aliases, view.records.value);
  if (mayNotChange(wanted, diff))
    return { reason: "AdoptedRecord", why: `${zone} is adopted, and its records point elsewhere` };
  const [cname] = diff.blocking;
  return cname && { reason: "AliasBlocked", why: `the alias ${cname.name} of ${zone} cannot be written` };
}

/** The clients that a zone lacks, and for how many there is room; unknown members, or a zone that nobody can make: none for sure. */
function gaps(
  zone: WantedZone,
  creation: Creation | undefined,
  wave: Wave,
): { missing: readonly Client[]; isFull: (admitted: number, next: Joining) => boolean } {
  const isKnown = zone.view ? zone.view.vpcs.kind === "seen" : zone.settled.live;
  const first = creation && vpcKey(creation.first);
  const missing = missingFrom(zone).filter((c) => vpcKey(c.vpc) !== first && wave.takes(zone, c));
  if (!isKnown || missing.length === 0) return { missing: [], isFull: () => true };
  const members = membersOf(zone.view?.vpcs) ?? new Set<string>();
  // no additions, still counted (semantics 29)
  const suspended = zone.clients.filter((c) => c.spoke?.suspend && !members.has(vpcKey(c.vpc))).length;
  const { anchorVpc } = zone.hub;
  const isAnchored = !anchorVpc || members.has(vpcKey(anchorVpc)); // else it may have to come back
  const kept = isAnchored || creation ? 0 : 1;
  const taken = members.size + (creation ? 1 : 0) + suspended;
  const room = vpcLimitOf(zone.hub, zone.view) - taken;
  // Who moves in leaves another zone, which may be waiting for that: the anchor's place is theirs at need.
  return { missing, isFull: (admitted, { departure }) => admitted >= room - (departure ? 0 : kept) };
}

type Answer = { readonly joining?: Joining; readonly findings: readonly Finding[] };

function admit(context: Context, zone: WantedZone, client: Client): Answer {
  const { estate, creations, reachable, left } = context;
  const refused = (finding: Finding): Answer => ({ findings: [finding] });
  const obstacle = zoneObstacle(context, zone, client);
  if (obstacle) return refused(obstacle);
  const verdict = judge(estate, zone, client, reachable.from(client.vpc));
  if (verdict.kind === "blocked") return refused(verdict.finding);
  if (verdict.kind === "join") return { joining: { client }, findings: verdict.notes };
  if (stays(verdict.from, client.vpc)) return refused(heldByUs(zone, client, verdict.from));
  const departure = departureOf(estate, creations, verdict.from, client.vpc, left);
  if (!departure) return refused(lastThere(zone, client, verdict.from));
  return { joining: { client, departure }, findings: verdict.notes };
}

/** Why nobody may join this zone now, whatever the client. */
function zoneObstacle(
  { creations, unproven, overflowing }: Context,
  zone: WantedZone,
  client: Client,
): Finding | undefined {
  const say = findingFor(zone, client);
  const { endpoint, live } = zone.settled;
  const waits = (reason: string, why: string, todo?: string) =>
    say("withheld", reason, `${clientName(client)} waits: ${why}`, todo);
  if (!live || !zone.aliases)
    return waits("EndpointStalled", `endpoint ${endpoint.name} cannot take new clients now`);
  if (creations.incomplete.has(zone.settled))
    return waits("EndpointIncomplete", `not every zone of endpoint ${endpoint.name} can be made`);
  if (overflowing.get(zone.settled)?.has(vpcKey(client.vpc)))
    return waits(
      "EndpointFull",
      `the zones of endpoint ${endpoint.name} are full, and no more can be made now`,
      "see what is withheld of that endpoint's zones",
    );
  // What we cannot see absent we could not take back: in an adopted zone others give leave too (semantics 17).
  const crosses = !sameAccount(zone.hub, client.account);
  if (zone.adopted && crosses && zone.view?.authorizations?.kind !== "seen")
    return waits(
      "AuthorizationsNotRead",
      `the authorisations of adopted zone ${zone.view?.id} could not be read`,
    );
  const sibling = unproven.get(zone.settled);
  return sibling && waits(sibling.reason, sibling.why);
}

function overflowingVpcs({ zones }: Estate, { closed }: Creations): Context["overflowing"] {
  const waiting = zones.filter((zone) => isClosed(zone, closed));
  const byEndpoint = Map.groupBy(waiting, (zone) => zone.settled);
  return new Map(
    [...byEndpoint].map(([settled, own]) => [
      settled,
      new Set(own.flatMap((zone) => [...clientKeys(zone.clients)])),
    ]),
  );
}

/** Until VPCs that no document names have left it. */
function zoneFull(zone: WantedZone, client: Client): Finding {
  return findingFor(zone, client)(
    "withheld",
    "ZoneFull",
    `zone ${zone.ref.name} would have more than ${vpcLimitOf(zone.hub, zone.view)} VPCs`,
    "run again when the VPCs that leave it have left; or raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
  );
}

function heldByUs(zone: WantedZone, client: Client, from: Holder): Finding {
  return findingFor(zone, client)(
    "conflict",
    "NameHeldByUs",
    `${clientName(client)} is in our zone ${from.view.id} of hub ${from.hub.name} for the same name, and stays there`,
    "choose one of the two in the spokes' endpoints",
  );
}

function lastThere(zone: WantedZone, client: Client, from: Holder): Finding {
  return findingFor(zone, client)(
    "withheld",
    "LastVpc",
    `${clientName(client)} is the last VPC of our zone ${from.view.id} of hub ${from.hub.name} for the same name, and AWS keeps a private zone in at least one`,
    "give that hub an anchorVpc that is in no zone of the name, or delete the endpoint's document of that zone",
  );
}
