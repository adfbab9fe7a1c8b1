import type { IpPermission, SecurityGroupRule as RuleShape } from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import type { SecurityGroupRule } from "./state.ts";
import { tagList } from "./tag-values.ts";

type Sources = "IpRanges" | "Ipv6Ranges" | "PrefixListIds" | "UserIdGroupPairs";
type Merged = IpPermission & { [S in Sources]-?: NonNullable<IpPermission[S]> };

/** Rules as DescribeSecurityGroups shows them: those with the same protocol and ports are one permission. */
export function permissionsOf(estate: Estate, rules: readonly SecurityGroupRule[]): IpPermission[] {
  const merged = new Map<string, Merged>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.from} ${rule.to}`;
    const permission: Merged = merged.get(key) ?? {
      IpProtocol: rule.protocol,
      ...(rule.protocol === "-1" ? {} : { FromPort: rule.from, ToPort: rule.to }),
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    merged.set(key, permission);
    const Description = rule.description;
    const { kind, value } = rule.peer;
    if (kind === "ipv4") permission.IpRanges.push({ CidrIp: value, Description });
    if (kind === "ipv6") permission.Ipv6Ranges.push({ CidrIpv6: value, Description });
    if (kind === "prefixList") permission.PrefixListIds.push({ PrefixListId: value, Description });
    if (kind === "group")
      permission.UserIdGroupPairs.push({ GroupId: value, UserId: ownerOf(estate, rule), Description });
  }
  return [...merged.values()];
}

/** One rule as the calls that make, change and list rules answer it. */
export function shownRule(estate: Estate, rule: SecurityGroupRule): RuleShape {
  const { account, region, id } = rule;
  const { kind, value } = rule.peer;
  return {
    SecurityGroupRuleId: id,
    SecurityGroupRuleArn: `arn:${estate.surroundings.partition(region)}:ec2:${region}:${account}:security-group-rule/${id}`,
    GroupId: rule.groupId,
    GroupOwnerId: account,
    IsEgress: rule.isEgress,
    IpProtocol: rule.protocol,
    FromPort: rule.from,
    ToPort: rule.to,
    ...(kind === "ipv4" && { CidrIpv4: value }),
    ...(kind === "ipv6" && { CidrIpv6: value }),
    ...(kind === "prefixList" && { PrefixListId: value }),
    ...(kind === "group" && {
      ReferencedGroupInfo: { GroupId: value, UserId: ownerOf(estate, rule) },
    }),
    Description: rule.description,
    Tags: tagList(rule.tags),
  };
}

const ownerOf = ({ network }: Estate, { peer, account }: SecurityGroupRule): string =>
  network.securityGroups.get(peer.value)?.account ?? account;
