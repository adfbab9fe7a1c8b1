import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { ABSENT, ownGroup } from "./access.ts";
import { invalidTogether, missing } from "./errors.ts";
import type { SecurityGroup, Vpc } from "./state.ts";

/**
 * The group that a call names by id, or by name in the default VPC; names mean no other VPC's groups. Source: EC2 API
 * reference, AuthorizeSecurityGroupIngress; the sentence as in aws-cli#3225.
 */
export function namedGroup(
  estate: Estate,
  { GroupId, GroupName }: { GroupId?: string | undefined; GroupName?: string | undefined },
  call: Call,
): SecurityGroup {
  if (GroupId && GroupName) throw invalidTogether("groupName", "groupId");
  if (GroupId) return ownGroup(estate, GroupId, call);
  if (GroupName) return groupNamed(estate, GroupName, call);
  throw missing("GroupName or GroupId");
}

export function groupNamed(estate: Estate, name: string, call: Call): SecurityGroup {
  const vpc = defaultVpcOf(estate, call);
  const found = vpc && groupsOf(estate, vpc.id).find((group) => group.name === name);
  if (found) return found;
  const place = vpc ? ` in default VPC '${vpc.id}'` : "";
  throw new AwsError(ABSENT.group.code, `The security group '${name}' does not exist${place}`);
}

export const groupsOf = (estate: Estate, vpcId: string): SecurityGroup[] =>
  [...estate.network.securityGroups.values()].filter((group) => group.vpcId === vpcId);

export const defaultVpcOf = ({ network }: Estate, { account, region }: Call): Vpc | undefined =>
  [...network.vpcs.values()].find((vpc) => vpc.isDefault && vpc.account === account && vpc.region === region);
