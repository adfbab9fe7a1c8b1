import type { Estate } from "../estate.ts";
import { AwsError } from "../service.ts";
import { freeAddress } from "./addresses.ts";
import { invalid, notFound } from "./errors.ts";
import { type Endpoint, type NetworkInterface, releaseInterface, type Subnet } from "./state.ts";

/** Throws unless the subnets are the VPC's and no two are in one availability zone, `present` ones included. */
export function refuseSubnets(estate: Estate, vpcId: string, added: string[], present: string[] = []): void {
  const { subnets } = estate.network;
  const zones = new Set(present.map((id) => subnets.get(id)?.zoneName));
  for (const id of added) {
    const subnet = subnets.get(id);
    if (subnet?.vpcId !== vpcId) throw notFound("InvalidSubnetID.NotFound", "subnet ID", id);
    if (zones.has(subnet.zoneName))
      throw new AwsError(
        "DuplicateSubnetsInSameZone",
        `Found another VPC endpoint subnet in the availability zone of ${id}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
      );
    zones.add(subnet.zoneName);
  }
}

/** Puts the endpoint into the subnets, with an interface and its addresses in each. */
export function joinSubnets(estate: Estate, endpoint: Endpoint, added: string[]): void {
  const { network, surroundings } = estate;
  refuseSubnets(estate, endpoint.vpcId, added, endpoint.subnetIds);
  for (const subnetId of added) {
    const made: NetworkInterface = {
      id: `eni-${surroundings.hex(17)}`,
      account: endpoint.account,
      region: endpoint.region,
      tags: new Map(),
      vpcId: endpoint.vpcId,
      subnetId,
      endpointId: endpoint.id,
      groupIds: endpoint.groupIds,
      ...addressesIn(network.subnets.get(subnetId) as Subnet, endpoint),
    };
    network.interfaces.set(made.id, made);
    endpoint.subnetIds.push(subnetId);
    endpoint.interfaceIds.push(made.id);
  }
}

export function leaveSubnets(estate: Estate, endpoint: Endpoint, removed: string[]): void {
  const { network } = estate;
  endpoint.subnetIds = endpoint.subnetIds.filter((id) => !removed.includes(id));
  endpoint.interfaceIds = endpoint.interfaceIds.filter((id) => {
    const stays = !removed.includes(network.interfaces.get(id)?.subnetId ?? "");
    if (!stays) releaseInterface(network, id);
    return stays;
  });
}

function addressesIn(subnet: Subnet, endpoint: Endpoint) {
  const wants = endpoint.ipAddressType;
  const address = wants === "ipv6" ? undefined : freeAddress(subnet.cidr, subnet.taken);
  if (wants !== "ipv6" && !address)
    throw new AwsError(
      "InsufficientFreeAddressesInSubnet",
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  if (wants !== "ipv4" && !subnet.ipv6Cidr)
    throw invalid(`The subnet ${subnet.id} does not have an IPv6 CIDR block.`);
  if (address) subnet.taken.add(address);
  const host = Number.parseInt(endpoint.suffix.slice(0, 4), 16).toString(16);
  const ipv6Address = wants === "ipv4" ? undefined : subnet.ipv6Cidr?.replace(/::\/64$/, `::${host}`);
  return { address, ipv6Address };
}
