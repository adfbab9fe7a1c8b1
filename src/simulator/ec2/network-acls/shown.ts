import type { NetworkAclEntry, NetworkAcl as NetworkAclShape } from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { digestOf } from "../catalogue.ts";
import type { Fields } from "../filters.ts";
import { ipv6BlocksOf } from "../route-tables/routes.ts";
import { type Subnet, subnetsIn } from "../state.ts";
import { tagList } from "../tag-values.ts";
import type { AclEntry, NetworkAcl } from "./state.ts";

export const associationId = (acl: NetworkAcl, subnet: Subnet): string =>
  `aclassoc-${digestOf(`${acl.id} ${subnet.id}`, 17)}`;

/** Every subnet has one. */
export const subnetsOf = ({ network }: Estate, acl: NetworkAcl): Subnet[] =>
  subnetsIn(network, acl.vpcId).filter(({ networkAclId }) =>
    networkAclId === undefined ? acl.isDefault : networkAclId === acl.id,
  );

/** With the rules that deny the rest. Source: VPC User Guide, "Network ACL rules", "Default network ACL". */
export function entriesOf({ network }: Estate, { entries, vpcId, isDefault }: NetworkAcl): AclEntry[] {
  const rest = { protocol: "-1", allow: false };
  const hasIpv6 = ipv6BlocksOf(network, vpcId).length > 0;
  const isShown = ({ cidr }: AclEntry) => hasIpv6 || !isDefault || cidr !== "::/0";
  return [true, false].flatMap((egress) => [
    ...entries
      .filter((entry) => entry.egress === egress && isShown(entry))
      .sort((a, b) => a.number - b.number),
    { ...rest, egress, number: 32_767, cidr: "0.0.0.0/0" },
    ...(hasIpv6 ? [{ ...rest, egress, number: 32_768, cidr: "::/0" }] : []),
  ]);
}

export function shown(estate: Estate, acl: NetworkAcl): NetworkAclShape {
  return {
    Associations: subnetsOf(estate, acl).map((subnet) => ({
      NetworkAclAssociationId: associationId(acl, subnet),
      NetworkAclId: acl.id,
      SubnetId: subnet.id,
    })),
    Entries: entriesOf(estate, acl).map(shownEntry),
    IsDefault: acl.isDefault,
    NetworkAclId: acl.id,
    OwnerId: acl.account,
    Tags: tagList(acl.tags),
    VpcId: acl.vpcId,
  };
}

function shownEntry({ number, egress, protocol, allow, cidr, ports, icmp }: AclEntry): NetworkAclEntry {
  return {
    ...(cidr.includes(":") ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
    Egress: egress,
    ...(icmp && { IcmpTypeCode: { Type: icmp.type, Code: icmp.code } }),
    ...(ports && { PortRange: { From: ports.from, To: ports.to } }),
    Protocol: protocol,
    RuleAction: allow ? "allow" : "deny",
    RuleNumber: number,
  };
}

/** Source: EC2 API reference, DescribeNetworkAcls. */
export function fields(estate: Estate): Fields<NetworkAcl> {
  const entries = (of: (entry: AclEntry) => unknown) => (acl: NetworkAcl) =>
    entriesOf(estate, acl).flatMap((entry) => {
      const value = of(entry);
      return value === undefined ? [] : [String(value)];
    });
  const subnets = (of: (acl: NetworkAcl, subnet: Subnet) => string) => (acl: NetworkAcl) =>
    subnetsOf(estate, acl).map((subnet) => of(acl, subnet));
  const isIpv6 = ({ cidr }: AclEntry) => cidr.includes(":");
  return {
    "association.association-id": subnets(associationId),
    "association.network-acl-id": subnets((acl) => acl.id),
    "association.subnet-id": subnets((_, subnet) => subnet.id),
    default: (acl) => String(acl.isDefault),
    "entry.cidr": entries((entry) => (isIpv6(entry) ? undefined : entry.cidr)),
    "entry.egress": entries((entry) => entry.egress),
    "entry.icmp.code": entries((entry) => entry.icmp?.code),
    "entry.icmp.type": entries((entry) => entry.icmp?.type),
    "entry.ipv6-cidr": entries((entry) => (isIpv6(entry) ? entry.cidr : undefined)),
    "entry.port-range.from": entries((entry) => entry.ports?.from),
    "entry.port-range.to": entries((entry) => entry.ports?.to),
    "entry.protocol": entries((entry) => entry.protocol),
    "entry.rule-action": entries((entry) => (entry.allow ? "allow" : "deny")),
    "entry.rule-number": entries((entry) => entry.number),
    "network-acl-id": (acl) => acl.id,
    "owner-id": (acl) => acl.account,
    "vpc-id": (acl) => acl.vpcId,
  };
}
