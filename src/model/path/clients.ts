import { type Seen, valueIn } from "../failure.ts";
import type { SubnetId } from "../ids.ts";
import type { Subnet, VpcNetwork } from "./facts.ts";

/** Interfaces of what passes packets on: nobody asks for a name there. Source: EC2 API reference, NetworkInterface. */
export const DEVICE_TYPES: readonly string[] = [
  "gateway_load_balancer",
  "gateway_load_balancer_endpoint",
  "nat_gateway",
  "transit_gateway",
];

/**
 * The subnets whose workloads use the names: those that the document lists, else all but those that hold nothing but
 * attachments and firewall, gateway-load-balancer and NAT devices. One that is empty has clients tomorrow.
 */
export function clientSubnets(
  network: VpcNetwork,
  listed: readonly SubnetId[] | undefined,
): Seen<readonly Subnet[]> {
  if (network.subnets.kind === "unreadable") return network.subnets;
  const all = network.subnets.value;
  if (!listed) return { kind: "seen", value: all.filter((subnet) => !holdsDevicesOnly(network, subnet)) };
  return { kind: "seen", value: all.filter(({ id }) => listed.includes(id)) };
}

/** Ids in the document that the VPC has not. */
export function notInVpc({ subnets }: VpcNetwork, listed: readonly SubnetId[] = []): SubnetId[] {
  const all = valueIn(subnets);
  return all ? listed.filter((id) => !all.some((subnet) => subnet.id === id)) : [];
}

function holdsDevicesOnly({ interfaces }: VpcNetwork, { id, taken }: Subnet): boolean {
  const own = (valueIn(interfaces) ?? []).filter(
    ({ subnet, type }) => subnet === id && DEVICE_TYPES.includes(type),
  );
  return own.length > 0 && taken <= own.length;
}
