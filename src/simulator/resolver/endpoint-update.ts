import type { UpdateResolverEndpointRequest } from "@aws-sdk/client-route53resolver";
import { type Estate, lasting } from "../estate.ts";
import { refused } from "./access.ts";
import { metricsOf, type WithMetrics } from "./metrics.ts";
import type { ResolverEndpoint } from "./state.ts";
import { endpointStatus } from "./status.ts";

export type EndpointUpdate = WithMetrics<UpdateResolverEndpointRequest>;

/** What may change in an endpoint's life, its addresses aside; throws and changes nothing where AWS refuses. */
export function updateEndpoint(estate: Estate, endpoint: ResolverEndpoint, input: EndpointUpdate): void {
  const now = estate.surroundings.clock.now();
  const type = input.ResolverEndpointType ?? endpoint.type;
  const protocols = input.Protocols ?? endpoint.protocols;
  refuseUnready(endpoint, now);
  refuseType(endpoint, type);
  refuseProtocols(endpoint, protocols);
  const metrics = metricsOf(input, endpoint.direction);
  const isQuick = type === endpoint.type && protocols.join() === endpoint.protocols.join();
  addIpv6(endpoint, input);
  endpoint.name = input.Name ?? endpoint.name;
  Object.assign(endpoint, { type, protocols, metrics: { ...endpoint.metrics, ...metrics }, modifiedAt: now });
  // A name alone leaves it OPERATIONAL (recorded).
  if (!isQuick) endpoint.updatedAt = now + lasting(estate.options.resolverAddressMs);
}

/** Nothing of an endpoint that is made or deleted just now can be changed. */
export function refuseUnready(endpoint: ResolverEndpoint, now: number): void {
  const { Status } = endpointStatus(endpoint, now);
  if (Status === "CREATING" || Status === "DELETING")
    throw refused(
      "InvalidRequestException",
      `Resolver endpoint "${endpoint.id}" cannot be updated while it is ${Status}.`,
    );
}

/** Source: API reference, UpdateResolverEndpoint, "ResolverEndpointType". */
function refuseType(endpoint: ResolverEndpoint, type: ResolverEndpoint["type"]): void {
  if (type !== endpoint.type && [type, endpoint.type].includes("IPV6"))
    throw refused("InvalidRequestException", `Cannot change ${endpoint.type} to ${type}.`);
}

/** Source: API reference, UpdateResolverEndpoint, "Protocols": DoH has to be added before Do53 goes. */
function refuseProtocols(endpoint: ResolverEndpoint, protocols: readonly string[]): void {
  const isOnly = (all: readonly string[], one: string) => all.length === 1 && all[0] === one;
  if (endpoint.direction === "INBOUND" && isOnly(endpoint.protocols, "Do53") && isOnly(protocols, "DoH"))
    throw refused(
      "InvalidRequestException",
      "Cannot change the protocol from Do53 to DoH only; add DoH first.",
    );
}

/** UpdateIpAddresses gives addresses their IPv6 side on the way to DUALSTACK. */
function addIpv6(endpoint: ResolverEndpoint, { UpdateIpAddresses = [] }: EndpointUpdate): void {
  const updates = UpdateIpAddresses.map(({ IpId, Ipv6 }) => {
    const address = endpoint.addresses.find((one) => one.id === IpId);
    if (!address) throw refused("ResourceNotFoundException", `IP address with ID "${IpId}" does not exist.`);
    return { address, Ipv6 };
  });
  for (const { address, Ipv6 } of updates) address.ipv6 = Ipv6;
}
