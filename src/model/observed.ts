import type { Hub } from "./desired/types.ts";
import type { EndpointState } from "./endpoint-state.ts";
import type { Failure, Seen } from "./failure.ts";
import type {
  AccountId,
  EndpointId,
  Region,
  ResolverEndpointId,
  RuleId,
  SecurityGroupId,
  SubnetId,
  VpcId,
  VpcRef,
  ZoneId,
  ZoneName,
} from "./ids.ts";
import type { ZoneInventory } from "./inventory/entries.ts";
import type { KnownSpoke } from "./leaving.ts";
import type { HandedOverAt } from "./own-definition.ts";
import type { Proof, Tags } from "./ownership.ts";
import type { PathFacts } from "./path/facts.ts";

/** What AWS showed in one pass. Everything that could not be read says so; nothing is left out in silence. */
export type Observed = {
  readonly hubs: ReadonlyMap<Hub, Seen<HubView>>;
  /** By `vpcKey`: only VPCs that lack a pair were looked at (semantics 14). */
  readonly vpcs: ReadonlyMap<string, Seen<VpcView>>;
  /** Names of the records of zones of others above a name that a VPC should join, as far as they were asked for. */
  readonly recordsAbove: ReadonlyMap<ZoneId, Seen<readonly string[]>>;
  /** By DHCP options set, of spokes' VPCs that were looked at: the DNS servers that hosts are told to ask. */
  readonly nameServers?: ReadonlyMap<string, Seen<readonly string[]>>;
  /** Security groups of the hubs' endpoints; subnets only where something is missing. */
  readonly networks: ReadonlyMap<Hub, NetworkView>;
  /** By `accessKey`: the rule associations of each account that has, or had, rule-mode spokes. */
  readonly ruleAccounts?: ReadonlyMap<string, Seen<RuleAccountView>>;
  /** What packets meet between the hubs and those of their spokes that lack something, or were not looked at for an hour. */
  readonly path?: PathFacts;
  /** Of hubs whose rules somebody has or lacks: what both Resolver endpoints' groups let out and in for DNS. */
  readonly hopGroups?: ReadonlyMap<Hub, Seen<readonly DnsGroupView[]>>;
  /** Of hubs where a rule association is missing. */
  readonly rulePaths?: ReadonlyMap<Hub, RulePath>;
  /** Of hubs of whose rules this process has seen one spoke served: since when, in epoch milliseconds, and now. */
  readonly firstServed?: ReadonlyMap<Hub, { readonly since: number; readonly now: number }>;
  /** By `accessKey`: endpoints of spokes' VPCs whose documents say what becomes of them. `at`: when, in epoch milliseconds. */
  readonly ownEndpoints?: {
    readonly at: number;
    readonly byAccess: ReadonlyMap<string, Seen<readonly OwnEndpointView[]>>;
    /** Where some were handed over. Absent: there is no table to know it, nor to keep what they are made again by. */
    readonly definitions?: Seen<readonly HandedOverAt[]>;
  };
  /** Spokes whose documents are gone, as they were last known; told by no read of AWS. */
  readonly leaving?: readonly KnownSpoke[];
  /** By `vpcKey`: what this process saw in passes before of VPCs that this one did not look at. */
  readonly ranges?: ReadonlyMap<string, RangesBefore>;
};

/** The ranges of a VPC, IPv4 and IPv6, and when they were read, in epoch milliseconds. */
export type RangesBefore = { readonly cidrs: readonly string[]; readonly at: number };

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

