import type { DescribeRouteTablesRequest, DescribeRouteTablesResult, RouteTable } from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import type { ReadingService } from "../reading.ts";
import { ABSENT } from "./access.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import { type Fields, nothing } from "./filters.ts";
import { prefixListsOf } from "./prefix-lists.ts";
import type { VpcPart } from "./state.ts";
import { tagList } from "./tag-values.ts";

/** The main route table of each VPC, with the local route and those of its gateway endpoints. */
export function routeTableOperations(estate: Estate): ReadingService {
  return {
    DescribeRouteTables: listing<DescribeRouteTablesRequest, DescribeRouteTablesResult>()(
      "RouteTableIds",
      "RouteTables",
      {
        all: () => estate.network.routeTables,
        fields: fields(estate),
        ids: ABSENT.routeTable,
        shown: (table) => shown(estate, table),
      },
    ),
  };
}

/** Source: EC2 API reference, DescribeRouteTables. */
function fields(estate: Estate): Fields<VpcPart> {
  const routes = (show: (route: NonNullable<RouteTable["Routes"]>[number]) => string | undefined) => {
    return (table: VpcPart) => (shown(estate, table).Routes ?? []).flatMap((route) => show(route) ?? []);
  };
  return {
    "association.gateway-id": nothing,
    "association.main": () => "true",
    "association.route-table-association-id": (table) =>
      shown(estate, table).Associations?.[0]?.RouteTableAssociationId,
    "association.route-table-id": (table) => table.id,
    "association.subnet-id": nothing,
    "owner-id": (table) => table.account,
    "route-table-id": (table) => table.id,
    "route.destination-cidr-block": routes((route) => route.DestinationCidrBlock),
    "route.destination-ipv6-cidr-block": nothing,
    "route.destination-prefix-list-id": routes((route) => route.DestinationPrefixListId),
    "route.egress-only-internet-gateway-id": nothing,
    "route.gateway-id": routes((route) => route.GatewayId),
    "route.instance-id": nothing,
    "route.nat-gateway-id": nothing,
    "route.origin": routes((route) => route.Origin),
    "route.state": routes((route) => route.State),
    "route.transit-gateway-id": nothing,
    "route.vpc-peering-connection-id": nothing,
    "vpc-id": (table) => table.vpcId,
  };
}

function shown({ network }: Estate, table: VpcPart): RouteTable {
  const lists = [...prefixListsOf(table).values()];
  const gateways = [...network.endpoints.values()].filter((one) => one.routeTableIds.includes(table.id));
  return {
    Associations: [
      {
        AssociationState: { State: "associated" },
        Main: true,
        RouteTableAssociationId: `rtbassoc-${digestOf(table.id, 17)}`,
        RouteTableId: table.id,
      },
    ],
    OwnerId: table.account,
    PropagatingVgws: [],
    RouteTableId: table.id,
    Routes: [
      {
        DestinationCidrBlock: network.vpcs.get(table.vpcId)?.cidr,
        GatewayId: "local",
        Origin: "CreateRouteTable",
        State: "active",
      },
      ...gateways.map(({ id, serviceName }) => ({
        DestinationPrefixListId: lists.find((list) => list.name === serviceName)?.id,
        GatewayId: id,
        Origin: "CreateRoute" as const,
        State: "active" as const,
      })),
    ],
    Tags: tagList(table.tags),
    VpcId: table.vpcId,
  };
}
