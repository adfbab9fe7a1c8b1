import type { Route as Ec2Route, NetworkAclEntry } from "@aws-sdk/client-ec2";
import type { AclEntry, Route } from "../model/path/facts.ts";

/** A route by its one target. Source: EC2 API reference, Route: which member is set tells the target's kind. */
export function routeOf(route: Ec2Route): Route {
  const via =
    route.GatewayId ??
    route.TransitGatewayId ??
    route.VpcPeeringConnectionId ??
    route.NatGatewayId ??
    route.NetworkInterfaceId ??
    route.EgressOnlyInternetGatewayId ??
    route.CarrierGatewayId ??
    route.LocalGatewayId ??
    route.CoreNetworkArn ??
    route.InstanceId ??
    "unknown";
  return {
    to: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? "",
    via,
    isBlackhole: route.State === "blackhole",
    isPropagated: route.Origin === "EnableVgwRoutePropagation",
  };
}

/** Source: EC2 API reference, NetworkAclEntry: no range of ports means all of them. */
export function aclEntry(entry: NetworkAclEntry): AclEntry[] {
  const cidr = entry.CidrBlock ?? entry.Ipv6CidrBlock;
  if (cidr === undefined) return [];
  return [
    {
      number: entry.RuleNumber ?? 0,
      isEgress: entry.Egress ?? false,
      allows: entry.RuleAction === "allow",
      protocol: entry.Protocol ?? "-1",
      cidr,
      fromPort: entry.PortRange?.From ?? 0,
      toPort: entry.PortRange?.To ?? 65_535,
    },
  ];
}

export function prefixLength(cidr: string): number {
  return Number(cidr.split("/")[1]);
}