/** One hub: its account's zones, its VPC's endpoints, its Region's services. */
export type HubView = {
  /** Every endpoint service of the Region with the private names that AWS gives it. */
  readonly services: readonly ServiceView[];
  /** The interface endpoints of the hub VPC. */
  readonly endpoints: readonly EndpointView[];
  /** Those of endpoints that documents want `zonalNames` of; read only where there are such documents. */
  readonly subnets?: Seen<readonly SubnetView[]>;
  /** Private zones of the account that are ours: any hub of this owner. */
  readonly zones: readonly ZoneView[];
  /**
   * Zones that somebody else made: those of a name that an `adoptZones` document wants, and those that the inventory knows.
   */
  readonly adoptable: readonly ZoneView[];
  /** Private zones of the account that are another owner's, by CallerReference or claim. */
  readonly otherOwners: ReadonlyMap<ZoneId, OthersZone>;
  /** The account's other private zones: neither ours nor adoptable, so nothing in them was read. */
  readonly strangers: readonly { readonly id: ZoneId; readonly name: ZoneName }[];
  /** Why the tags of zones that others made could not be read: one of them may have been taken over by us. */
  readonly unclassified?: Failure;
  /** Absent: the hub's documents name no Resolver endpoints. */
  readonly resolver?: Seen<ResolverView>;
  /** All zones of the account, public ones included: they count against its quota. */
  readonly zonesInAccount: number;
};

/**
 * What the hub's account has of Route 53 Resolver in the hub's Region. Absent in a hub without `resolver`. Endpoints and
 * rules are read as a whole or not at all.
 */
export type ResolverView = {
  /** The one that rules lead to, until the last of them was moved to another. Absent: the account has no such endpoint. */
  readonly inbound?: ResolverEndpointView;
  readonly outbound?: ResolverEndpointView;
  /** The account's other inbound endpoints: read where the one that documents name is not there, or has no address that answers. */
  readonly others?: readonly ResolverEndpointView[];
  /** Every rule of the account but AWS's own: whose each is, its CreatorRequestId and tags tell. */
  readonly rules: readonly ResolverRuleView[];
  /** Those of our owner by tag, and the one that documents name. */
  readonly shares: Seen<readonly ResourceShareView[]>;
  /** Read where endpoints are made, or one is there that was. */
  readonly managed?: ManagedResolverView;
};

/** What it takes to know which Resolver endpoints to make, change and delete. */
export type ManagedResolverView = {
  /** Every endpoint of the account in the Region, of either direction: they count against its quota. */
  readonly endpoints: readonly ResolverEndpointView[];
  /** Those of the documents' subnets that are there. */
  readonly subnets: Seen<readonly ResolverSubnetView[]>;
};

export type ResolverSubnetView = {
  readonly id: SubnetId;
  readonly vpc: VpcId;
  readonly cidr: string;
  readonly availabilityZoneId: string;
};

/** Who answers what rules send on; read where a rule association is missing. */
export type RulePath = {
  /** The inbound endpoint's VPC: what it answers is what rules hand over. */
  readonly view: Seen<VpcView>;
};

export type ResolverEndpointView = {
  readonly id: ResolverEndpointId;
  /** Tells whose it is, for ever. */
  readonly creatorRequestId: string;
  readonly vpc: VpcId;
  /** `OPERATIONAL`, `CREATING`, `ACTION_NEEDED` …, as AWS writes it. */
  readonly status: string;
  readonly direction: string;
  /** `IPV4`, `IPV6` or `DUALSTACK`; absent where the answer lacks it, as an emulator's may. */
  readonly type?: string;
  readonly protocols: readonly string[];
  readonly securityGroups: readonly SecurityGroupId[];
  readonly addresses: Seen<readonly ResolverAddress[]>;
};

/**
 * IPv4 or IPv6; an interface of a dual-stack endpoint has one of each, under one `id`, by which both are removed. Only
 * `ATTACHED` ones answer.
 */
export type ResolverAddress = {
  readonly id: string;
  readonly ip: string;
  readonly subnet: SubnetId;
  readonly status: string;
};

export type ResolverRuleView = {
  readonly id: RuleId;
  readonly arn: string;
  readonly name: ZoneName;
  readonly type: string;
  readonly creatorRequestId: string;
  readonly status: string;
  readonly targets: readonly RuleTarget[];
  readonly endpoint?: ResolverEndpointId;
  /** Read where an adopted rule may have been claimed. */
  readonly tags?: Seen<Tags>;
};

