import type { ActionKey } from "../../action/common.ts";
import type { EndpointAction } from "../../action/endpoint.ts";
import { actionKey } from "../../action/zone.ts";
import type { Hub } from "../../desired/types.ts";
import { depthOf, isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { type EndpointId, vpcKey } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { holderAbove } from "../resolution/carriers.ts";
import { silenced } from "../resolution/silenced.ts";
import type { RuleClient, RuleClients } from "../rules/zone-clients.ts";
import { isHubClient } from "../wanted/clients.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { endpointRefOf, isTurningOff, turnOffKey } from "../wanted/endpoints/private-dns.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import type { Creations } from "./creation.ts";
import type { Joining } from "./new-associations.ts";

/**
 * Endpoints whose switch has to wait, with the reason: the hub VPC could not join each of their zones, or what holds a
 * name above would answer NXDOMAIN until it has. Names above are switched off first, so they are decided first.
 */
export function withheldTurnOffs(
  estate: Estate,
  creations: Creations,
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
  ruleClients: RuleClients,
): Map<HubEndpoint, Finding> {
  const waiting = new Map<HubEndpoint, Finding>();
  const going = new Set<EndpointId>();
  for (const { hub, endpoint } of turningOff(estate)) {
    const { document, live } = endpoint;
    const zones = estate.zones.filter((z) => z.wanted.endpoint === endpoint);
    const missing = endpoint.names.filter(
      (n) => !zones.some((z) => z.ref.name === n.zone && hubJoins(z, creations, joining)),
    );
    const hider = document.allowGap ? undefined : hiderOf(estate, hub, zones, going);
    const rules = document.allowGap ? undefined : rulesOver(hub, endpoint, ruleClients);
    const id = live?.view?.id as EndpointId;
    const obstacle =
      missing.length > 0
        ? cannotTakeOver(id, missing)
        : hider !== undefined
          ? wouldBeHidden(id, hider)
          : rules && wouldBePublic(id, rules);
    if (!obstacle) going.add(id);
    else waiting.set(endpoint, finding("withheld", { hub: hub.name, endpoint: document.name }, obstacle));
  }
  return waiting;
}

/** Why somebody else than the hub VPC is answered by what it loses. */
function rulesOver({ vpc: id, region }: Hub, { names }: HubEndpoint, ruleClients: RuleClients) {
  const why = names.map(({ zone }) => ruleClients(zone, { id, region }, true));
  return why.find((one) => one !== undefined);
}

/** Shortest names first. */
function turningOff({ drafts }: Estate): { hub: Hub; endpoint: HubEndpoint }[] {
  const depth = ({ names }: HubEndpoint) => Math.min(...names.map((n) => depthOf(n.zone)));
  return drafts
    .flatMap((d) => d.endpoints.map((endpoint) => ({ hub: d.hub, endpoint })))
    .filter(({ endpoint }) => isTurningOff(endpoint))
    .sort((a, b) => depth(a.endpoint) - depth(b.endpoint));
}

function hubJoins(
  zone: WantedRow,
  creations: Creations,
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
): boolean {
  const first = creations.byZone.get(zone)?.client;
  return (first && isHubClient(first)) || (joining.get(zone) ?? []).some(({ client }) => isHubClient(client));
}

/** What has the last word on a name above one of these in the hub VPC, and keeps it (semantics 5). */
function hiderOf(
  { observed }: Estate,
  hub: Hub,
  zones: readonly WantedRow[],
  going: ReadonlySet<EndpointId>,
): string | undefined {
  const view = valueIn(observed.vpcs.get(vpcKey({ id: hub.vpc, region: hub.region })));
  if (!view) return undefined;
  const left = silenced(view, going);
  const hiders = zones.map(({ ref }) => holderAbove(ref.name, left));
  const hider = hiders.find((one) => one?.kind === "zone") ?? hiders.find((one) => one?.kind === "endpoint");
  if (!hider) return undefined;
  return hider.kind === "zone" ? `zone ${hider.id} (${hider.name})` : `the private DNS of ${hider.id}`;
}

function cannotTakeOver(id: EndpointId, missing: HubEndpoint["names"]): Why {
  return {
    reason: "TurnOffWaits",
    message: `the private DNS of ${id} stays on: the hub VPC could not take over ${missing.map((n) => n.zone).join(", ")} at once`,
    todo: "see what keeps the hub VPC out of those zones",
  };
}

function wouldBePublic(id: EndpointId, { why }: RuleClient): Why {
  return {
    reason: "TurnOffServesRules",
    message: `the private DNS of ${id} stays on: ${why}; between the switch and our zones they would get the public answer`,
    todo: "set allowGap: true to accept that, usually for less than two minutes",
  };
}

function wouldBeHidden(id: EndpointId, hider: string): Why {
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
  zones: readonly WantedRow[],
  creations: Creations,
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
  gates: readonly ActionKey[],
  going: readonly WantedRow[],
): { action: EndpointAction; finding: Finding } | undefined {
  const [first] = zones;
  if (!first) return undefined;
  const {
    hub,
    wanted: { endpoint },
  } = first;
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
    (z) => z.hub === hub && zones.some(({ ref }) => isBeneath(ref.name, z.ref.name)),
  );
  const action: EndpointAction = {
    kind: "turnOffPrivateDns",
    key: turnOffKey(first),
    after: beginsWithHub ? [] : [...gates, ...joins, ...new Set(above.map(turnOffKey))],
    hub: hub.name,
    account: hub.account,
    endpoint: endpoint.document.name,
    target: endpointRefOf(first),
    vpc: { id: hub.vpc, region: hub.region },
    names: endpoint.names.map((n) => n.zone),
    served: beginsWithHub ? [] : others.flatMap(({ zone }) => servedBy(zone, joining)),
    because: "the document says turnOff, and our zones take over in the hub VPC",
  };
  return { action, finding: windowOf(first, beginsWithHub, hider) };
}

