import type { IpPermission, UserIdGroupPair } from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { ABSENT, absent } from "./access.ts";
import { invalidTogether, invalidValue, missing } from "./errors.ts";
import { groupNamed } from "./group-names.ts";
import { mayReference } from "./group-references.ts";
import { seenPrefixList } from "./prefix-lists/managed.ts";
import { canonicalCidr } from "./ranges.ts";
import { portsOf, protocolOf, ruleDescription } from "./rule-ports.ts";
import { isSameRule, type NewRule } from "./rules.ts";
import type { Peer, SecurityGroup } from "./state.ts";

/** The two ways in which a call gives rules: a list, or one IPv4 range by parameters of their own. */
export type RuleInput = {
  IpPermissions?: IpPermission[] | undefined;
  IpProtocol?: string | undefined;
  FromPort?: number | undefined;
  ToPort?: number | undefined;
  CidrIp?: string | undefined;
};

/**
 * One rule for each source. Throws as AWS does for what is malformed, unknown, or there twice in the call. Source: EC2
 * API reference, AuthorizeSecurityGroupIngress and "Error codes"; a missing source as in boto3#1078, the same rule
 * twice as in input-output-hk/bitte#24.
 */
export function rulesOf(
  estate: Estate,
  group: SecurityGroup,
  isEgress: boolean,
  input: RuleInput,
  call: Call,
): NewRule[] {
  const rules = permissions(input).flatMap((permission) => {
    const protocol = protocolOf(permission.IpProtocol);
    const ports = portsOf(protocol, permission.FromPort, permission.ToPort);
    return peersOf(estate, group, permission, call).map(
      ({ peer, description }): NewRule => ({ isEgress, protocol, ...ports, peer, description }),
    );
  });
  for (const [index, rule] of rules.entries())
    if (rules.slice(0, index).some((earlier) => isSameRule(earlier, rule)))
      throw invalidValue("The same permission must not appear multiple times");
  return rules;
}

function permissions(input: RuleInput): IpPermission[] {
  const { IpPermissions, IpProtocol, FromPort, ToPort, CidrIp } = input;
  if (!IpPermissions?.length) {
    if (IpProtocol === undefined) throw missing("ipPermissions");
    return [{ IpProtocol, FromPort, ToPort, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] }];
  }
  for (const [name, value] of Object.entries({ IpProtocol, FromPort, ToPort, CidrIp }))
    if (value !== undefined) throw invalidTogether(name, "IpPermissions");
  return IpPermissions;
}

type Source = { peer: Peer; description: string | undefined };

function peersOf(estate: Estate, group: SecurityGroup, given: IpPermission, call: Call): Source[] {
  const source = (kind: Peer["kind"], value: string, description: string | undefined): Source => ({
    peer: { kind, value },
    description: ruleDescription(description),
  });
  const peers = [
    ...(given.IpRanges ?? []).map((one) =>
      source("ipv4", canonicalCidr(one.CidrIp ?? "", "ipv4"), one.Description),
    ),
    ...(given.Ipv6Ranges ?? []).map((one) =>
      source("ipv6", canonicalCidr(one.CidrIpv6 ?? "", "ipv6"), one.Description),
    ),
    ...(given.PrefixListIds ?? []).map((one) =>
      source("prefixList", knownPrefixList(estate, one.PrefixListId ?? "", call), one.Description),
    ),
    ...(given.UserIdGroupPairs ?? []).map((one) =>
      source("group", referencedGroup(estate, group, one, call), one.Description),
    ),
  ];
  if (peers.length > 0) return peers;
  throw new AwsError(
    "MissingParameter",
    "Missing source specification: include source security group or CIDR information",
  );
}

const knownPrefixList = (estate: Estate, id: string, call: Call): string =>
  seenPrefixList(estate, id, call).id;

/**
 * Of the same VPC, or of one that an active peering or a transit gateway with security group referencing joins to it in the
 * Region. Source: VPC Peering Guide, "Reference peer security groups"; Transit Gateway Guide, "Security group referencing".
 */
function referencedGroup(
  estate: Estate,
  group: SecurityGroup,
  { GroupId, GroupName, UserId = group.account }: UserIdGroupPair,
  call: Call,
): string {
  if (!GroupId && !GroupName) throw new AwsError("MissingParameter", "Source group ID missing.");
  const id = GroupId ?? groupNamed(estate, GroupName ?? "", call).id;
  const found = estate.network.securityGroups.get(id);
  if (!found || found.account !== UserId || found.region !== group.region) throw absent(ABSENT.group, id);
  if (found.vpcId !== group.vpcId && !mayReference(estate, group.vpcId, found.vpcId))
    throw new AwsError(
      ABSENT.group.code,
      "You have specified two resources that belong to different networks.",
    );
  return id;
}
