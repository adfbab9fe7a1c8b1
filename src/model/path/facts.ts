import type { Seen } from "../failure.ts";
import type { AccountId, SubnetId, VpcId, VpcRef } from "../ids.ts";

/**
 * What packets meet, as EC2 showed it in one pass: of each VPC that is judged, and of the transit gateways between. What
 * could not be read says so by itself, so that the rest is judged all the same.
 */
export type PathFacts = {
  /** By `vpcKey`: the hubs' own, and those of spokes. */
  readonly networks: ReadonlyMap<string, VpcNetwork>;
  /** By id. */
  readonly gateways: ReadonlyMap<string, TransitGateway>;
};

export type VpcNetwork = {
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly subnets: Seen<readonly Subnet[]>;
  readonly routeTables: Seen<readonly RouteTable[]>;
  readonly acls: Seen<readonly NetworkAcl[]>;
  /** Those that somebody's clients have nothing to do with, and those of interface endpoints. */
  readonly interfaces: Seen<readonly Interface[]>;
  /** Of those that routes name. */
  readonly peerings: Seen<readonly Peering[]>;
  /** The VPC's own, to any transit gateway; asked for where a route names one. */
  readonly attachments: Seen<readonly Attachment[]>;
  readonly prefixLists: PrefixLists;
};

/** Entries of managed prefix lists that routes or groups name, by the list's id; one that nobody asked for is missing. */
export type PrefixLists = ReadonlyMap<string, Seen<readonly string[]>>;

export type Subnet = {
  readonly id: SubnetId;
  /** `use1-az1`, the same in all accounts; empty where it was not read. */
  readonly zone: string;
  readonly cidrs: readonly string[];
  /** Addresses of its IPv4 range that are taken, AWS's own five left out. */
  readonly taken: number;
};

export type Interface = {
  readonly id: string;
  readonly subnet: SubnetId;
  /** `vpc_endpoint`, `transit_gateway`, `nat_gateway` …, as EC2 writes it. */
  readonly type: string;
  readonly addresses: readonly string[];
};

export type RouteTable = {
  readonly id: string;
  readonly isMain: boolean;
  readonly subnets: readonly SubnetId[];
  readonly routes: readonly Route[];
};

/** `to`: a range, or the id of a prefix list. `via`: the target's id, `local` of the VPC itself. */
export type Route = {
  readonly to: string;
  readonly via: string;
  readonly isBlackhole: boolean;
  /** From a virtual private gateway: a static route to the same range wins. */
  readonly isPropagated: boolean;
};

export type NetworkAcl = {
  readonly id: string;
  readonly subnets: readonly SubnetId[];
  /** In any order; the lowest number that matches decides. */
  readonly entries: readonly AclEntry[];
};

/** `protocol`: IANA's number in decimal digits, or `-1` for all of them, and then ports are not looked at. */
export type AclEntry = {
  readonly number: number;
  readonly isEgress: boolean;
  readonly allows: boolean;
  readonly protocol: string;
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
};

export type Peering = { readonly id: string; readonly status: string; readonly vpcs: readonly VpcId[] };

/** Of a VPC to a transit gateway: by each of its subnets the gateway takes from and delivers to that subnet's zone. */
export type Attachment = {
  readonly id: string;
  readonly gateway: string;
  readonly state: string;
  readonly subnets: readonly SubnetId[];
  /** In appliance mode: packets to it are delivered by a subnet of any zone. */
  readonly spreads: boolean;
};

export type TransitGateway = {
  readonly id: string;
  readonly account: AccountId;
  /** The route table that each attachment is associated with, by the attachment's id. */
  readonly associations: Seen<ReadonlyMap<string, string>>;
  /** By the route table's id. */
  readonly tables: ReadonlyMap<string, Seen<readonly GatewayRoute[]>>;
};

/** Propagated ones too. No attachment: a blackhole. */
export type GatewayRoute = {
  readonly to: string;
  readonly attachments: readonly string[];
  readonly isBlackhole: boolean;
};
