import type { ActionKey } from "../../../action/common.ts";
import { type EndpointAction, endpointActionKey } from "../../../action/endpoint.ts";
import { endpointKey } from "../../../action/refs.ts";
import type { WantedRow } from "../zones/zone-row.ts";
import type { HubEndpoint } from "./endpoint.ts";

/**
 * The hub's own private DNS is switched off when our zones can take over at once (semantics 30):
 *
 *     zones for all names, aliases INSYNC ─▶ spokes associated, confirmed ─▶ ModifyVpcEndpoint ─▶ hub VPC associated
 *
 * Between the last two the hub VPC resolves publicly. Found switched off with our zones lacking the hub VPC, the last
 * step is what is missing, and an ordinary pass makes it, first of all.
 */
export function isTurningOff({ document, live }: HubEndpoint): boolean {
  return document.hubPrivateDns === "turnOff" && (live?.view?.privateDnsEnabled ?? false);
}

export function turnOffKey(zone: WantedRow): ActionKey {
  return endpointActionKey("turnOffPrivateDns", endpointRefOf(zone));
}

export function endpointRefOf({ hub, wanted }: WantedRow): EndpointAction["target"] {
  const { service, document, live } = wanted.endpoint;
  const key = endpointKey(hub.name, document.set, service);
  return { key, service, region: hub.region, ...(live?.view && { id: live.view.id }) };
}