/** As its owner sees it in AWS RAM: account ids or ARNs of principals, ARNs of resources, those that ended too. */
export type ResourceShareView = {
  readonly arn: string;
  readonly name: string;
  readonly tags: Tags;
  readonly allowsExternal: boolean;
  readonly principals: readonly ShareEntry[];
  readonly resources: readonly ShareEntry[];
};

/** `status` and `message` as RAM writes them; `at`: when RAM last changed it, in epoch milliseconds. */
export type ShareEntry = {
  readonly id: string;
  readonly status: string;
  readonly message?: string;
  readonly at: number;
};

/** What a group lets in, and where to, for DNS. */
export type DnsGroupView = {
  readonly id: SecurityGroupId;
  readonly ingress: readonly DnsAdmission[];
  readonly egress: readonly DnsAdmission[];
};

export type DnsAdmission = Admission & { readonly protocol: "tcp" | "udp" };

/** By the credentials of a spoke's account: the associations of its VPCs in the Region, AWS's own left out. */
export type RuleAccountView = {
  readonly associations: readonly RuleAssociationView[];
  /** Rules that the account sees, its own and those shared with it; read where an association is missing. */
  readonly visible?: Seen<ReadonlySet<RuleId>>;
};

export type RuleAssociationView = {
  readonly id: string;
  readonly rule: RuleId;
  readonly vpc: VpcId;
  /** The only place for a mark of ours. */
  readonly name: string;
  /** `COMPLETE`, `CREATING`, `FAILED` …, as AWS writes it, and its words for it. */
  readonly status: string;
  readonly message?: string;
};

/** As far as a list tells: its own comment and tags may name its set. */
export type OthersZone = Proof & { readonly name: ZoneName; readonly set?: string };

export type ServiceView = { readonly name: string; readonly privateNames: readonly string[] };

export type EndpointView = {
  readonly id: EndpointId;
  readonly service: string;
  /** The service's Region, as far as AWS tells. */
  readonly serviceRegion?: Region;
  readonly state: EndpointState;
  readonly privateDnsEnabled: boolean;
  readonly tags: Tags;
  readonly dnsRecordIpType: "ipv4" | "ipv6" | "dualstack" | "service-defined";
  readonly ipAddressType: string;
  readonly subnets: readonly SubnetId[];
  readonly securityGroups: readonly SecurityGroupId[];
  /** JSON text as AWS keeps it. */
  readonly policy?: string;
  /** AWS's words for a creation that failed. */
  readonly lastError?: string;
  /** The regional DnsEntry: what aliases point to. Absent: none shown; `pending`: its zone id is not known yet. */
  readonly regional?: { readonly dnsName: string; readonly hostedZoneId: string } | "pending";
  /** The DnsEntries' names of single Availability Zones. */
  readonly zonal?: readonly string[];
  readonly interfaces?: readonly string[];
  /** Private addresses of all its interfaces; read only where a zone that others made may answer by them. */
  readonly addresses?: Seen<readonly string[]>;
};

/** An interface endpoint of a spoke's VPC, by the credentials of its account. */
export type OwnEndpointView = EndpointView & {
  readonly vpc: VpcId;
  /** A service of AWS made it, and rules over it. */
  readonly isRequesterManaged: boolean;
  /** What its private DNS holds; none while that is off. */
  readonly names: readonly ZoneName[];
  /** Those of the names beneath which it answers too. */
  readonly wildcards: readonly ZoneName[];
  /** Nothing of its names is still being made. */
  readonly isSettled: boolean;
  /** Who may connect to it; read where it is to be handed over. */
  readonly groups?: Seen<readonly SecurityGroupView[]>;
};

