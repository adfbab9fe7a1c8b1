import type {
  DescribeNetworkAclsRequest,
  DescribeNetworkAclsResult,
  NetworkAcl,
  NetworkAclEntry,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import type { ReadingService } from "../reading.ts";
import { ABSENT } from "./access.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import { type Fields, nothing } from "./filters.ts";
import type { VpcPart } from "./state.ts";
import { tagList } from "./tag-values.ts";

/** The default network ACL of each VPC, which lets everything through. */
export function networkAclOperations(estate: Estate): ReadingService {
  return {
    DescribeNetworkAcls: listing<DescribeNetworkAclsRequest, DescribeNetworkAclsResult>()(
      "NetworkAclIds",
      "NetworkAcls",
      {
        all: () => estate.network.networkAcls,
        fields: fields(estate),
        ids: ABSENT.networkAcl,
        shown: (acl) => shown(estate, acl),
      },
    ),
  };
}

/** Source: EC2 API reference, DescribeNetworkAcls. */
function fields(estate: Estate): Fields<VpcPart> {
  const entries = (show: (entry: NetworkAclEntry) => unknown) => () =>
    ENTRIES.map((one) => String(show(one)));
  const associations = (acl: VpcPart) => shown(estate, acl).Associations ?? [];
  return {
    "association.association-id": (acl) =>
      associations(acl).map((one) => one.NetworkAclAssociationId as string),
    "association.network-acl-id": (acl) => (associations(acl).length > 0 ? acl.id : undefined),
    "association.subnet-id": (acl) => associations(acl).map((one) => one.SubnetId as string),
    default: () => "true",
    "entry.cidr": entries((entry) => entry.CidrBlock),
    "entry.egress": entries((entry) => entry.Egress),
    "entry.icmp.code": nothing,
    "entry.icmp.type": nothing,
    "entry.ipv6-cidr": nothing,
    "entry.port-range.from": nothing,
    "entry.port-range.to": nothing,
    "entry.protocol": entries((entry) => entry.Protocol),
    "entry.rule-action": entries((entry) => entry.RuleAction),
    "entry.rule-number": entries((entry) => entry.RuleNumber),
    "network-acl-id": (acl) => acl.id,
    "owner-id": (acl) => acl.account,
    "vpc-id": (acl) => acl.vpcId,
  };
}

/** Source: VPC User Guide, "Default network ACL". */
const ENTRIES: NetworkAclEntry[] = [true, false].flatMap((Egress) => [
  { CidrBlock: "0.0.0.0/0", Egress, Protocol: "-1", RuleAction: "allow", RuleNumber: 100 },
  { CidrBlock: "0.0.0.0/0", Egress, Protocol: "-1", RuleAction: "deny", RuleNumber: 32767 },
]);

function shown({ network }: Estate, acl: VpcPart): NetworkAcl {
  const subnets = [...network.subnets.values()].filter((subnet) => subnet.vpcId === acl.vpcId);
  return {
    Associations: subnets.map(({ id }) => ({
      NetworkAclAssociationId: `aclassoc-${digestOf(id, 17)}`,
      NetworkAclId: acl.id,
      SubnetId: id,
    })),
    Entries: ENTRIES,
    IsDefault: true,
    NetworkAclId: acl.id,
    OwnerId: acl.account,
    Tags: tagList(acl.tags),
    VpcId: acl.vpcId,
  };
}
