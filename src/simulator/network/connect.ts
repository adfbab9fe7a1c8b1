import { freeAddress } from "../ec2/addresses.ts";
import { endpointState, type NetworkInterface, type Subnet } from "../ec2/state.ts";
import { sweepTransit } from "../ec2/transit-gateways/attachment-lifecycle.ts";
import type { Estate } from "../estate.ts";
import { admits, type End } from "./groups.ts";
import { isIpv6, type Packet, type Protocol, replyTo } from "./packet.ts";
import { type Hop, isIn, walk } from "./walk.ts";

export type Attempt = {
  subnetId: string;
  /** The sender's. Absent: one of the subnet that nobody has. */
  source?: string | undefined;
  sourcePort?: number | undefined;
  /** The sender's, where something is known of it. */
  groupIds?: readonly string[] | undefined;
  address: string;
  port: number;
  protocol: Protocol;
};

/** `outside`: a packet left what is simulated, by a NAT gateway or a VPN for instance; nobody can tell what becomes of it. */
export type Connection = {
  outcome: "answered" | "lost" | "outside";
  /** Where it ended, in words; undefined when it was answered. */
  because: string | undefined;
  there: Hop[];
  back: Hop[];
  /** What was reached. */
  interfaceId: string | undefined;
};

/**
 * Whether a connection from a subnet to an address and port is answered now: packets there, a listener whose groups let them
 * in, and packets back. Every port of what is there listens. Throws for a subnet that does not exist.
 */
export function connect(estate: Estate, attempt: Attempt): Connection {
  const { network } = estate;
  sweepTransit(estate);
  const origin = network.subnets.get(attempt.subnetId);
  if (!origin) throw new Error(`there is no subnet ${attempt.subnetId}`);
  const { address: destination, port, protocol, sourcePort = EPHEMERAL } = attempt;
  const source = attempt.source ?? hostIn(origin, destination);
  if (!isIn(origin, source))
    throw new Error(`subnet ${origin.id} has no address ${source || "of that family"}`);
  const packet: Packet = { source, sourcePort, destination, port, protocol };
  const there = network.isOpen ? openWalk(estate, origin, destination) : walk(estate, origin, packet);
  if (there.end !== "arrived") return ended(there.end, there.hops, []);
  const listener = listening(estate, there.subnet, destination);
  if (!listener) return ended("lost", there.hops, [], `nothing answers at ${destination}`);
  const client: End = { vpcId: origin.vpcId, address: source, groupIds: attempt.groupIds };
  const server: End = { vpcId: listener.vpcId, address: destination, groupIds: listener.groupIds };
  const closed = [
    admits(estate, client, "out", server, packet) ? [] : (client.groupIds ?? []),
    admits(estate, server, "in", client, packet) ? [] : listener.groupIds,
  ].find(({ length }) => length > 0);
  if (closed)
    return ended("lost", there.hops, [], `groups ${closed.join(", ")} do not let ${protocol} ${port} pass`);
  const back = network.isOpen ? there : walk(estate, there.subnet, replyTo(packet));
  if (back.end !== "arrived") return ended(back.end, there.hops, back.hops);
  const hops = { there: there.hops, back: back.hops };
  return { outcome: "answered", because: undefined, ...hops, interfaceId: listener.id };
}

/** The first port of Linux's range and of AWS's own advice (VPC User Guide, "Ephemeral ports"). */
const EPHEMERAL = 32_768;

function ended(outcome: "lost" | "outside", there: Hop[], back: Hop[], words?: string): Connection {
  const last = (back.length > 0 ? back : there).at(-1);
  const because = words ?? (last ? `${last.object} ${last.says}` : "");
  return { outcome, because, there, back, interfaceId: undefined };
}

function hostIn({ cidr, ipv6Cidr, taken }: Subnet, destination: string): string {
  if (isIpv6(destination)) return ipv6Cidr?.replace(/::\/64$/, "::f057") ?? "";
  return freeAddress(cidr, taken) ?? "";
}

/** The interface that has the address, while what it belongs to takes connections. */
function listening(estate: Estate, subnet: Subnet, address: string): NetworkInterface | undefined {
  const { interfaces, endpoints } = estate.network;
  const now = estate.surroundings.clock.now();
  for (const one of interfaces.values()) {
    if (one.subnetId !== subnet.id || (one.address !== address && one.ipv6Address !== address)) continue;
    const endpoint = endpoints.get(one.endpointId);
    const isUp = !endpoint || ["available", "deleting"].includes(endpointState(endpoint, now));
    return isUp && one.groupIds.length > 0 ? one : undefined;
  }
  return undefined;
}

/** As if every VPC reached every other one: in its own VPC what has the address, else in any. */
function openWalk({ network }: Estate, origin: Subnet, address: string) {
  const found = [...network.interfaces.values()].filter(
    (one) => one.address === address || one.ipv6Address === address,
  );
  const chosen = found.find(({ vpcId }) => vpcId === origin.vpcId) ?? found[0];
  const subnet = network.subnets.get(chosen?.subnetId ?? "");
  const hops: Hop[] = [];
  return subnet ? { end: "arrived" as const, subnet, hops } : { end: "lost" as const, hops };
}
