import type { RouteOrigin, RouteState } from "@aws-sdk/client-ec2";
import ipaddr from "ipaddr.js";
import type { Estate } from "../../estate.ts";
import { peeringStatus } from "../peering/state.ts";
import { prefixListsOf } from "../prefix-lists/aws.ts";
import { type Network, subnetsIn, type Vpc } from "../state.ts";
import { isUp } from "../transit-gateways/state.ts";
import type { RouteTable } from "./state.ts";

/** `target` is `local`, or an id. */
export type Route = { destination: string; target: string; origin: RouteOrigin; state: RouteState };

/** All that a table shows: the VPC's local routes, its own, and those of gateway endpoints. */
export function routesOf(estate: Estate, table: RouteTable): Route[] {
  const { network } = estate;
  const vpc = network.vpcs.get(table.vpcId);
  const local = vpc ? [...cidrsOf(vpc), ...ipv6BlocksOf(network, vpc.id)] : [];
  const lists = [...prefixListsOf(table).values()];
  const gateways = [...(network.endpointsOfVpc.get(table.vpcId) ?? [])].filter((one) =>
    one.routeTableIds.includes(table.id),
  );
  return [
    ...local.map((destination) => route(destination, "local", "active", "CreateRouteTable")),
    ...[...table.routes].map(([destination, target]) =>
      route(destination, target, isThere(estate, table, target) ? "active" : "blackhole"),
    ),
    ...gateways.flatMap(({ id, serviceName }) => {
      const list = lists.find(({ name }) => name === serviceName);
      return list ? [route(list.id, id, "active")] : [];
    }),
  ];
}

const route = (
  destination: string,
  target: string,
  state: RouteState,
  origin: RouteOrigin = "CreateRoute",
): Route => ({ destination, target, state, origin });

export const cidrsOf = ({ cidr, secondaryCidrs }: Vpc): string[] => [cidr, ...secondaryCidrs];

/** The /56 blocks that its subnets' /64 blocks are of. */
export function ipv6BlocksOf(network: Network, vpcId: string): string[] {
  const blocks = subnetsIn(network, vpcId).flatMap(({ ipv6Cidr }) => {
    if (!ipv6Cidr) return [];
    return `${ipaddr.IPv6.networkAddressFromCIDR(ipv6Cidr.replace("/64", "/56"))}/56`;
  });
  return [...new Set(blocks)];
}

/**
 * Whether the target takes packets. "The route has a state of blackhole, and has no effect until the VPC peering
 * connection is in the active state" (VPC Peering Guide, "Update your route tables"); the same for what is gone, and for
 * a transit gateway to which the VPC is not attached.
 */
function isThere({ network, surroundings }: Estate, { vpcId }: RouteTable, target: string): boolean {
  const now = surroundings.clock.now();
  const peering = network.peerings.get(target);
  if (target.startsWith("pcx-"))
    return !!peering && peeringStatus(peering, now) === "active" && hasBothVpcs(network, target);
  if (target.startsWith("tgw-")) {
    const attachments = [...(network.transit.attachmentsOfVpc.get(vpcId) ?? [])];
    return attachments.some((one) => one.gatewayId === target && isUp(one, now));
  }
  if (target.startsWith("eni-")) return network.interfaces.has(target);
  if (target.startsWith("vpce-")) return network.endpoints.has(target) || network.gateways.has(target);
  if (target.startsWith("arn:")) return true; // a core network: none is simulated
  const gateway = network.gateways.get(target);
  return gateway?.vpcId === vpcId;
}

function hasBothVpcs({ vpcs, peerings }: Network, id: string): boolean {
  const peering = peerings.get(id);
  return !!peering && vpcs.has(peering.requester.vpcId) && vpcs.has(peering.accepter.vpcId);
}
