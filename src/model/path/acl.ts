import type { AclEntry, NetworkAcl, Subnet, VpcNetwork } from "./facts.ts";
import { holds, type Ip, placeText, type Range, rangeOf } from "./ip.ts";
import type { Packet } from "./packet.ts";
import { unread, type Walk } from "./trace.ts";

/** A subnet of a VPC. */
export type Place = { readonly network: VpcNetwork; readonly subnet: Subnet };

/**
 * Whether the subnet's network ACL lets packets out or in: entries by their numbers, the first match decides, and what none
 * matches is denied. Ports are those of the destination. Where only a part of them passes, nobody can tell which a client
 * uses. Source: VPC user guide, "Network ACL rules" and "Ephemeral ports".
 */
export function* throughAcl({ network, subnet }: Place, side: "egress" | "ingress", packet: Packet): Walk {
  const { account } = network;
  if (network.acls.kind === "unreadable") {
    const of = { what: "network ACLs", object: network.vpc.id, account };
    yield { ...unread(network.acls, { ...of, permission: "ec2:DescribeNetworkAcls" }), goesOn: true };
    return;
  }
  const acl = network.acls.value.find(({ subnets }) => subnets.includes(subnet.id));
  const other = side === "egress" ? packet.to : packet.from;
  const verb = side === "egress" ? "out to" : "in from";
  const what = `${packet.protocol.toUpperCase()} ${portsText(packet)} ${verb} ${placeText(other)}`;
  if (!acl) {
    yield {
      kind: "unknown",
      object: subnet.id,
      account,
      says: "has no network ACL that EC2 lists",
      todo: "run again",
      goesOn: true,
    };
    return;
  }
  const passing = passed(acl, side, packet, other);
  if (passing === "all") yield { object: acl.id, account, says: `lets ${what}` };
  else if (passing === "none")
    yield {
      kind: "blocked",
      object: acl.id,
      account,
      says: `network ACL ${acl.id} of ${subnet.id} does not let ${what}`,
      todo: `add an ${side} entry to ${acl.id} that allows it, before the one that denies it`,
    };
  else
    yield {
      kind: "unknown",
      object: acl.id,
      account,
      says: `network ACL ${acl.id} of ${subnet.id} lets only a part of ${what}`,
      todo: `allow ${packet.protocol.toUpperCase()} ${portsText(packet)}: which port a client uses is up to its system`,
      goesOn: true,
    };
}

function passed(acl: NetworkAcl, side: "egress" | "ingress", packet: Packet, other: Ip) {
  const own = sorted(acl).filter(
    ({ entry, range }) =>
      entry.isEgress === (side === "egress") && matches(entry, packet.protocol) && holds(range, other),
  );
  let rest = [packet.ports];
  const hit = { allowed: 0, denied: 0 };
  for (const { entry } of own) {
    const [first, last] = entry.protocol === "-1" ? [0, 65_535] : [entry.fromPort, entry.toPort];
    const left = rest.flatMap((ports) => without(ports, first, last));
    hit[entry.allows ? "allowed" : "denied"] += sizeOf(rest) - sizeOf(left);
    rest = left;
  }
  if (hit.allowed === 0) return "none";
  return hit.denied + sizeOf(rest) > 0 ? "some" : "all";
}

const SORTED = new WeakMap<NetworkAcl, readonly { readonly entry: AclEntry; readonly range: Range }[]>();

function sorted(acl: NetworkAcl) {
  const known = SORTED.get(acl);
  if (known) return known;
  const made = acl.entries
    .toSorted((a, b) => a.number - b.number)
    .map((entry) => ({ entry, range: rangeOf(entry.cidr) }));
  SORTED.set(acl, made);
  return made;
}

const NUMBERS = { tcp: "6", udp: "17" } as const;

function matches({ protocol }: AclEntry, wanted: Packet["protocol"]): boolean {
  return protocol === "-1" || protocol === NUMBERS[wanted];
}

type Ports = Packet["ports"];

function without(ports: Ports, first: number, last: number): Ports[] {
  if (last < ports.first || ports.last < first) return [ports];
  return [
    ...(ports.first < first ? [{ first: ports.first, last: first - 1 }] : []),
    ...(last < ports.last ? [{ first: last + 1, last: ports.last }] : []),
  ];
}

function sizeOf(all: readonly Ports[]): number {
  return all.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

function portsText({ ports: { first, last } }: Packet): string {
  return first === last ? `${first}` : `${first}–${last}`;
}
