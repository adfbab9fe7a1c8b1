import type {
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  NetworkInterface as NetworkInterfaceShape,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Service } from "../service.ts";
import { select, tagList } from "./describe.ts";
import { type NetworkInterface, sweep } from "./state.ts";

/** Only endpoints have interfaces here. */
export function interfaceOperations(estate: Estate): Service {
  const { network, surroundings } = estate;
  return {
    DescribeNetworkInterfaces: operation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult>(
      (input, call) => {
        sweep(network, surroundings.clock.now());
        const { items, ...token } = select(
          call,
          network.interfaces,
          { ...input, ids: input.NetworkInterfaceIds },
          {
            "network-interface-id": (one) => one.id,
            "vpc-id": (one) => one.vpcId,
            "subnet-id": (one) => one.subnetId,
            "owner-id": (one) => one.account,
            "group-id": (one) => one.groupIds,
            "private-ip-address": (one) => one.address,
            "addresses.private-ip-address": (one) => one.address,
            "availability-zone": (one) => network.subnets.get(one.subnetId)?.zoneName,
            "interface-type": () => "vpc_endpoint",
            description: (one) => describing(one),
            status: () => "in-use",
          },
          { code: "InvalidNetworkInterfaceID.NotFound", kind: "networkInterface ID" },
        );
        return { NetworkInterfaces: items.map((one) => shown(estate, one)), ...token };
      },
    ),
  };
}

const describing = (one: NetworkInterface): string => `VPC Endpoint Interface ${one.endpointId}`;

function shown(estate: Estate, one: NetworkInterface): NetworkInterfaceShape {
  const subnet = estate.network.subnets.get(one.subnetId);
  return {
    AvailabilityZone: subnet?.zoneName,
    AvailabilityZoneId: subnet?.zoneId,
    Description: describing(one),
    Groups: one.groupIds.map((id) => ({
      GroupId: id,
      GroupName: estate.network.securityGroups.get(id)?.name,
    })),
    InterfaceType: "vpc_endpoint",
    Ipv6Addresses: one.ipv6Address ? [{ Ipv6Address: one.ipv6Address }] : [],
    NetworkInterfaceId: one.id,
    OwnerId: one.account,
    ...(one.address
      ? {
          PrivateIpAddress: one.address,
          PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: one.address }],
        }
      : {}),
    RequesterManaged: true,
    Status: "in-use",
    SubnetId: one.subnetId,
    TagSet: tagList(one.tags),
    VpcId: one.vpcId,
  };
}
