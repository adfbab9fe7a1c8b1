import { blocksOf } from "../ec2/prefix-lists/managed.ts";
import { type Route, routesOf } from "../ec2/route-tables/routes.ts";
import type { RouteTable } from "../ec2/route-tables/state.ts";
import type { Network, Subnet } from "../ec2/state.ts";
import { type TransitRoute, transitRoutes } from "../ec2/transit-gateways/routes.ts";
import type { TransitRouteTable } from "../ec2/transit-gateways/state.ts";
import type { Estate } from "../estate.ts";
import { bitsOf, holds } from "./packet.ts";

export function tableOf({ vpcs, routeTables }: Network, { routeTableId, vpcId }: Subnet): RouteTable {
  const id = routeTableId ?? vpcs.get(vpcId)?.mainRouteTableId ?? "";
  return routeTables.get(id) as RouteTable;
}

/**
 * The route that a packet takes: the most specific one; of two of a block the one that names it, before one of a prefix
 * list. A blackhole is taken too, to nowhere. Source: VPC User Guide, "Route priority".
 */
export function routeFor(
  estate: Estate,
  table: RouteTable,
  address: string,
): (Route & { block: string }) | undefined {
  const fitting = routesOf(estate, table).flatMap((route) => {
    const isList = route.destination.startsWith("pl-");
    const blocks = isList ? blocksOf(estate, route.destination, table) : [route.destination];
    return blocks.filter((block) => holds(block, address)).map((block) => ({ ...route, block, isList }));
  });
  return fitting.sort((a, b) => bitsOf(b.block) - bitsOf(a.block) || Number(a.isList) - Number(b.isList))[0];
}

/** The same in a transit gateway's table. */
export function transitRouteFor(
  estate: Estate,
  table: TransitRouteTable,
  address: string,
): TransitRoute | undefined {
  const fitting = transitRoutes(estate, table).filter(({ destination }) => holds(destination, address));
  return fitting.sort((a, b) => bitsOf(b.destination) - bitsOf(a.destination))[0];
}
