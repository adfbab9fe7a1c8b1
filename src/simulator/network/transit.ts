import { digestOf } from "../ec2/catalogue.ts";
import type { Network, Subnet } from "../ec2/state.ts";
import { type Attachment, isUp } from "../ec2/transit-gateways/state.ts";
import type { Estate } from "../estate.ts";
import { passes } from "./acls.ts";
import type { Note, Onward } from "./onward.ts";
import { isIpv6, type Packet } from "./packet.ts";
import { transitRouteFor } from "./routing.ts";

/**
 * Through a transit gateway: in by the attachment's subnet in the sender's availability zone, for "traffic is forwarded only
 * when the attachment has a subnet in the same zone"; by the table that the attachment is associated with; out by a subnet of
 * another attachment, that of the zone where the packet came from unless there is none or appliance mode says otherwise.
 * Of what goes to the gateway the inbound rules of the attachment's subnet decide, of what comes from it the outbound ones,
 * and none where the receiver is in that subnet. Sources: Transit Gateway Guide, "How transit gateways work", "Network ACLs
 * for transit gateways", "Appliance in a shared services VPC".
 */
export function throughGateway(
  estate: Estate,
  from: Subnet,
  gatewayId: string,
  packet: Packet,
  note: Note,
): Onward {
  const entered = enter(estate, from, gatewayId, packet, note);
  const next = entered && routed(estate, entered, gatewayId, packet, note);
  if (!next) return { kind: "stop", end: "lost" };
  if (next.type !== "vpc") {
    note(next, `leads to a ${next.type}`);
    return { kind: "stop", end: "outside" };
  }
  const subnet = exitOf(estate.network, next, from, packet);
  if (!subnet) return { kind: "stop", end: "lost" };
  note(next, `takes it to ${subnet.id} of ${next.resourceId}`);
  return { kind: "from", subnet };
}

function enter(
  estate: Estate,
  from: Subnet,
  gatewayId: string,
  packet: Packet,
  note: Note,
): Attachment | undefined {
  const { network, surroundings } = estate;
  const now = surroundings.clock.now();
  const attachment = [...(network.transit.attachmentsOfVpc.get(from.vpcId) ?? [])].find(
    (one) => one.gatewayId === gatewayId && isUp(one, now),
  );
  if (!attachment) return undefined; // its route would be a blackhole
  const entry = subnetsOf(network, attachment).find(({ zoneId }) => zoneId === from.zoneId);
  if (!entry) {
    note(attachment, `has no subnet in ${from.zoneId}`);
    return undefined;
  }
  if (!takes(attachment, packet, note)) return undefined;
  const into = passes(estate, entry, "in", packet);
  note(
    { id: into.acl, account: entry.account },
    `${into.isOpen ? "lets" : "does not let"} it into ${entry.id}`,
  );
  return into.isOpen ? attachment : undefined;
}

function takes(attachment: Attachment, { destination }: Packet, note: Note): boolean {
  if (!isIpv6(destination) || attachment.ipv6 === "enable") return true;
  note(attachment, "takes no IPv6");
  return false;
}

function routed(
  estate: Estate,
  { id, account, association }: Attachment,
  gatewayId: string,
  packet: Packet,
  note: Note,
): Attachment | undefined {
  const { transit } = estate.network;
  const now = estate.surroundings.clock.now();
  const isIn = association && now >= association.since;
  const table = isIn ? transit.tables.get(association.tableId) : undefined;
  if (!table) {
    note({ id, account }, `is associated with no route table of ${gatewayId}`);
    return undefined;
  }
  const route = transitRouteFor(estate, table, packet.destination);
  const target = route?.state === "active" ? route.attachment : undefined;
  const says = route
    ? `${route.destination} to ${target?.id ?? "a blackhole"}`
    : `has no route to ${packet.destination}`;
  note(table, says);
  return target && (target.type !== "vpc" || takes(target, packet, note)) ? target : undefined;
}

const subnetsOf = ({ subnets }: Network, { subnetIds }: Attachment): Subnet[] =>
  subnetIds.flatMap((id) => subnets.get(id) ?? []);

/** Of several that would do a flow has one. */
function exitOf(network: Network, attachment: Attachment, from: Subnet, packet: Packet): Subnet | undefined {
  const all = subnetsOf(network, attachment);
  const near = all.find(({ zoneId }) => zoneId === from.zoneId);
  if (near && attachment.applianceMode === "disable") return near;
  const ends = [packet.source, packet.destination].sort().join(" ");
  return all[Number.parseInt(digestOf(ends, 8), 16) % Math.max(1, all.length)];
}
