import type { IpAddressResponse, ResolverEndpoint as Shape } from "@aws-sdk/client-route53resolver";
import { timeOf } from "./access.ts";
import type { ResolverAddress, ResolverEndpoint } from "./state.ts";
import { addressStatus, endpointStatus } from "./status.ts";

/** As Get and List answer it; an endpoint without a name has no such member (recorded). */
export function shownEndpoint(endpoint: ResolverEndpoint, now: number): Shape {
  return {
    Id: endpoint.id,
    CreatorRequestId: endpoint.creatorRequestId,
    Arn: endpoint.arn,
    ...(endpoint.name ? { Name: endpoint.name } : {}),
    SecurityGroupIds: endpoint.groupIds,
    Direction: endpoint.direction as Exclude<ResolverEndpoint["direction"], "INBOUND_DELEGATION">,
    IpAddressCount: endpoint.addresses.length,
    HostVPCId: endpoint.vpcId,
    ...(endpointStatus(endpoint, now) as Pick<Shape, "Status" | "StatusMessage">),
    CreationTime: timeOf(endpoint.createdAt),
    ModificationTime: timeOf(endpoint.modifiedAt),
    ResolverEndpointType: endpoint.type,
    Protocols: endpoint.protocols as Shape["Protocols"] & object,
    ...endpoint.metrics,
  };
}

export function shownAddress(address: ResolverAddress, now: number): IpAddressResponse {
  const time = timeOf(address.createdAt);
  return {
    IpId: address.id,
    SubnetId: address.subnetId,
    ...(address.ip ? { Ip: address.ip } : {}),
    ...(address.ipv6 ? { Ipv6: address.ipv6 } : {}),
    ...(addressStatus(address, now) as Pick<IpAddressResponse, "Status" | "StatusMessage">),
    CreationTime: time,
    ModificationTime: time,
  };
}
