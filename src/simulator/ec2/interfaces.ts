import type {
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  NetworkInterface as NetworkInterfaceShape,
  NetworkInterfaceType,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import type { ReadingService } from "../reading.ts";
import { sweep as sweepResolver } from "../resolver/leaving.ts";
import { ABSENT } from "./access.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import { type Fields, nothing } from "./filters.ts";
import { type NetworkInterface, sweep } from "./state.ts";
import { tagList } from "./tag-values.ts";
import { sweepTransit } from "./transit-gateways/attachment-lifecycle.ts";

/** Of endpoints, Resolver endpoints, transit gateways, and of what a world file puts into subnets. */
export function interfaceOperations(estate: Estate): ReadingService {
  const { network, surroundings } = estate;
  return {
    DescribeNetworkInterfaces: listing<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult>()(
      "NetworkInterfaceIds",
      "NetworkInterfaces",
      {
        all() {
          sweep(network, surroundings.clock.now());
          sweepResolver(estate);
          sweepTransit(estate);
          return network.interfaces;
        },
        fields: fields(estate),
        ids: ABSENT.interface,
        shown: (one) => shown(estate, one),
      },
    ),
  };
}

/** Source: EC2 API reference, DescribeNetworkInterfaces. No interface here has an elastic IP address or an instance. */
function fields(estate: Estate): Fields<NetworkInterface> {
  const show = (one: NetworkInterface) => shown(estate, one);
  const attachment = (one: NetworkInterface) => show(one).Attachment;
  return {
    "addresses.association.owner-id": nothing,
    "addresses.association.public-ip": nothing,
    "addresses.primary": (one) => one.address && "true",
    "addresses.private-ip-address": (one) => one.address,
    "association.allocation-id": nothing,
    "association.association-id": nothing,
    "association.ip-owner-id": nothing,
    "association.public-dns-name": nothing,
    "association.public-ip": nothing,
    "attachment.attach-time": (one) => attachment(one)?.AttachTime?.toISOString(),
    "attachment.attachment-id": (one) => attachment(one)?.AttachmentId,
    "attachment.delete-on-termination": () => "false",
    "attachment.device-index": () => "1",
    "attachment.instance-id": nothing,
    "attachment.instance-owner-id": (one) => attachment(one)?.InstanceOwnerId,
    "attachment.status": (one) => attachment(one)?.Status,
    "availability-zone": (one) => show(one).AvailabilityZone,
    "availability-zone-id": (one) => show(one).AvailabilityZoneId,
    description: describing,
    "group-id": (one) => one.groupIds,
    "group-name": (one) => show(one).Groups?.flatMap((group) => group.GroupName ?? []),
    "interface-type": (one) => show(one).InterfaceType,
    "ipv6-addresses.ipv6-address": (one) => one.ipv6Address,
    "mac-address": (one) => show(one).MacAddress,
    "network-interface-id": (one) => one.id,
    "operator.managed": () => "false",
    "operator.principal": nothing,
    "owner-id": (one) => one.account,
    "private-dns-name": (one) => show(one).PrivateDnsName,
    "private-ip-address": (one) => one.address,
    "requester-id": (one) => show(one).RequesterId,
    "requester-managed": () => "true",
    "source-dest-check": () => "true",
    status: (one) => show(one).Status,
    "subnet-id": (one) => one.subnetId,
    "vpc-id": (one) => one.vpcId,
  };
}

const isResolvers = ({ endpointId }: NetworkInterface): boolean => endpointId.startsWith("rslvr-");

const describing = (one: NetworkInterface): string =>
  one.device?.description ??
  (isResolvers(one) ? `Route 53 Resolver: ${one.endpointId}` : `VPC Endpoint Interface ${one.endpointId}`);

function shown(estate: Estate, one: NetworkInterface): NetworkInterfaceShape {
  const subnet = estate.network.subnets.get(one.subnetId);
  const digest = digestOf(one.id, 17);
  const usual = isResolvers(one) ? "interface" : "vpc_endpoint";
  const endpoints = isResolvers(one) ? estate.resolver.endpoints : estate.network.endpoints;
  const attachedAt = endpoints.get(one.endpointId)?.createdAt ?? 0;
  return {
    Attachment: {
      AttachmentId: `ela-attach-${digest}`,
      AttachTime: new Date(attachedAt),
      DeleteOnTermination: false,
      DeviceIndex: 1,
      InstanceOwnerId: "amazon-aws",
      Status: "attached",
    },
    AvailabilityZone: subnet?.zoneName,
    AvailabilityZoneId: subnet?.zoneId,
    Description: describing(one),
    Groups: one.groupIds.map((id) => ({
      GroupId: id,
      GroupName: estate.network.securityGroups.get(id)?.name,
    })),
    InterfaceType: (one.device?.type ?? usual) as NetworkInterfaceType,
    Ipv6Addresses: one.ipv6Address ? [{ Ipv6Address: one.ipv6Address }] : [],
    MacAddress: `02:${digest.slice(0, 10).match(/../g)?.join(":")}`,
    NetworkInterfaceId: one.id,
    Operator: { Managed: false },
    OwnerId: one.account,
    ...(one.address
      ? {
          PrivateDnsName: privateName(one.region, one.address),
          PrivateIpAddress: one.address,
          PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: one.address }],
        }
      : {}),
    RequesterId: "amazon-aws",
    RequesterManaged: true,
    SourceDestCheck: true,
    Status: "in-use",
    SubnetId: one.subnetId,
    TagSet: tagList(one.tags),
    VpcId: one.vpcId,
  };
}

/** Source: EC2 User Guide, "IP name": us-east-1's names have no Region in them. */
function privateName(region: string, address: string): string {
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${address.replaceAll(".", "-")}.${domain}`;
}
