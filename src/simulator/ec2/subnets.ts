import type {
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  Subnet as SubnetShape,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import { sweep as sweepResolver } from "../resolver/leaving.ts";
import { AwsError } from "../service.ts";
import { ABSENT, own, ownVpc } from "./access.ts";
import { cidrOf, inside, overlap } from "./addresses.ts";
import { availabilityZones } from "./availability-zones.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import { invalidTogether, missing } from "./errors.ts";
import { type Fields, nothing } from "./filters.ts";
import { canonicalCidr, networkBlock } from "./ranges.ts";
import type { Tags } from "./resource.ts";
import { cidrsOf } from "./route-tables/routes.ts";
import { type Subnet, subnetsIn, sweep, type Vpc } from "./state.ts";
import { tagList, tagsFor } from "./tag-values.ts";

export function subnetOperations(estate: Estate): ReadingService {
  return {
    CreateSubnet: reading<CreateSubnetRequest, CreateSubnetResult>()(
      ["VpcId", "CidrBlock", "Ipv6CidrBlock", "AvailabilityZone", "AvailabilityZoneId", "TagSpecifications"],
      (input, call) => {
        const vpc = ownVpc(estate, input.VpcId, call);
        if (!input.CidrBlock) throw missing("cidrBlock");
        if (input.AvailabilityZone && input.AvailabilityZoneId)
          throw invalidTogether("availabilityZone", "availabilityZoneId");
        const subnet = addSubnet(estate, vpc, {
          cidr: networkBlock(input.CidrBlock, "InvalidSubnet.Range"),
          ipv6Cidr: input.Ipv6CidrBlock && canonicalCidr(input.Ipv6CidrBlock, "ipv6"),
          zone: input.AvailabilityZone ?? input.AvailabilityZoneId,
          tags: tagsFor(input.TagSpecifications, "subnet"),
        });
        return { Subnet: shown(estate, subnet) };
      },
    ),

    DeleteSubnet: reading<DeleteSubnetRequest, object>()(["SubnetId"], (input, call) => {
      const { network } = estate;
      sweep(network, estate.surroundings.clock.now());
      sweepResolver(estate);
      const subnet = own(network.subnets, input.SubnetId, call, ABSENT.subnet);
      const { id } = subnet;
      if ([...network.interfaces.values()].some((one) => one.subnetId === id))
        throw new AwsError(
          "DependencyViolation",
          `The subnet '${id}' has dependencies and cannot be deleted.`,
        );
      network.subnets.delete(id);
      network.subnetsOfVpc.get(subnet.vpcId)?.delete(subnet);
      return {};
    }),

    DescribeSubnets: listing<DescribeSubnetsRequest, DescribeSubnetsResult>()("SubnetIds", "Subnets", {
      all: () => estate.network.subnets,
      fields: fields(estate),
      ids: ABSENT.subnet,
      shown: (subnet) => shown(estate, subnet),
    }),
  };
}

/** Source: EC2 API reference, DescribeSubnets. */
function fields(estate: Estate): Fields<Subnet> {
  const show = (subnet: Subnet) => shown(estate, subnet);
  const ipv6 = (subnet: Subnet) => show(subnet).Ipv6CidrBlockAssociationSet?.[0];
  return {
    "availability-zone": (subnet) => subnet.zoneName,
    availabilityZone: (subnet) => subnet.zoneName,
    "availability-zone-id": (subnet) => subnet.zoneId,
    availabilityZoneId: (subnet) => subnet.zoneId,
    "available-ip-address-count": (subnet) => String(show(subnet).AvailableIpAddressCount),
    "cidr-block": (subnet) => subnet.cidr,
    cidr: (subnet) => subnet.cidr,
    cidrBlock: (subnet) => subnet.cidr,
    "customer-owned-ipv4-pool": nothing,
    "default-for-az": (subnet) => String(isDefault(estate, subnet)),
    defaultForAz: (subnet) => String(isDefault(estate, subnet)),
    "enable-dns64": () => "false",
    "enable-lni-at-device-index": nothing,
    "ipv6-cidr-block-association.association-id": (subnet) => ipv6(subnet)?.AssociationId,
    "ipv6-cidr-block-association.ipv6-cidr-block": (subnet) => subnet.ipv6Cidr,
    "ipv6-cidr-block-association.state": (subnet) => ipv6(subnet)?.Ipv6CidrBlockState?.State,
    "ipv6-native": () => "false",
    "map-customer-owned-ip-on-launch": () => "false",
    "map-public-ip-on-launch": (subnet) => String(isDefault(estate, subnet)),
    "outpost-arn": nothing,
    "owner-id": (subnet) => subnet.account,
    "private-dns-name-options-on-launch.enable-resource-name-dns-a-record": () => "false",
    "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record": () => "false",
    "private-dns-name-options-on-launch.hostname-type": () => "ip-name",
    state: () => "available",
    "subnet-arn": (subnet) => show(subnet).SubnetArn,
    "subnet-id": (subnet) => subnet.id,
    "vpc-id": (subnet) => subnet.vpcId,
  };
}

/** `zone` is an availability zone's name or id; without one AWS chooses: here the one with the fewest subnets. */
export type NewSubnet = {
  id?: string | undefined;
  cidr: string;
  ipv6Cidr?: string | undefined;
  zone?: string | undefined;
  tags: Tags;
  sharedWith?: ReadonlySet<string>;
};

export function addSubnet(estate: Estate, vpc: Vpc, wanted: NewSubnet): Subnet {
  const siblings = subnetsIn(estate.network, vpc.id);
  const isInside = cidrsOf(vpc).some((block) => inside(wanted.cidr, block));
  if (!cidrOf(wanted.cidr) || !isInside)
    throw new AwsError("InvalidSubnet.Range", `The CIDR '${wanted.cidr}' is invalid.`);
  if (siblings.some((subnet) => overlap(subnet.cidr, wanted.cidr)))
    throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${wanted.cidr}' conflicts with another subnet`);
  const subnet: Subnet = {
    id: wanted.id ?? `subnet-${estate.surroundings.hex(17)}`,
    account: vpc.account,
    region: vpc.region,
    vpcId: vpc.id,
    cidr: wanted.cidr,
    ipv6Cidr: wanted.ipv6Cidr,
    ...chosenZone(vpc, siblings, wanted.zone),
    tags: wanted.tags,
    ...(wanted.sharedWith && { sharedWith: wanted.sharedWith }),
    taken: new Set(),
    routeTableId: undefined,
    networkAclId: undefined,
  };
  estate.network.subnets.set(subnet.id, subnet);
  estate.network.subnetsOfVpc.set(vpc.id, new Set([...siblings, subnet]));
  if (wanted.sharedWith) vpc.sharedWith = new Set([...(vpc.sharedWith ?? []), ...wanted.sharedWith]);
  return subnet;
}

function chosenZone(vpc: Vpc, siblings: Subnet[], wanted: string | undefined) {
  const zones = availabilityZones(vpc.account, vpc.region);
  if (wanted) {
    const zone = zones.find((one) => one.zoneName === wanted || one.zoneId === wanted);
    if (zone) return zone;
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${wanted}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.map((one) => one.zoneName).join(", ")}.`,
    );
  }
  const count = (zoneName: string) => siblings.filter((subnet) => subnet.zoneName === zoneName).length;
  return zones.reduce((best, zone) => (count(zone.zoneName) < count(best.zoneName) ? zone : best));
}

const isDefault = (estate: Estate, subnet: Subnet): boolean =>
  estate.network.vpcs.get(subnet.vpcId)?.isDefault ?? false;

function shown(estate: Estate, subnet: Subnet): SubnetShape {
  const { account, region, id } = subnet;
  return {
    AssignIpv6AddressOnCreation: false,
    AvailabilityZone: subnet.zoneName,
    AvailabilityZoneId: subnet.zoneId,
    AvailableIpAddressCount: (cidrOf(subnet.cidr)?.size ?? 0) - 5 - subnet.taken.size,
    CidrBlock: subnet.cidr,
    DefaultForAz: isDefault(estate, subnet),
    Ipv6CidrBlockAssociationSet: subnet.ipv6Cidr
      ? [
          {
            AssociationId: `subnet-cidr-assoc-${digestOf(id, 17)}`,
            Ipv6CidrBlock: subnet.ipv6Cidr,
            Ipv6CidrBlockState: { State: "associated" },
          },
        ]
      : [],
    EnableDns64: false,
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    MapPublicIpOnLaunch: isDefault(estate, subnet),
    OwnerId: account,
    PrivateDnsNameOptionsOnLaunch: {
      EnableResourceNameDnsAAAARecord: false,
      EnableResourceNameDnsARecord: false,
      HostnameType: "ip-name",
    },
    State: "available",
    SubnetArn: `arn:${estate.surroundings.partition(region)}:ec2:${region}:${account}:subnet/${id}`,
    SubnetId: id,
    Tags: tagList(subnet.tags),
    VpcId: subnet.vpcId,
  };
}
