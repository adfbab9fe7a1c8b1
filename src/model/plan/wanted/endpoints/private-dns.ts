import { type ActionKey, type EndpointAction, endpointActionKey, endpointKey } from "../../../action.ts";
import type { Client } from "../clients.ts";
import type { WantedZone } from "../zones/wanted-zones.ts";
import type { Settled } from "./endpoint.ts";

/**
 * The hub's own private DNS is switched off when our zones can take over at once (semantics 30):
 *
 *     zones for all names, aliases INSYNC ─▶ spokes associated, confirmed ─▶ ModifyVpcEndpoint ─▶ hub VPC associated
 *
 * Between the last two the hub VPC resolves publicly. Found switched off with our zones lacking the hub VPC, the last
 * step is what is missing, and an ordinary pass makes it, first of all.
 */
export function isTurningOff({ endpoint, live }: Settled): boolean {
  return endpoint.hubPrivateDns === "turnOff" && (live?.view?.privateDnsEnabled ?? false);
}

export function isHubClient(client: Client): boolean {
  return client.spoke === undefined;
}

export function turnOffKey(zone: WantedZone): ActionKey {
  return endpointActionKey("turnOffPrivateDns", endpointRefOf(zone));
}

export function endpointRefOf({ hub, settled }: WantedZone): EndpointAction["target"] {
  const { service, endpoint, live } = settled;
  const key = endpointKey(hub.name, endpoint.set, service);
  return { key, service, region: hub.region, ...(live?.view && { id: live.view.id }) };
}
