import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  SecurityGroupRuleRequest,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import { AwsError, type Call } from "../service.ts";
import { ABSENT, absent, ownGroup } from "./access.ts";
import { listing } from "./describe.ts";
import { shownRule } from "./permissions.ts";
import { rulesOf } from "./rule-input.ts";
import { isSameRule, type NewRule, textOf } from "./rules.ts";
import type { SecurityGroup, SecurityGroupRule } from "./state.ts";

/** Security group rules as things of their own. Source: EC2 API reference, the operations' pages. */
export function ruleListOperations(estate: Estate): ReadingService {
  return {
    DescribeSecurityGroupRules: listing<
      DescribeSecurityGroupRulesRequest,
      DescribeSecurityGroupRulesResult
    >()("SecurityGroupRuleIds", "SecurityGroupRules", {
      all: () => allRules(estate),
      fields: { "group-id": (rule) => rule.groupId, "security-group-rule-id": (rule) => rule.id },
      ids: ABSENT.rule,
      shown: (rule) => shownRule(estate, rule),
    }),

    ModifySecurityGroupRules: reading<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResult>()(
      ["GroupId", "SecurityGroupRules"],
      (input, call) => {
        const group = ownGroup(estate, input.GroupId, call);
        const changes = (input.SecurityGroupRules ?? []).map(({ SecurityGroupRuleId: id = "", ...given }) => {
          const rule = group.rules.find((one) => one.id === id);
          if (!rule) throw absent(ABSENT.rule, id);
          return { rule, wanted: changed(estate, group, rule, given.SecurityGroupRule ?? {}, call) };
        });
        for (const { rule, wanted } of changes) Object.assign(rule, wanted);
        return { Return: true };
      },
    ),
  };
}

export const allRules = ({ network }: Estate): ReadonlyMap<string, SecurityGroupRule> =>
  new Map([...network.securityGroups.values()].flatMap(({ rules }) => rules.map((rule) => [rule.id, rule])));

/** What the rule is to be; it may not become another rule of the group. */
function changed(
  estate: Estate,
  group: SecurityGroup,
  rule: SecurityGroupRule,
  given: SecurityGroupRuleRequest,
  call: Call,
): NewRule {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId: GroupId, Description } = given;
  const { IpProtocol, FromPort, ToPort } = given;
  const permission = {
    ...{ IpProtocol, FromPort, ToPort },
    ...(CidrIpv4 !== undefined && { IpRanges: [{ CidrIp: CidrIpv4, Description }] }),
    ...(CidrIpv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6, Description }] }),
    ...(PrefixListId !== undefined && { PrefixListIds: [{ PrefixListId, Description }] }),
    ...(GroupId !== undefined && { UserIdGroupPairs: [{ GroupId, Description }] }),
  };
  const [wanted, second] = rulesOf(estate, group, rule.isEgress, { IpPermissions: [permission] }, call);
  if (!wanted || second)
    throw new AwsError("InvalidParameterCombination", "A security group rule has one source or destination");
  const twin = group.rules.find((one) => one !== rule && isSameRule(one, wanted));
  if (twin)
    throw new AwsError("InvalidPermission.Duplicate", `the specified rule "${textOf(twin)}" already exists`);
  return wanted;
}
