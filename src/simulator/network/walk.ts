import { otherSide } from "../ec2/peering/state.ts";
import { cidrsOf, ipv6BlocksOf } from "../ec2/route-tables/routes.ts";
import { type Network, type Subnet, subnetsIn } from "../ec2/state.ts";
import type { Estate } from "../estate.ts";
import { passes } from "./acls.ts";
import type { Note, Onward } from "./onward.ts";
import { holds, isPrivate, type Packet } from "./packet.ts";
import { routeFor, tableOf } from "./routing.ts";
import { throughGateway } from "./transit.ts";

/** What a packet met: an object, whose it is, and what it did. */
export type Hop = { object: string; account: string; says: string };

/**
 * How a packet ended: in a subnet that has the address, lost (the last hop says where), or outside of what is simulated, where
 * nobody can tell.
 */
export type Journey = { hops: Hop[] } & ({ end: "arrived"; subnet: Subnet } | { end: "lost" | "outside" });

/** Gateways may send a packet round in a circle, but not for ever. */
const LEGS_MAX = 8;

/** The way of one packet from a subnet. Source: VPC User Guide, "How route tables work", "Network ACL basics". */
export function walk(estate: Estate, origin: Subnet, packet: Packet): Journey {
  const hops: Hop[] = [];
  const note = ({ id, account }: { id: string; account: string }, says: string) =>
    void hops.push({ object: id, account, says });
  let from = origin;
  for (let leg = 0; leg < LEGS_MAX; leg++) {
    if (isIn(from, packet.destination)) return { end: "arrived", subnet: from, hops };
    const onward = leave(estate, from, packet, note);
    if (onward.kind === "stop") return { end: onward.end, hops };
    if (onward.kind === "into") return arrive(estate, onward.vpcId, from, packet, hops, note);
    from = onward.subnet;
  }
  note(from, "sends it round in a circle");
  return { end: "lost", hops };
}

export const isIn = ({ cidr, ipv6Cidr }: Subnet, address: string): boolean =>
  holds(cidr, address) || holds(ipv6Cidr, address);

const STOP = { lost: { kind: "stop", end: "lost" }, outside: { kind: "stop", end: "outside" } } as const;

function leave(estate: Estate, from: Subnet, packet: Packet, note: Note): Onward {
  const { network } = estate;
  const { account } = from;
  const out = passes(estate, from, "out", packet);
  note({ id: out.acl, account }, `${out.isOpen ? "lets" : "does not let"} it out of ${from.id}`);
  if (!out.isOpen) return STOP.lost;
  const table = tableOf(network, from);
  const route = routeFor(estate, table, packet.destination);
  if (!route) {
    note(table, `has no route to ${packet.destination}`);
    return STOP.lost;
  }
  note(table, `${route.destination} to ${route.target}${route.state === "blackhole" ? ", a blackhole" : ""}`);
  if (route.state === "blackhole") return STOP.lost;
  if (route.target === "local") return { kind: "into", vpcId: from.vpcId };
  if (route.target.startsWith("pcx-")) return throughPeering(network, from, route.target, packet, note);
  if (route.target.startsWith("tgw-")) return throughGateway(estate, from, route.target, packet, note);
  const isLost = /^e?igw-/.test(route.target) && isPrivate(packet.destination);
  if (isLost) note({ id: route.target, account }, `takes nothing to ${packet.destination}`);
  return isLost ? STOP.lost : STOP.outside;
}

/** "VPC peering does not support transitive peering relationships" and takes nothing from beyond either VPC (VPC Peering Guide). */
function throughPeering(network: Network, from: Subnet, id: string, packet: Packet, note: Note): Onward {
  const peering = network.peerings.get(id);
  const other = peering && otherSide(peering, from.vpcId);
  if (!peering || !other) return STOP.lost;
  const isFitting = hasAddress(network, other.vpcId, packet.destination);
  const isOwn = hasAddress(network, from.vpcId, packet.source);
  const [vpc, address] = isFitting ? [from.vpcId, packet.source] : [other.vpcId, packet.destination];
  note(
    peering,
    isFitting && isOwn ? `takes it to ${other.vpcId}` : `takes nothing, for ${vpc} has no ${address}`,
  );
  return isFitting && isOwn ? { kind: "into", vpcId: other.vpcId } : STOP.lost;
}

function hasAddress(network: Network, vpcId: string, address: string): boolean {
  const vpc = network.vpcs.get(vpcId);
  return !!vpc && [...cidrsOf(vpc), ...ipv6BlocksOf(network, vpcId)].some((block) => holds(block, address));
}

function arrive(
  estate: Estate,
  vpcId: string,
  from: Subnet,
  packet: Packet,
  hops: Hop[],
  note: Note,
): Journey {
  const subnet = subnetsIn(estate.network, vpcId).find((one) => isIn(one, packet.destination));
  if (!subnet) {
    note({ id: vpcId, account: from.account }, `has no subnet with ${packet.destination}`);
    return { end: "lost", hops };
  }
  const into = passes(estate, subnet, "in", packet);
  note(
    { id: into.acl, account: subnet.account },
    `${into.isOpen ? "lets" : "does not let"} it into ${subnet.id}`,
  );
  return into.isOpen ? { end: "arrived", subnet, hops } : { end: "lost", hops };
}
