import type { Route as RouteShape, RouteTable as RouteTableShape } from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { digestOf } from "../catalogue.ts";
import { type Fields, nothing } from "../filters.ts";
import { subnetsIn } from "../state.ts";
import { tagList } from "../tag-values.ts";
import { type Route, routesOf } from "./routes.ts";
import type { RouteTable } from "./state.ts";

/** `subnetId` undefined: that it is the VPC's main table. */
export const associationId = (tableId: string, subnetId?: string): string =>
  `rtbassoc-${digestOf(`${tableId} ${subnetId ?? "main"}`, 17)}`;

/** The subnets that were associated with it; those of a main table by default are not among them. */
export function associationsOf({ network }: Estate, table: RouteTable): { id: string; subnetId?: string }[] {
  const own = subnetsIn(network, table.vpcId).filter(({ routeTableId }) => routeTableId === table.id);
  const isMain = network.vpcs.get(table.vpcId)?.mainRouteTableId === table.id;
  return [
    ...(isMain ? [{ id: associationId(table.id) }] : []),
    ...own.map((subnet) => ({ id: associationId(table.id, subnet.id), subnetId: subnet.id })),
  ];
}

export function shown(estate: Estate, table: RouteTable): RouteTableShape {
  return {
    Associations: associationsOf(estate, table).map(({ id, subnetId }) => ({
      AssociationState: { State: "associated" },
      Main: subnetId === undefined,
      RouteTableAssociationId: id,
      RouteTableId: table.id,
      ...(subnetId !== undefined && { SubnetId: subnetId }),
    })),
    OwnerId: table.account,
    PropagatingVgws: [],
    RouteTableId: table.id,
    Routes: routesOf(estate, table).map((route) => shownRoute(estate, route)),
    Tags: tagList(table.tags),
    VpcId: table.vpcId,
  };
}

function shownRoute({ network }: Estate, { destination, target, origin, state }: Route): RouteShape {
  const member = TARGETS.find(([prefix]) => target.startsWith(prefix))?.[1] ?? "GatewayId";
  return {
    ...destinationMember(destination),
    [member]: target,
    ...(member === "NetworkInterfaceId" && { InstanceOwnerId: network.interfaces.get(target)?.account }),
    Origin: origin,
    State: state,
  };
}

export function destinationMember(destination: string) {
  if (destination.startsWith("pl-")) return { DestinationPrefixListId: destination };
  if (destination.includes(":")) return { DestinationIpv6CidrBlock: destination };
  return { DestinationCidrBlock: destination };
}

/** How AWS shows a target; what is not here is a GatewayId, an endpoint too. */
const TARGETS: readonly [prefix: string, member: keyof RouteShape][] = [
  ["pcx-", "VpcPeeringConnectionId"],
  ["tgw-", "TransitGatewayId"],
  ["nat-", "NatGatewayId"],
  ["eni-", "NetworkInterfaceId"],
  ["eigw-", "EgressOnlyInternetGatewayId"],
  ["arn:", "CoreNetworkArn"],
];

/** Source: EC2 API reference, DescribeRouteTables. */
export function fields(estate: Estate): Fields<RouteTable> {
  const routes = (member: keyof RouteShape) => (table: RouteTable) =>
    (shown(estate, table).Routes ?? []).flatMap((route) => (route[member] as string | undefined) ?? []);
  const associations = (of: (one: { id: string; subnetId?: string }) => string | undefined) => {
    return (table: RouteTable) => associationsOf(estate, table).flatMap((one) => of(one) ?? []);
  };
  return {
    "association.gateway-id": nothing,
    "association.main": associations(({ subnetId }) => String(subnetId === undefined)),
    "association.route-table-association-id": associations(({ id }) => id),
    "association.route-table-id": (table) => associationsOf(estate, table).map(() => table.id),
    "association.subnet-id": associations(({ subnetId }) => subnetId),
    "owner-id": (table) => table.account,
    "route-table-id": (table) => table.id,
    "route.destination-cidr-block": routes("DestinationCidrBlock"),
    "route.destination-ipv6-cidr-block": routes("DestinationIpv6CidrBlock"),
    "route.destination-prefix-list-id": routes("DestinationPrefixListId"),
    "route.egress-only-internet-gateway-id": routes("EgressOnlyInternetGatewayId"),
    "route.gateway-id": routes("GatewayId"),
    "route.instance-id": nothing,
    "route.nat-gateway-id": routes("NatGatewayId"),
    "route.origin": routes("Origin"),
    "route.state": routes("State"),
    "route.transit-gateway-id": routes("TransitGatewayId"),
    "route.vpc-peering-connection-id": routes("VpcPeeringConnectionId"),
    "vpc-id": (table) => table.vpcId,
  };
}
