import { type Estate, quotaOf } from "../estate.ts";
import { AwsError } from "../service.ts";
import { digestOf } from "./catalogue.ts";
import type { Tags } from "./resource.ts";
import type { Peer, SecurityGroup, SecurityGroupRule } from "./state.ts";

export type NewRule = Pick<SecurityGroupRule, "isEgress" | "protocol" | "from" | "to" | "peer"> & {
  description?: string | undefined;
  tags?: Tags;
};

/**
 * Adds rules that were found right. `digits` makes their ids; without it they follow from the rule, which is enough for
 * the rules that a group begins with.
 */
export function addRules(
  group: SecurityGroup,
  wanted: readonly NewRule[],
  digits = (rule: NewRule): string => digestOf(`${group.id} ${textOf(rule)} ${rule.isEgress}`, 17),
): SecurityGroupRule[] {
  const { account, region, id: groupId } = group;
  const made = wanted.map((rule): SecurityGroupRule => {
    const { description, tags = new Map() } = rule;
    return { ...rule, id: `sgr-${digits(rule)}`, account, region, groupId, description, tags: new Map(tags) };
  });
  group.rules.push(...made);
  return made;
}

/** Each direction has a quota, and each family of addresses its own. Source: VPC User Guide, "Amazon VPC quotas". */
export function refuseTooManyRules(estate: Estate, group: SecurityGroup, added: readonly NewRule[]): void {
  const of = (family: "ipv4" | "ipv6") =>
    [...group.rules, ...added].filter(
      ({ isEgress, peer }) =>
        isEgress === added[0]?.isEgress && peer.kind !== (family === "ipv4" ? "ipv6" : "ipv4"),
    ).length;
  if (Math.max(of("ipv4"), of("ipv6")) > quotaOf(estate, group.account).rulesPerSecurityGroup)
    throw new AwsError(
      "RulesPerSecurityGroupLimitExceeded",
      "The maximum number of rules per security group has been reached.",
    );
}

/** As AWS makes them. Source: VPC User Guide, "Default security groups", "Security group basics". */
export function addDefaultRules(group: SecurityGroup): void {
  const all = { protocol: "-1", from: -1, to: -1 };
  const itself: Peer = { kind: "group", value: group.id };
  if (group.name === "default") addRules(group, [{ ...all, isEgress: false, peer: itself }]);
  addRules(group, [{ ...all, isEgress: true, peer: { kind: "ipv4", value: "0.0.0.0/0" } }]);
}

/** HTTPS from IPv4 ranges, as endpoints are given it. */
export const httpsRules = (cidrs: readonly string[]): NewRule[] => rulesFrom("tcp", 443, cidrs);

/** DNS from IPv4 ranges, as inbound Resolver endpoints are given it. */
export const dnsRules = (cidrs: readonly string[]): NewRule[] =>
  ["tcp", "udp"].flatMap((protocol) => rulesFrom(protocol, 53, cidrs));

const rulesFrom = (protocol: string, port: number, cidrs: readonly string[]): NewRule[] =>
  cidrs.map((value) => ({ isEgress: false, protocol, from: port, to: port, peer: { kind: "ipv4", value } }));

export const isSameRule = (one: NewRule, other: NewRule): boolean =>
  one.isEgress === other.isEgress && textOf(one) === textOf(other);

/** What makes two rules of one direction the same, in the words of AWS's InvalidPermission.Duplicate. */
export function textOf({ protocol, from, to, peer }: NewRule): string {
  const shown = protocol === "-1" ? "ALL" : protocol.toUpperCase();
  const ports = protocol === "-1" ? "" : `, from port: ${from}, to port: ${to}`;
  return `peer: ${peer.value}, ${shown}${ports}, "ALLOW"`;
}
