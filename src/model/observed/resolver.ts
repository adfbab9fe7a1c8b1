import type { Seen } from "../failure.ts";
import type { ResolverEndpointId, RuleId, SecurityGroupId, SubnetId, VpcId, ZoneName } from "../ids.ts";
import type { Tags } from "../ownership.ts";
import type { ResourceShareView } from "./share.ts";

/**
 * What the hub's account has of Route 53 Resolver in the hub's Region. Absent in a hub without `resolver`. Endpoints and
 * rules are read as a whole or not at all.
 */
export type ResolverView = {
  /** The one that rules lead to, until the last of them was moved to another. Absent: the account has no such endpoint. */
  readonly inbound?: ResolverEndpointView;
  readonly outbound?: ResolverEndpointView;
  /** The account's other inbound endpoints: read where the one that documents name is not there or has no address that answers, and where rules that may be adopted lead elsewhere. */
  readonly others?: readonly ResolverEndpointView[];
  /** Every rule of the account but AWS's own: whose each is, its CreatorRequestId and tags tell. */
  readonly rules: readonly ResolverRuleView[];
  /** Those of our owner by tag, and the one that documents name. */
  readonly shares: Seen<readonly ResourceShareView[]>;
  /** VPCs of all of the account's inbound endpoints: forwarders outside AWS may ask each. */
  readonly inboundVpcs?: ReadonlySet<VpcId>;
  /** Read where endpoints are made, one is there that was, or rules of ours lead through another than documents name. */
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

/** `isDo53`: plain DNS, which is what a target without a protocol speaks. */
export type RuleTarget = { readonly ip: string; readonly port: number; readonly isDo53: boolean };
