import type { Seen } from "../failure.ts";
import type { SecurityGroupId, SubnetId } from "../ids.ts";

export type NetworkView = {
  readonly securityGroups: Seen<readonly SecurityGroupView[]>;
  readonly subnets: Seen<readonly SubnetView[]>;
};

/** `availabilityZone` is the account's own name for it, `us-east-1a`; the id is everybody's, `use1-az1`. */
export type SubnetView = {
  readonly id: SubnetId;
  readonly availabilityZoneId: string;
  readonly availabilityZone?: string;
};

export type SecurityGroupView = { readonly id: SecurityGroupId; readonly admits: readonly Admission[] };

/** An inbound rule for TCP, by its range of ports. */
export type Admission = {
  readonly fromPort: number;
  readonly toPort: number;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
  /** Ids of prefix lists and other groups that are let in too; their members are not looked up. */
  readonly others: readonly string[];
};

/** What a group lets in, and where to, for DNS. */
export type DnsGroupView = {
  readonly id: SecurityGroupId;
  readonly ingress: readonly DnsAdmission[];
  readonly egress: readonly DnsAdmission[];
};

export type DnsAdmission = Admission & { readonly protocol: "tcp" | "udp" };
