import type {
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroup as SecurityGroupShape,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Service } from "../service.ts";
import { ABSENT, ownGroup, ownVpc } from "./access.ts";
import { select, tagList, tagsFor } from "./describe.ts";
import type { SecurityGroup, Tags, Vpc } from "./state.ts";

export function securityGroupOperations(estate: Estate): Service {
  return {
    CreateSecurityGroup: operation<CreateSecurityGroupRequest, CreateSecurityGroupResult>((input, call) => {
      const vpc = ownVpc(estate, input.VpcId, call);
      if (groupsOf(estate, vpc.id).some((group) => group.name === input.GroupName))
        throw new AwsError(
          "InvalidGroup.Duplicate",
          `The security group '${input.GroupName}' already exists for VPC '${vpc.id}'`,
        );
      const group = addSecurityGroup(estate, vpc, {
        name: input.GroupName ?? "",
        description: input.Description ?? "",
        tags: tagsFor(input.TagSpecifications, "security-group"),
      });
      return { GroupId: group.id, SecurityGroupArn: arnOf(estate, group) };
    }),

    DeleteSecurityGroup: operation<DeleteSecurityGroupRequest, object>((input, call) => {
      const group = ownGroup(estate, input.GroupId, call);
      const used = [...estate.network.endpoints.values()].some((one) => one.groupIds.includes(group.id));
      if (used) throw new AwsError("DependencyViolation", `resource ${group.id} has a dependent object`);
      if (group.name === "default")
        throw new AwsError(
          "CannotDelete",
          `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
        );
      estate.network.securityGroups.delete(group.id);
      return { Return: true, GroupId: group.id };
    }),

    DescribeSecurityGroups: operation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>(
      (input, call) => {
        const { items, ...token } = select(
          call,
          estate.network.securityGroups,
          { ...input, ids: input.GroupIds },
          {
            "group-id": (group) => group.id,
            "group-name": (group) => group.name,
            "vpc-id": (group) => group.vpcId,
            "owner-id": (group) => group.account,
            description: (group) => group.description,
          },
          ABSENT.group,
        );
        return { SecurityGroups: items.map((group) => shown(estate, group)), ...token };
      },
    ),

    AuthorizeSecurityGroupIngress: operation<
      AuthorizeSecurityGroupIngressRequest,
      AuthorizeSecurityGroupIngressResult
    >((input, call) => {
      const group = ownGroup(estate, input.GroupId, call);
      const present = new Set(group.ingress.map(text));
      const added = rules(input);
      const twice = added.find((rule) => present.has(text(rule)));
      if (twice)
        throw new AwsError(
          "InvalidPermission.Duplicate",
          `the specified rule "${text(twice)}" already exists`,
        );
      group.ingress.push(...added);
      return { Return: true };
    }),

    RevokeSecurityGroupIngress: operation<
      RevokeSecurityGroupIngressRequest,
      RevokeSecurityGroupIngressResult
    >((input, call) => {
      const group = ownGroup(estate, input.GroupId, call);
      const removed = new Set(rules(input).map(text));
      const kept = group.ingress.filter((rule) => !removed.has(text(rule)));
      if (kept.length + removed.size > group.ingress.length)
        throw new AwsError(
          "InvalidPermission.NotFound",
          "The specified rule does not exist in this security group.",
        );
      group.ingress = kept;
      return { Return: true };
    }),
  };
}

export function addSecurityGroup(
  estate: Estate,
  vpc: Vpc,
  wanted: { id?: string | undefined; name: string; description: string; tags?: Tags },
): SecurityGroup {
  const group: SecurityGroup = {
    id: wanted.id ?? `sg-${estate.surroundings.hex(17)}`,
    account: vpc.account,
    region: vpc.region,
    vpcId: vpc.id,
    name: wanted.name,
    description: wanted.description,
    tags: wanted.tags ?? new Map(),
    ingress: [],
  };
  estate.network.securityGroups.set(group.id, group);
  return group;
}

const groupsOf = (estate: Estate, vpcId: string): SecurityGroup[] =>
  [...estate.network.securityGroups.values()].filter((group) => group.vpcId === vpcId);

type RuleInput = AuthorizeSecurityGroupIngressRequest | RevokeSecurityGroupIngressRequest;

/** One rule for each source, in one form, whichever way the call gives them. */
function rules(input: RuleInput): IpPermission[] {
  const plain: IpPermission = {
    IpProtocol: input.IpProtocol,
    FromPort: input.FromPort,
    ToPort: input.ToPort,
    IpRanges: input.CidrIp ? [{ CidrIp: input.CidrIp }] : [],
  };
  const given = input.IpPermissions ?? [plain];
  return given.flatMap(({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs, ...rest }) => [
    ...(IpRanges ?? []).map((range) => ({ ...rest, IpRanges: [range] })),
    ...(Ipv6Ranges ?? []).map((range) => ({ ...rest, Ipv6Ranges: [range] })),
    ...(PrefixListIds ?? []).map((list) => ({ ...rest, PrefixListIds: [list] })),
    ...(UserIdGroupPairs ?? []).map((pair) => ({ ...rest, UserIdGroupPairs: [pair] })),
  ]);
}

function text(rule: IpPermission): string {
  const source =
    rule.IpRanges?.[0]?.CidrIp ??
    rule.Ipv6Ranges?.[0]?.CidrIpv6 ??
    rule.PrefixListIds?.[0]?.PrefixListId ??
    rule.UserIdGroupPairs?.[0]?.GroupId;
  return `peer: ${source}, ${rule.IpProtocol}, from port: ${rule.FromPort}, to port: ${rule.ToPort}, ALLOW`;
}

const arnOf = (estate: Estate, { account, region, id }: SecurityGroup): string =>
  `arn:${estate.surroundings.partition(region)}:ec2:${region}:${account}:security-group/${id}`;

const shown = (estate: Estate, group: SecurityGroup): SecurityGroupShape => ({
  Description: group.description,
  GroupId: group.id,
  GroupName: group.name,
  IpPermissions: group.ingress,
  IpPermissionsEgress: [
    {
      IpProtocol: "-1",
      IpRanges: [{ CidrIp: "0.0.0.0/0" }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ],
  OwnerId: group.account,
  SecurityGroupArn: arnOf(estate, group),
  Tags: tagList(group.tags),
  VpcId: group.vpcId,
});