export type ZoneView = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly callerReference: string;
  readonly comment?: string;
  /** GetHostedZone: every VPC, other accounts' included. */
  readonly vpcs: Seen<VpcsByKey>;
  /** Read for our zones only. */
  readonly records?: Seen<readonly RecordView[]>;
  readonly tags?: Seen<Tags>;
  /** Read when strays are swept. */
  readonly authorizations?: Seen<readonly VpcRef[]>;
  /** GetHostedZoneLimit: how many VPCs it takes. Read when it is nearly full, as far as may be. */
  readonly vpcLimit?: number;
  /**
   * Of somebody else's zone: what we added to it, as the inventory tells it; nothing, where it tells nothing of the zone.
   * Absent: there is no inventory.
   */
  readonly added?: Seen<ZoneInventory | undefined>;
};

/** VPCs by `vpcKey`. */
export type VpcsByKey = ReadonlyMap<string, VpcRef>;

/** A record set as listed; `name` in lower case, without the trailing dot, `*` instead of `\052`. */
export type RecordView = {
  readonly name: string;
  readonly type: string;
  readonly alias?: AliasTarget;
  /** Of plain A, AAAA and CNAME records, as AWS lists them: other types' values are nobody's business here. */
  readonly plain?: PlainValues;
  /** SetIdentifier, of a record with a routing policy (weighted, latency, failover …). */
  readonly identifier?: string;
};

/** `ttl` in seconds. */
export type PlainValues = { readonly ttl: number; readonly values: readonly string[] };

export type AliasTarget = {
  readonly dnsName: string;
  readonly hostedZoneId: string;
  readonly evaluateTargetHealth: boolean;
};

/** What AWS writes of a VPC that has no DHCP options set: its hosts are told of no DNS server (EC2, AssociateDhcpOptions). */
export const NO_DHCP_OPTIONS = "default";

/** A VPC that should join a zone, seen with the credentials of its own account. */
export type VpcView = {
  /** Absent: no such VPC in that account and Region. Another account than expected: the VPC is shared with it. */
  readonly owner?: AccountId;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
  /** The id of its DHCP options set, or `NO_DHCP_OPTIONS`. Absent: not told, or another account's VPC. */
  readonly dhcpOptions?: string;
  readonly dnsSupport: Seen<boolean>;
  readonly dnsHostnames: Seen<boolean>;
  readonly zones: Seen<readonly ZoneOfVpc[]>;
  /** The VPC's own interface endpoints with private DNS on, and the names they hold. */
  readonly privateDns: Seen<
    readonly {
      readonly endpoint: EndpointId;
      /** Where it is not available: it holds its names, and nobody knows that it answers by them. */
      readonly state?: EndpointState;
      readonly names: readonly ZoneName[];
      /** Those of the names beneath which it answers too: AWS lists them as `*.x`. */
      readonly wildcards?: readonly ZoneName[];
    }[]
  >;
  /** FORWARD and SYSTEM rules associated with the VPC; the root's name is empty. */
  readonly rules: Seen<readonly RuleOfVpc[]>;
};

/** A SYSTEM rule keeps its domain from a FORWARD rule of a shorter name. */
export type RuleOfVpc = {
  readonly id: string;
  readonly name: ZoneName;
  readonly isSystem?: true;
  readonly owner?: AccountId;
  /** Where a FORWARD rule sends questions, and by which outbound endpoint; none: the VPC's account is not shown that. */
  readonly targets?: readonly RuleTarget[];
  readonly endpoint?: ResolverEndpointId;
  /** How the association stands, as AWS writes it, where it is not COMPLETE: such a rule may not answer. */
  readonly association?: string;
};

/** `isDo53`: plain DNS, which is what a target without a protocol speaks. */
export type RuleTarget = { readonly ip: string; readonly port: number; readonly isDo53: boolean };

/** ListHostedZonesByVPC: it tells the owner but no CallerReference. */
export type ZoneOfVpc = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly owner: { readonly account?: AccountId; readonly service?: string };
};
