import { valueIn } from "../failure.ts";
import { type Place, throughAcl } from "./acl.ts";
import type { Attachment, GatewayRoute, Subnet, TransitGateway, VpcNetwork } from "./facts.ts";
import { type Ip, PrefixTable, placeText, rangeOf, rangeText } from "./ip.ts";
import type { Packet } from "./packet.ts";
import { routeFrom } from "./routes.ts";
import { follow, isBlocked, type Stop, unread, type Walk } from "./trace.ts";

type Gateways = ReadonlyMap<string, TransitGateway>;

/**
 * Through a transit gateway: in by the attachment's subnet in the sender's zone, by the route table that the attachment is
 * associated with, out by the other VPC's attachment, and by the route table of the subnet where they arrive. The last step
 * is the destination's network ACL. Sources: transit gateways guide, "How transit gateways work" and "Network ACLs for
 * transit gateways": of packets to the gateway the attachment's subnet judges by inbound rules, of packets from it by outbound
 * ones, and none are looked at where the destination is in that very subnet.
 */
export function* throughGateway(
  id: string,
  from: Place,
  to: Place,
  packet: Packet,
  gateways: Gateways,
): Walk {
  const entered = attachmentTo(id, from.network);
  if ("kind" in entered) return yield entered;
  const entry = subnetsOf(entered, from.network)?.find(({ zone }) => zone === from.subnet.zone);
  if (!entry) return yield noZone(entered, from);
  yield { object: entered.id, account: from.network.account, says: `takes from ${from.subnet.zone}` };
  yield* throughAcl({ network: from.network, subnet: entry }, "ingress", packet);
  const left = attachmentTo(id, to.network);
  const route = routeOf(id, entered, packet, gateways);
  if ("kind" in route) return yield route;
  const { says, object, account } = route;
  const [next, ...others] = route.route.attachments;
  // One that is not the other VPC's own may be a firewall's, or a gateway's of another Region, to which that VPC is attached.
  const isStraight = others.length === 0 && next === ("kind" in left ? left.object : left.id);
  if (!isStraight && !("kind" in left && left.kind === "unknown"))
    return yield {
      kind: "unknown",
      object,
      account,
      says: `${says} to ${route.route.attachments.join(", ")}, and not straight to ${to.network.vpc.id}`,
      todo: "connect from that subnet to see: what stands there may pass packets on",
    };
  if ("kind" in left) return yield left;
  yield { object, account, says: `${says} to ${left.id}` };
  yield* arrive(left, from, to, packet);
}

function attachmentTo(gateway: string, network: VpcNetwork): Attachment | Stop {
  const { account, vpc, attachments } = network;
  const at = { object: gateway, account };
  if (attachments.kind === "unreadable")
    return unread(attachments, {
      what: "attachments",
      object: vpc.id,
      account,
      permission: "ec2:DescribeTransitGatewayVpcAttachments",
    });
  const own = attachments.value.filter((one) => one.gateway === gateway);
  const found = own.find(isWorking) ?? own[0];
  if (!found)
    return {
      ...at,
      kind: "blocked",
      says: `${vpc.id} has no attachment to ${gateway}`,
      todo: `attach ${vpc.id} of account ${account} to ${gateway}`,
    };
  if (isWorking(found)) return found;
  return {
    kind: "blocked",
    object: found.id,
    account,
    says: `attachment ${found.id} of ${vpc.id} to ${gateway} is ${found.state}, not available`,
    todo: found.state === "pendingAcceptance" ? `accept ${found.id}` : `attach ${vpc.id} anew`,
  };
}

/** One that is modified goes on working meanwhile. */
function isWorking({ state }: Attachment): boolean {
  return state === "available" || state === "modifying";
}

/** Undefined: an attachment is in a subnet that was not read. */
function subnetsOf({ subnets }: Attachment, network: VpcNetwork): Subnet[] | undefined {
  const all = valueIn(network.subnets) ?? [];
  const own = all.filter(({ id }) => subnets.includes(id));
  return own.length === subnets.length ? own : undefined;
}

function noZone(attachment: Attachment, { network, subnet }: Place): Stop {
  const at = { object: attachment.id, account: network.account };
  if (!subnetsOf(attachment, network) || subnet.zone === "")
    return {
      ...at,
      kind: "unknown",
      says: `attachment ${attachment.id} has a subnet that EC2 does not list in ${network.vpc.id}`,
      todo: "run again",
    };
  if (!isRegional(subnet))
    return {
      ...at,
      kind: "unknown",
      says: `${subnet.id} is in ${subnet.zone}, whose packets get to a transit gateway by a zone of the Region`,
      todo: "connect from that subnet to see",
    };
  return {
    ...at,
    kind: "blocked",
    says: `attachment ${attachment.id} has no subnet in ${subnet.zone}, where ${subnet.id} is`,
    todo: `add a subnet of ${subnet.zone} to ${attachment.id}`,
  };
}

/**
 * Not a Local or Wavelength Zone (`usw2-lax1-az1`), where no attachment has a subnet: packets get to the gateway by a zone of the
 * Region, and by which one was read in no source.
 */
function isRegional({ zone }: Subnet): boolean {
  return !/^\w+-\w+-/.test(zone);
}

type Taken = {
  readonly route: GatewayRoute;
  readonly says: string;
  readonly object: string;
  readonly account: TransitGateway["account"];
};