/** Spokes that are in the zone, or will be by this plan. */
function servedBy(zone: WantedRow, joining: ReadonlyMap<WantedRow, readonly Joining[]>) {
  const members = valueIn(zone.live?.vpcs);
  const joiners = new Set((joining.get(zone) ?? []).map((j) => vpcKey(j.client.vpc)));
  const spokes = zone.wanted.clients.all.filter(
    (c) => c.spoke && (members?.has(vpcKey(c.vpc)) || joiners.has(vpcKey(c.vpc))),
  );
  return spokes.length === 0 ? [] : [{ zone: zone.ref, vpcs: spokes.map((c) => c.vpc) }];
}

function idsOf(zones: readonly WantedRow[]): Set<EndpointId> {
  return new Set(zones.flatMap(({ wanted }) => wanted.endpoint.live?.view?.id ?? []));
}

function windowOf(zone: WantedRow, beginsWithHub: boolean, hider: string | undefined): Finding {
  const {
    hub,
    wanted: { endpoint },
  } = zone;
  const names = endpoint.names.map((n) => n.zone).join(", ");
  const isOne = endpoint.names.length === 1;
  const hidden = isOne ? `answers NXDOMAIN (${hider} hides it)` : `answer NXDOMAIN (${hider} hides them)`;
  const answers = hider ? hidden : isOne ? "resolves publicly" : "resolve publicly";
  const until = beginsWithHub
    ? "until its zones are made and their aliases INSYNC, about two minutes, and NXDOMAIN for part of that"
    : "until the hub VPC has joined our zones, usually within two minutes";
  return finding(
    "window",
    {
      action: turnOffKey(zone),
      hub: hub.name,
      endpoint: endpoint.document.name,
      vpc: { id: hub.vpc, region: hub.region },
    },
    {
      reason: "TurnOff",
      message: `${names} ${answers} in hub VPC ${hub.vpc} from the switch ${until}`,
      ...(beginsWithHub && { todo: "an anchorVpc without workloads makes the window much shorter" }),
    },
  );
}
