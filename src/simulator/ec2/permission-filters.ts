import type { Estate } from "../estate.ts";
import type { Fields } from "./filters.ts";
import type { Peer, SecurityGroup, SecurityGroupRule } from "./state.ts";

/** DescribeSecurityGroups' filters of rules, `ip-permission.…` and `egress.ip-permission.…`. */
export function permissionFields({ network }: Estate): Fields<SecurityGroup> {
  const peers = (kind: Peer["kind"]) => (rule: SecurityGroupRule) =>
    rule.peer.kind === kind ? rule.peer.value : undefined;
  const ofPeer = (show: (group: SecurityGroup) => string) => (rule: SecurityGroupRule) => {
    const group = rule.peer.kind === "group" ? network.securityGroups.get(rule.peer.value) : undefined;
    return group && show(group);
  };
  const values: { [name: string]: (rule: SecurityGroupRule) => string | undefined } = {
    cidr: peers("ipv4"),
    "ipv6-cidr": peers("ipv6"),
    "prefix-list-id": peers("prefixList"),
    "group-id": peers("group"),
    "group-name": ofPeer((group) => group.name),
    "user-id": ofPeer((group) => group.account),
    protocol: (rule) => rule.protocol,
    "from-port": (rule) => String(rule.from),
    "to-port": (rule) => String(rule.to),
  };
  const fields: Fields<SecurityGroup> = {};
  for (const isEgress of [false, true])
    for (const [name, value] of Object.entries(values))
      fields[`${isEgress ? "egress." : ""}ip-permission.${name}`] = ({ rules }) =>
        rules.filter((rule) => rule.isEgress === isEgress).flatMap((rule) => value(rule) ?? []);
  return fields;
}