function routeOf(
  id: string,
  { id: attachment }: Attachment,
  packet: Packet,
  gateways: Gateways,
): Taken | Stop {
  const gateway = gateways.get(id);
  if (!gateway)
    return {
      object: id,
      kind: "unknown",
      permission: "ec2:SearchTransitGatewayRoutes",
      says: `the route tables of ${id} were not read`,
      todo: `name ${id} in the hub's network.transitGateway, with the account that owns it and a role there`,
    };
  const whose = { object: id, account: gateway.account };
  if (gateway.associations.kind === "unreadable")
    return unread(gateway.associations, {
      what: "associations",
      ...whose,
      permission: "ec2:DescribeTransitGatewayAttachments",
    });
  const table = gateway.associations.value.get(attachment);
  if (table === undefined)
    return {
      ...whose,
      kind: "unknown",
      says: `attachment ${attachment} is associated with no route table of ${id}`,
      todo: `associate ${attachment} with a route table of ${id}`,
    };
  const at = { object: table, account: gateway.account };
  const routes = gateway.tables.get(table);
  if (routes?.kind !== "seen")
    return routes
      ? unread(routes, { what: "routes", ...at, permission: "ec2:SearchTransitGatewayRoutes" })
      : { ...at, kind: "unknown", says: `${table} was not read`, todo: "run again" };
  const route = routeIn(routes.value, packet.to);
  if (!route)
    return {
      ...at,
      kind: "blocked",
      says: `transit gateway route table ${table} has no route to ${placeText(packet.to)}`,
      todo: `propagate the attachment of that VPC to ${table}, or add a route to ${rangeText(packet.to)} there`,
    };
  if (route.isBlackhole || route.attachments.length === 0)
    return {
      ...at,
      kind: "blocked",
      says: `route to ${route.to} of transit gateway route table ${table} is a blackhole`,
      todo: `replace the route to ${route.to} in ${table}`,
    };
  return { ...at, route, says: `sends ${placeText(packet.to)}` };
}

const TABLES = new WeakMap<readonly GatewayRoute[], PrefixTable<GatewayRoute>>();

/** The longest prefix; of two of one range one that is no blackhole, which then is not taken for sure. */
function routeIn(routes: readonly GatewayRoute[], to: Ip): GatewayRoute | undefined {
  const found = tableOf(routes).lookup(to);
  if (!found) return undefined;
  const same = routes.filter((one) => one.to === found.to);
  if (same.every(({ isBlackhole }) => isBlackhole === found.isBlackhole)) return found;
  return {
    ...found,
    isBlackhole: false,
    attachments: ["a blackhole", ...same.flatMap((one) => one.attachments)],
  };
}

function tableOf(routes: readonly GatewayRoute[]): PrefixTable<GatewayRoute> {
  const table = TABLES.get(routes) ?? new PrefixTable(routes.map((route) => [rangeOf(route.to), route]));
  TABLES.set(routes, table);
  return table;
}

/**
 * In the sender's zone, else in any, as in appliance mode: where ways differ, nobody can tell which one packets take. Source:
 * transit gateways guide, "Appliance in a shared services VPC".
 */
function* arrive(attachment: Attachment, from: Place, to: Place, packet: Packet): Walk {
  const all = subnetsOf(attachment, to.network) ?? [];
  const near = attachment.spreads ? [] : all.filter(({ zone }) => zone === from.subnet.zone);
  const candidates = near.length > 0 ? near : all;
  const traces = candidates.map((subnet) => follow(inFrom({ network: to.network, subnet }, to, packet)));
  const [first, ...others] = traces;
  if (!first)
    return yield {
      kind: "unknown",
      object: attachment.id,
      account: to.network.account,
      says: `the subnets of attachment ${attachment.id} were not read`,
      todo: "run again",
    };
  const isOne = others.every(({ stop }) => stop?.kind === first.stop?.kind);
  yield* first.steps;
  if (first.stop && isOne) yield first.stop;
  if (isOne) return;
  const blocked = traces.find(isBlocked)?.stop ?? first.stop;
  yield {
    kind: "unknown",
    object: attachment.id,
    account: to.network.account,
    says: `which subnet of ${attachment.id} delivers is not known, and ${blocked?.says ?? "not all of them do"}`,
    todo: blocked?.todo ?? "look at its subnets",
  };
}

function* inFrom(arrival: Place, to: Place, packet: Packet): Walk {
  if (arrival.subnet.id === to.subnet.id) return;
  yield* throughAcl(arrival, "egress", packet);
  const taken = routeFrom(arrival, packet.to);
  if ("kind" in taken) return yield taken;
  if (taken.route.via !== "local")
    return yield {
      kind: "unknown",
      object: taken.table.id,
      account: to.network.account,
      says: `route table ${taken.table.id} of ${arrival.subnet.id} sends ${placeText(packet.to)} to ${taken.route.via} first`,
      todo: "connect from that subnet to see",
    };
  yield { object: taken.table.id, account: to.network.account, says: `delivers to ${placeText(packet.to)}` };
  yield* throughAcl(to, "ingress", packet);
}

/** Transit gateways that routes name. */
export function gatewaysNamed(networks: readonly VpcNetwork[]): string[] {
  return [...new Set(networks.flatMap(namedBy))].sort();
}

/** A hub's network is asked about for each of its spokes. */
const NAMED = new WeakMap<VpcNetwork, readonly string[]>();

function namedBy(network: VpcNetwork): readonly string[] {
  const known = NAMED.get(network);
  if (known) return known;
  const routes = (valueIn(network.routeTables) ?? []).flatMap((table) => table.routes);
  const named = [...new Set(routes.map(({ via }) => via))].filter((via) => via.startsWith("tgw-"));
  NAMED.set(network, named);
  return named;
}
