import type {
  CreateSubnetRequest,
  CreateSubnetResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  Subnet as SubnetShape,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Service } from "../service.ts";
import { ABSENT, ownVpc } from "./access.ts";
import { cidrOf, inside, overlap } from "./addresses.ts";
import { availabilityZones } from "./availability-zones.ts";
import { select, tagList, tagsFor } from "./describe.ts";
import type { Subnet, Tags, Vpc } from "./state.ts";

export function subnetOperations(estate: Estate): Service {
  return {
    CreateSubnet: operation<CreateSubnetRequest, CreateSubnetResult>((input, call) => {
      const vpc = ownVpc(estate, input.VpcId, call);
      const subnet = addSubnet(estate, vpc, {
        cidr: input.CidrBlock ?? "",
        ipv6Cidr: input.Ipv6CidrBlock,
        zone: input.AvailabilityZone ?? input.AvailabilityZoneId,
        tags: tagsFor(input.TagSpecifications, "subnet"),
      });
      return { Subnet: shown(estate, subnet) };
    }),

    DescribeSubnets: operation<DescribeSubnetsRequest, DescribeSubnetsResult>((input, call) => {
      const { items, ...token } = select(
        call,
        estate.network.subnets,
        { ...input, ids: input.SubnetIds },
        {
          "subnet-id": (subnet) => subnet.id,
          "vpc-id": (subnet) => subnet.vpcId,
          "owner-id": (subnet) => subnet.account,
          "cidr-block": (subnet) => subnet.cidr,
          "availability-zone": (subnet) => subnet.zoneName,
          "availability-zone-id": (subnet) => subnet.zoneId,
          "default-for-az": (subnet) => String(isDefault(estate, subnet)),
          state: () => "available",
        },
        ABSENT.subnet,
      );
      return { Subnets: items.map((subnet) => shown(estate, subnet)), ...token };
    }),
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
  const siblings = [...estate.network.subnets.values()].filter((subnet) => subnet.vpcId === vpc.id);
  if (!cidrOf(wanted.cidr) || !inside(wanted.cidr, vpc.cidr))
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
  };
  estate.network.subnets.set(subnet.id, subnet);
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
      ? [{ Ipv6CidrBlock: subnet.ipv6Cidr, Ipv6CidrBlockState: { State: "associated" } }]
      : [],
    MapPublicIpOnLaunch: isDefault(estate, subnet),
    OwnerId: account,
    State: "available",
    SubnetArn: `arn:${estate.surroundings.partition(region)}:ec2:${region}:${account}:subnet/${id}`,
    SubnetId: id,
    Tags: tagList(subnet.tags),
    VpcId: subnet.vpcId,
  };
}
