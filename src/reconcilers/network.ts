import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type IpPermission,
  type SecurityGroup,
  type Subnet,
} from "@aws-sdk/client-ec2";
import { listAll } from "../aws/paginate.ts";
import type { SecurityGroupId, SubnetId, VpcId } from "../model/ids.ts";
import type {
  Admission,
  DnsAdmission,
  DnsGroupView,
  NetworkView,
  SecurityGroupView,
  SubnetView,
} from "../model/observed/network.ts";
import type { ResolverSubnetView } from "../model/observed/resolver.ts";
import { see } from "./see.ts";

/** What stands in front of endpoints: which sources their groups let in, and where their subnets lie. */
export async function observeNetwork(
  ec2: EC2Client,
  groups: readonly SecurityGroupId[],
  subnets: readonly SubnetId[],
): Promise<NetworkView> {
  const [securityGroups, seenSubnets] = await Promise.all([
    see(() => listGroups(ec2, groups)),
    see(() => listSubnets(ec2, subnets)),
  ]);
  return { securityGroups, subnets: seenSubnets };
}

/** The same groups as Resolver endpoints have them: what they let in and out for DNS. */
export async function observeDnsGroups(
  ec2: EC2Client,
  ids: readonly SecurityGroupId[],
): Promise<DnsGroupView[]> {
  const groups = await describeGroups(ec2, ids);
  return groups.map(({ GroupId, IpPermissions = [], IpPermissionsEgress = [] }) => ({
    id: GroupId as SecurityGroupId,
    ingress: IpPermissions.flatMap(dnsAdmissions),
    egress: IpPermissionsEgress.flatMap(dnsAdmissions),
  }));
}

function dnsAdmissions(permission: IpPermission): DnsAdmission[] {
  const { IpProtocol } = permission;
  const isUdp = IpProtocol === "-1" || IpProtocol === "udp" || IpProtocol === "17";
  const admitted = admission(permission);
  return [
    ...(isTcp(permission) ? [{ ...admitted, protocol: "tcp" } as const] : []),
    ...(isUdp ? [{ ...admitted, protocol: "udp" } as const] : []),
  ];
}

async function listGroups(ec2: EC2Client, ids: readonly SecurityGroupId[]): Promise<SecurityGroupView[]> {
  return (await describeGroups(ec2, ids)).map(viewOf);
}

async function describeGroups(ec2: EC2Client, ids: readonly SecurityGroupId[]): Promise<SecurityGroup[]> {
  if (ids.length === 0) return [];
  return listAll(async (token) => {
    const Filters = [{ Name: "group-id", Values: [...ids] }];
    const page = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters, ...(token && { NextToken: token }) }),
    );
    return { items: page.SecurityGroups ?? [], next: page.NextToken };
  });
}

function viewOf({ GroupId, IpPermissions = [] }: SecurityGroup): SecurityGroupView {
  return { id: GroupId as SecurityGroupId, admits: IpPermissions.filter(isTcp).map(admission) };
}

/** Protocol -1 is every protocol and port; 6 is TCP's number. */
function isTcp({ IpProtocol }: IpPermission): boolean {
  return IpProtocol === "-1" || IpProtocol === "tcp" || IpProtocol === "6";
}

function admission(permission: IpPermission): Admission {
  const { IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs } = permission;
  const isAll = IpProtocol === "-1" || FromPort === -1;
  const v4 = (IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []);
  const v6 = (Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []);
  const lists = (PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []);
  const groups = (UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  return {
    fromPort: isAll ? 0 : (FromPort ?? 0),
    toPort: isAll ? PORT_MAX : (ToPort ?? PORT_MAX),
    cidrs: [...v4, ...v6].sort(),
    others: [...groups, ...lists].sort(),
  };
}

const PORT_MAX = 65_535;

export async function listSubnets(ec2: EC2Client, ids: readonly SubnetId[]): Promise<SubnetView[]> {
  if (ids.length === 0) return [];
  return (await describeSubnets(ec2, ids)).map(({ SubnetId: id, AvailabilityZoneId, AvailabilityZone }) => ({
    id: id as SubnetId,
    availabilityZoneId: AvailabilityZoneId ?? "",
    ...(AvailabilityZone && { availabilityZone: AvailabilityZone }),
  }));
}

/** Where the subnets lie of which a Resolver endpoint is to have addresses. */
export async function listSubnetPlaces(
  ec2: EC2Client,
  ids: readonly SubnetId[],
): Promise<ResolverSubnetView[]> {
  if (ids.length === 0) return [];
  return (await describeSubnets(ec2, ids)).map(
    ({ SubnetId: id, VpcId: vpc, CidrBlock, AvailabilityZoneId }) => ({
      id: id as SubnetId,
      vpc: vpc as VpcId,
      cidr: CidrBlock ?? "",
      availabilityZoneId: AvailabilityZoneId ?? "",
    }),
  );
}

async function describeSubnets(ec2: EC2Client, ids: readonly SubnetId[]): Promise<Subnet[]> {
  return listAll(async (token) => {
    const Filters = [{ Name: "subnet-id", Values: [...ids] }];
    const page = await ec2.send(new DescribeSubnetsCommand({ Filters, ...(token && { NextToken: token }) }));
    return { items: page.Subnets ?? [], next: page.NextToken };
  });
}
