import { type ActionKey, actionKey, type EndpointAction } from "../action.ts";
import type { Finding } from "../finding.ts";
import { vpcKey } from "../ids.ts";
import { membersOf } from "./clients.ts";
import type { Creations } from "./creation.ts";
import type { WantedZone } from "./draft.ts";
import type { Settled } from "./endpoint.ts";
import type { Estate } from "./estate.ts";
import type { Joining } from "./joining.ts";
import { endpointRefOf, isHubClient, isTurningOff, turnOffKey } from "./private-dns.ts";

/** Endpoints whose switch has to wait, with the reason: the hub VPC could not join each of their zones. */
export function withheldTurnOffs(
  estate: Estate,
  creations: Creations,
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
): Map<Settled, Finding> {
  const endpoints = estate.drafts.flatMap((d) => d.endpoints.map((settled) => ({ hub: d.hub, settled })));
  const turning = endpoints.filter(({ settled }) => isTurningOff(settled));
  return new Map(
    turning.flatMap(({ hub, settled }): [Settled, Finding][] => {
      const zones = estate.zones.filter((z) => z.settled === settled);
      const ready = (zone: WantedZone) =>
        creations.byZone.get(zone)?.client?.spoke === undefined &&
        creations.byZone.get(zone)?.client !== undefined
          ? true
          : (joining.get(zone) ?? []).some((j) => isHubClient(j.client));
      const missing = settled.names.filter((n) => !zones.some((z) => z.ref.name === n.zone && ready(z)));
      if (missing.length === 0) return [];
      const names = missing.map((n) => n.zone).join(", ");
      return [
        [
          settled,
          {
            kind: "withheld",
            reason: "TurnOffWaits",
            hub: hub.name,
            endpoint: settled.endpoint.name,
            message: `the private DNS of ${settled.live?.view?.id} stays on: the hub VPC could not take over ${names} at once`,
            todo: "see what keeps the hub VPC out of those zones",
          },
        ],
      ];
    }),
  );
}

/** The switch itself: after every zone's aliases are INSYNC and every spoke of this plan has joined. */
export function turnOffAction(
  zones: readonly WantedZone[],
  creations: Creations,
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
  gates: readonly ActionKey[],
): { action: EndpointAction; finding: Finding } | undefined {
  const [first] = zones;
  if (!first) return undefined;
  const { hub, settled } = first;
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
  const action: EndpointAction = {
    kind: "turnOffPrivateDns",
    key: turnOffKey(first),
    after: beginsWithHub ? [] : [...gates, ...joins],
    hub: hub.name,
    account: hub.account,
    endpoint: settled.endpoint.name,
    target: endpointRefOf(first),
    served: beginsWithHub ? [] : others.flatMap(({ zone }) => servedBy(zone, joining)),
    because: "the document says turnOff, and our zones take over in the hub VPC",
  };
  return { action, finding: windowOf(first, beginsWithHub) };
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

function windowOf({ hub, settled }: WantedZone, beginsWithHub: boolean): Finding {
  const names = settled.names.map((n) => n.zone).join(", ");
  const until = beginsWithHub
    ? "until its zones are made and their aliases INSYNC, about two minutes, and NXDOMAIN for part of that"
    : "until the hub VPC has joined our zones, usually within two minutes";
  return {
    kind: "window",
    reason: "TurnOff",
    hub: hub.name,
    endpoint: settled.endpoint.name,
    vpc: { id: hub.vpc, region: hub.region },
    message: `${names} resolve publicly in hub VPC ${hub.vpc} from the switch ${until}`,
    ...(beginsWithHub && { todo: "an anchorVpc without workloads makes the window much shorter" }),
  };
}
