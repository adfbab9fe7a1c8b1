import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupEgressResult,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  TagSpecification,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import { AwsError, type Call } from "../service.ts";
import { ABSENT, absent, ownGroup } from "./access.ts";
import { invalidTogether } from "./errors.ts";
import { namedGroup } from "./group-names.ts";
import { permissionsOf, shownRule } from "./permissions.ts";
import { type RuleInput, rulesOf } from "./rule-input.ts";
import { addRules, isSameRule, type NewRule, refuseTooManyRules, textOf } from "./rules.ts";
import type { SecurityGroup, SecurityGroupRule } from "./state.ts";
import { tagsFor } from "./tag-values.ts";

const PERMISSIONS = [
  "IpPermissions.IpProtocol",
  "IpPermissions.FromPort",
  "IpPermissions.ToPort",
  "IpPermissions.IpRanges",
  "IpPermissions.Ipv6Ranges",
  "IpPermissions.PrefixListIds",
  "IpPermissions.UserIdGroupPairs.GroupId",
  "IpPermissions.UserIdGroupPairs.GroupName",
  "IpPermissions.UserIdGroupPairs.UserId",
  "IpPermissions.UserIdGroupPairs.Description",
  "IpProtocol",
  "FromPort",
  "ToPort",
  "CidrIp",
] as const;

/** Source: EC2 API reference, the operations' pages. */
export function securityGroupRuleOperations(estate: Estate): ReadingService {
  return {
    AuthorizeSecurityGroupIngress: reading<
      AuthorizeSecurityGroupIngressRequest,
      AuthorizeSecurityGroupIngressResult
    >()(["GroupId", "GroupName", "TagSpecifications", ...PERMISSIONS], (input, call) =>
      authorize(estate, namedGroup(estate, input, call), false, input, call),
    ),
    AuthorizeSecurityGroupEgress: reading<
      AuthorizeSecurityGroupEgressRequest,
      AuthorizeSecurityGroupEgressResult
    >()(["GroupId", "TagSpecifications", ...PERMISSIONS], (input, call) =>
      authorize(estate, ownGroup(estate, input.GroupId, call), true, input, call),
    ),
    RevokeSecurityGroupIngress: reading<
      RevokeSecurityGroupIngressRequest,
      RevokeSecurityGroupIngressResult
    >()(["GroupId", "GroupName", "SecurityGroupRuleIds", ...PERMISSIONS], (input, call) =>
      revoke(estate, namedGroup(estate, input, call), false, input, call),
    ),
    RevokeSecurityGroupEgress: reading<RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult>()(
      ["GroupId", "SecurityGroupRuleIds", ...PERMISSIONS],
      (input, call) => revoke(estate, ownGroup(estate, input.GroupId, call), true, input, call),
    ),
  };
}

type Authorized = RuleInput & { TagSpecifications?: TagSpecification[] | undefined };

function authorize(estate: Estate, group: SecurityGroup, isEgress: boolean, input: Authorized, call: Call) {
  const tags = tagsFor(input.TagSpecifications, "security-group-rule");
  const added = rulesOf(estate, group, isEgress, input, call);
  const twice = added.find((rule) => group.rules.some((present) => isSameRule(present, rule)));
  if (twice)
    throw new AwsError("InvalidPermission.Duplicate", `the specified rule "${textOf(twice)}" already exists`);
  refuseTooManyRules(estate, group, added);
  const made = addRules(
    group,
    added.map((rule) => ({ ...rule, tags })),
    () => estate.surroundings.hex(17),
  );
  return { Return: true, SecurityGroupRules: made.map((rule) => shownRule(estate, rule)) };
}

type Revoked = RuleInput & { SecurityGroupRuleIds?: string[] | undefined };

/** In a default VPC, what is not there is answered as unknown; elsewhere it is an error, and nothing is revoked. */
function revoke(estate: Estate, group: SecurityGroup, isEgress: boolean, input: Revoked, call: Call) {
  const { found, unknown } = input.SecurityGroupRuleIds?.length
    ? { found: rulesById(group, isEgress, input), unknown: [] }
    : rulesAlike(group, rulesOf(estate, group, isEgress, input, call));
  if (unknown.length > 0 && !estate.network.vpcs.get(group.vpcId)?.isDefault)
    throw new AwsError(
      "InvalidPermission.NotFound",
      "The specified rule does not exist in this security group.",
    );
  group.rules = group.rules.filter((rule) => !found.includes(rule));
  const asRules = unknown.map((rule) => ({ ...group, ...rule, groupId: group.id, description: undefined }));
  return {
    Return: true,
    UnknownIpPermissions: permissionsOf(estate, asRules as SecurityGroupRule[]),
    RevokedSecurityGroupRules: found.map((rule) => {
      const { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort, ...rest } = shownRule(
        estate,
        rule,
      );
      const { CidrIpv4, CidrIpv6, PrefixListId, Description } = rest;
      const ReferencedGroupId = rest.ReferencedGroupInfo?.GroupId;
      const common = { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort };
      return { ...common, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description };
    }),
  };
}

function rulesById(group: SecurityGroup, isEgress: boolean, input: Revoked): SecurityGroupRule[] {
  if (input.IpPermissions?.length) throw invalidTogether("securityGroupRuleIds", "ipPermissions");
  return (input.SecurityGroupRuleIds ?? []).map((id) => {
    const rule = group.rules.find((one) => one.id === id && one.isEgress === isEgress);
    if (!rule) throw absent(ABSENT.rule, id);
    return rule;
  });
}

function rulesAlike(group: SecurityGroup, wanted: readonly NewRule[]) {
  const found: SecurityGroupRule[] = [];
  const unknown: NewRule[] = [];
  for (const rule of wanted) {
    const present = group.rules.find((one) => isSameRule(one, rule));
    if (present) found.push(present);
    else unknown.push(rule);
  }
  return { found, unknown };
}
