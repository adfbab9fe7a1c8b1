import { type ActionKey, actionKey, type EndpointAction } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import type { Finding } from "../../finding.ts";
import { type EndpointId, vpcKey, type ZoneName } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { membersOf } from "../wanted/clients.ts";
import type { Settled } from "../wanted/endpoints/endpoint.ts";
import { endpointRefOf, isHubClient, isTurningOff, turnOffKey } from "../wanted/endpoints/private-dns.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import type { Creations } from "./creation.ts";
import type { Joining } from "./new-associations.ts";

/**
 * Endpoints whose switch has to wait, with the reason: the hub VPC could not join each of their zones, or what holds a
 * name above would answer NXDOMAIN until it has. Names above are switched off first, so they are decided first.
 */
export function withheldTurnOffs(
  estate: Estate,
  creations: Creations,
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
): Map<Settled, Finding> {
  const waiting = new Map<Settled, Finding>();
  const going = new Set<EndpointId>();
  for (const { hub, settled } of turningOff(estate)) {
    const { endpoint, live } = settled;
    const zones = estate.zones.filter((z) => z.settled === settled);
    const missing = settled.names.filter(
      (n) => !zones.some((z) => z.ref.name === n.zone && hubJoins(z, creations, joining)),
    );
    const hider = endpoint.allowGap ? undefined : hiderOf(estate, hub, zones, going);
    const id = live?.view?.id as EndpointId;
    if (missing.length === 0 && !hider) going.add(id);
    else
      waiting.set(settled, {
        kind: "withheld",
        hub: hub.name,
        endpoint: endpoint.name,
        ...(missing.length > 0 ? cannotTakeOver(id, missing) : wouldBeHidden(id, hider ?? "")),
      });
  }
  return waiting;
}

/** Shortest names first. */
function turningOff({ drafts }: Estate): { hub: Hub; settled: Settled }[] {
  const depth = ({ names }: Settled) => Math.min(...names.map((n) => n.zone.split(".").length));
  return drafts
    .flatMap((d) => d.endpoints.map((settled) => ({ hub: d.hub, settled })))
    .filter(({ settled }) => isTurningOff(settled))
    .sort((a, b) => depth(a.settled) - depth(b.settled));
}

function hubJoins(
  zone: WantedZone,
  creations: Creations,
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
): boolean {
  const first = creations.byZone.get(zone)?.client;
  return (first && isHubClient(first)) || (joining.get(zone) ?? []).some(({ client }) => isHubClient(client));
}

/** What has the last word on a name above one of these in the hub VPC, and keeps it (semantics 5). */
function hiderOf(
  { observed }: Estate,
  hub: Hub,
  zones: readonly WantedZone[],
  going: ReadonlySet<EndpointId>,
): string | undefined {
  const seen = observed.vpcs.get(vpcKey({ id: hub.vpc, region: hub.region }));
  if (seen?.kind !== "seen") return undefined;
  const { zones: held, privateDns } = seen.value;
  const isAbove = (name: ZoneName) => zones.some((z) => z.ref.name.endsWith(`.${name}`));
  const zone =
    held.kind === "seen" && held.value.find((z) => z.owner.service === undefined && isAbove(z.name));
  if (zone) return `zone ${zone.id} (${zone.name})`;
  const own =
    privateDns.kind === "seen" &&
    privateDns.value.find((e) => !going.has(e.endpoint) && e.names.some(isAbove));
  return own ? `the private DNS of ${own.endpoint}` : undefined;
}

type Reason = Pick<Finding, "reason" | "message" | "todo">;

function cannotTakeOver(id: EndpointId, missing: Settled["names"]): Reason {
  return {
    reason: "TurnOffWaits",
    message: `the private DNS of ${id} stays on: the hub VPC could not take over ${missing.map((n) => n.zone).join(", ")} at once`,
    todo: "see what keeps the hub VPC out of those zones",
  };
}

function wouldBeHidden(id: EndpointId, hider: string): Reason {
  return {
    reason: "TurnOffHidden",
    message: `the private DNS of ${id} stays on: between the switch and our zones, ${hider} would answer NXDOMAIN for its names in the hub VPC`,
    todo: "set allowGap: true to accept that, usually for less than two minutes",
  };
}

