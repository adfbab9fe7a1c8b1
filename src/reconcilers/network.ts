import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type IpPermission,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { listAll } from "../aws/paginate.ts";
import type { SecurityGroupId, SubnetId } from "../model/ids.ts";
import type { NetworkView, SecurityGroupView, SubnetView } from "../model/observed.ts";
import { see } from "./see.ts";

/** What stands in front of endpoints: which sources their groups let in on 443, and where their subnets lie. */
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

async function listGroups(ec2: EC2Client, ids: readonly SecurityGroupId[]): Promise<SecurityGroupView[]> {
  if (ids.length === 0) return [];
  const groups = await listAll(async (token) => {
    const Filters = [{ Name: "group-id", Values: [...ids] }];
    const page = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters, ...(token && { NextToken: token }) }),
    );
    return { items: page.SecurityGroups ?? [], next: page.NextToken };
  });
  return groups.map(viewOf);
}

function viewOf(group: SecurityGroup): SecurityGroupView {
  const open = (group.IpPermissions ?? []).filter(admitsHttps);
  const v4 = open.flatMap((p) => (p.IpRanges ?? []).flatMap((r) => r.CidrIp ?? []));
  const v6 = open.flatMap((p) => (p.Ipv6Ranges ?? []).flatMap((r) => r.CidrIpv6 ?? []));
  const hasOthers = open.some((p) => (p.PrefixListIds ?? []).length + (p.UserIdGroupPairs ?? []).length > 0);
  return { id: group.GroupId as SecurityGroupId, cidrs: [...v4, ...v6].sort(), hasOthers };
}

/** Protocol -1 is every protocol and port. */
function admitsHttps({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission): boolean {
  return IpProtocol === "-1" || (IpProtocol === "tcp" && FromPort <= 443 && ToPort >= 443);
}

export async function listSubnets(ec2: EC2Client, ids: readonly SubnetId[]): Promise<SubnetView[]> {
  if (ids.length === 0) return [];
  const subnets = await listAll(async (token) => {
    const Filters = [{ Name: "subnet-id", Values: [...ids] }];
    const page = await ec2.send(new DescribeSubnetsCommand({ Filters, ...(token && { NextToken: token }) }));
    return { items: page.Subnets ?? [], next: page.NextToken };
  });
  return subnets.map(({ SubnetId: id, AvailabilityZoneId, AvailabilityZone }) => ({
    id: id as SubnetId,
    availabilityZoneId: AvailabilityZoneId ?? "",
    ...(AvailabilityZone && { availabilityZone: AvailabilityZone }),
  }));
}
