import { entriesOf } from "../ec2/network-acls/shown.ts";
import type { AclEntry, NetworkAcl } from "../ec2/network-acls/state.ts";
import type { Subnet } from "../ec2/state.ts";
import { defaultAcl } from "../ec2/vpc-parts.ts";
import type { Estate } from "../estate.ts";
import { holds, type Packet, type Protocol } from "./packet.ts";

/**
 * Whether the subnet's network ACL lets the packet out of the subnet, or into it. It keeps no state: replies are packets
 * like others. Rules are looked at by their numbers, the first that fits decides. Source: VPC User Guide, "Network ACL rules".
 */
export function passes(
  estate: Estate,
  subnet: Subnet,
  way: "in" | "out",
  packet: Packet,
): { acl: string; isOpen: boolean } {
  const { network } = estate;
  const own = network.networkAcls.get(subnet.networkAclId ?? "");
  const acl = (own ?? defaultAcl(network, subnet.vpcId)) as NetworkAcl;
  const other = way === "out" ? packet.destination : packet.source;
  const deciding = entriesOf(estate, acl).find(
    (entry) => entry.egress === (way === "out") && fits(entry, other, packet),
  );
  return { acl: acl.id, isOpen: deciding?.allow ?? false };
}

const NUMBERS: Record<Protocol, string> = { tcp: "6", udp: "17" };

/** Ports are always those that the packet goes to. */
function fits({ cidr, protocol, ports }: AclEntry, other: string, packet: Packet): boolean {
  if (!holds(cidr, other)) return false;
  if (protocol === "-1") return true;
  if (protocol !== NUMBERS[packet.protocol]) return false;
  return !ports || (ports.from <= packet.port && packet.port <= ports.to);
}