/**
 * The switch itself: after every zone's aliases are INSYNC, every spoke of this plan has joined, and the names above,
 * of zones that are `going` as well, no longer hide these (semantics 5).
 */
export function turnOffAction(
  estate: Estate,
  zones: readonly WantedZone[],
  creations: Creations,
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
  gates: readonly ActionKey[],
  going: readonly WantedZone[],
): { action: EndpointAction; finding: Finding } | undefined {
  const [first] = zones;
  if (!first) return undefined;
  const { hub, settled } = first;
  const hider = hiderOf(estate, hub, zones, idsOf(going));
  const others = zones.map((zone) => ({
    zone,
    joiners: (joining.get(zone) ?? []).filter((j) => !isHubClient(j.client)),
  }));
  // Without an anchor the zones begin with the hub VPC itself: they cannot be made before the names are free.
  const beginsWithHub = zones.some((z) => {
    const client = creations.byZone.get(z)?.client;
    return client !== undefined && isHubClient(client);
  });
  const joins = others.flatMap(({ zone, joiners }) =>
    joiners.map((j) => actionKey(j.departure?.by === "move" ? "move" : "associate", zone.ref, j.client.vpc)),
  );
  const above = going.filter(
    (z) => z.hub === hub && zones.some(({ ref }) => ref.name.endsWith(`.${z.ref.name}`)),
  );
  const action: EndpointAction = {
    kind: "turnOffPrivateDns",
    key: turnOffKey(first),
    after: beginsWithHub ? [] : [...gates, ...joins, ...new Set(above.map(turnOffKey))],
    hub: hub.name,
    account: hub.account,
    endpoint: settled.endpoint.name,
    target: endpointRefOf(first),
    served: beginsWithHub ? [] : others.flatMap(({ zone }) => servedBy(zone, joining)),
    because: "the document says turnOff, and our zones take over in the hub VPC",
  };
  return { action, finding: windowOf(first, beginsWithHub, hider) };
}

/** Spokes that are in the zone, or will be by this plan. */
function servedBy(zone: WantedZone, joining: ReadonlyMap<WantedZone, readonly Joining[]>) {
  const members = membersOf(zone.view?.vpcs) ?? new Set<string>();
  const joiners = new Set((joining.get(zone) ?? []).map((j) => vpcKey(j.client.vpc)));
  const spokes = zone.clients.filter(
    (c) => c.spoke && (members.has(vpcKey(c.vpc)) || joiners.has(vpcKey(c.vpc))),
  );
  return spokes.length === 0 ? [] : [{ zone: zone.ref, vpcs: spokes.map((c) => c.vpc) }];
}

function idsOf(zones: readonly WantedZone[]): Set<EndpointId> {
  return new Set(zones.flatMap(({ settled }) => settled.live?.view?.id ?? []));
}

function windowOf(zone: WantedZone, beginsWithHub: boolean, hider: string | undefined): Finding {
  const { hub, settled } = zone;
  const names = settled.names.map((n) => n.zone).join(", ");
  const isOne = settled.names.length === 1;
  const hidden = isOne ? `answers NXDOMAIN (${hider} hides it)` : `answer NXDOMAIN (${hider} hides them)`;
  const answers = hider ? hidden : isOne ? "resolves publicly" : "resolve publicly";
  const until = beginsWithHub
    ? "until its zones are made and their aliases INSYNC, about two minutes, and NXDOMAIN for part of that"
    : "until the hub VPC has joined our zones, usually within two minutes";
  return {
    kind: "window",
    action: turnOffKey(zone),
    reason: "TurnOff",
    hub: hub.name,
    endpoint: settled.endpoint.name,
    vpc: { id: hub.vpc, region: hub.region },
    message: `${names} ${answers} in hub VPC ${hub.vpc} from the switch ${until}`,
    ...(beginsWithHub && { todo: "an anchorVpc without workloads makes the window much shorter" }),
  };
}
