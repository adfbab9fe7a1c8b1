import type { Finding } from "../finding.ts";
import { vpcKey, type ZoneName } from "../ids.ts";
import { type Creation, type Creations, reach } from "./creation.ts";
import { type Client, clientName, membersOf, type WantedZone } from "./draft.ts";
import { type Estate, type Holder, stays } from "./estate.ts";
import { findingFor, judge } from "./judge.ts";

/** A client that this plan brings into a zone; `from`: out of another zone of ours of that name. */
export type Joining = { readonly client: Client; readonly from?: Holder };

/** Which missing clients may join each zone, and why the others may not; deepest names first. */
export function planJoining(
  estate: Estate,
  creations: Creations,
  reachable: Map<string, Set<ZoneName>>,
): { joining: Map<WantedZone, Joining[]>; findings: Finding[] } {
  const joining = new Map<WantedZone, Joining[]>();
  const findings: Finding[] = [];
  for (const zone of estate.zones) {
    const { missing, room } = gaps(zone, creations.byZone.get(zone));
    const admitted: Joining[] = [];
    for (const client of missing) {
      const answer = admit(estate, zone, client, creations, reachable);
      findings.push(...answer.findings);
      if (!answer.from && !answer.admitted) continue;
      if (admitted.length >= room) findings.push(zoneFull(zone, client));
      else {
        admitted.push({ client, ...(answer.from && { from: answer.from }) });
        reach(reachable, client.vpc, zone.ref.name);
      }
    }
    joining.set(zone, admitted);
  }
  return { joining, findings };
}

/** The clients that a zone lacks, and for how many there is room; unknown members mean unknown gaps: none for sure. */
function gaps(zone: WantedZone, creation: Creation | undefined): { missing: Client[]; room: number } {
  if (zone.view?.vpcs.kind === "unreadable") return { missing: [], room: 0 };
  const members = membersOf(zone.view?.vpcs) ?? new Set<string>();
  const first = creation && vpcKey(creation.first);
  const absent = zone.clients.filter((c) => !members.has(vpcKey(c.vpc)) && vpcKey(c.vpc) !== first);
  const missing = absent.filter((c) => !c.spoke?.suspend);
  const suspended = absent.length - missing.length; // no additions, still counted (semantics 29)
  return { missing, room: zone.hub.quotas.vpcsPerZone - members.size - (creation ? 1 : 0) - suspended };
}

type Answer = { readonly admitted: boolean; readonly from?: Holder; readonly findings: readonly Finding[] };

function admit(
  estate: Estate,
  zone: WantedZone,
  client: Client,
  creations: Creations,
  reachable: ReadonlyMap<string, ReadonlySet<ZoneName>>,
): Answer {
  const refused = (finding: Finding): Answer => ({ admitted: false, findings: [finding] });
  const obstacle = zoneObstacle(zone, creations, client);
  if (obstacle) return refused(obstacle);
  const verdict = judge(estate, zone, client, reachable.get(vpcKey(client.vpc)) ?? new Set());
  if (verdict.kind === "blocked") return refused(verdict.finding);
  if (verdict.kind === "join") return { admitted: true, findings: verdict.notes };
  if (stays(verdict.from, client.vpc)) return refused(heldByUs(zone, client, verdict.from));
  return { admitted: true, from: verdict.from, findings: verdict.notes };
}

/** Why nobody may join this zone now, whatever the client. */
function zoneObstacle(zone: WantedZone, creations: Creations, client: Client): Finding | undefined {
  const say = findingFor(zone, client);
  const { endpoint, live } = zone.settled;
  const waits = (reason: string, why: string) =>
    say("withheld", reason, `${clientName(client)} waits: ${why}`);
  if (!live || !zone.aliases)
    return waits("EndpointStalled", `endpoint ${endpoint.name} cannot take new clients now`);
  if (creations.incomplete.has(zone.settled))
    return waits("EndpointIncomplete", `not every zone of endpoint ${endpoint.name} can be made`);
  if (zone.view && zone.view.records?.kind !== "seen")
    return waits("RecordsNotRead", `the records of zone ${zone.view.id} could not be read`);
  return undefined;
}

function zoneFull(zone: WantedZone, client: Client): Finding {
  const { vpcsPerZone } = zone.hub.quotas;
  return findingFor(zone, client)(
    "withheld",
    "VpcQuota",
    `zone ${zone.ref.name} would have more than ${vpcsPerZone} VPCs`,
    "raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
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
