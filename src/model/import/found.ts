import { type Seen, valueIn } from "../failure.ts";
import type {
  AccountId,
  Owner,
  Region,
  ResolverEndpointId,
  RuleId,
  VpcId,
  VpcRef,
  ZoneId,
  ZoneName,
} from "../ids.ts";
import type { EndpointView } from "../observed/endpoint.ts";
import type { ServiceView } from "../observed/hub.ts";
import type { ResolverRuleView } from "../observed/resolver.ts";
import type { ResourceShareView } from "../observed/share.ts";
import type { RecordView } from "../observed/zone.ts";
import { parseCallerReference, parseClaim, type Tags } from "../ownership.ts";

/** What an import was told of the hub: the rest of desired state is what AWS shows. */
export type ImportedHub = {
  readonly owner: Owner;
  readonly account: AccountId;
  readonly region: Region;
  readonly vpc: VpcId;
  readonly anchorVpc?: VpcId;
  readonly roleArn?: string;
  /** The role to assume in spoke accounts, `{account}` in its ARN; of its ExternalId only where it is read from. */
  readonly spokeRole?: {
    readonly arn: string;
    readonly externalIdFrom?: { readonly env: string } | { readonly file: string };
  };
};

/** What AWS shows of a hub and of who shares its endpoints. */
export type Found = {
  /** Of the hub's Region: which names each service has. */
  readonly services: readonly ServiceView[];
  /** Interface endpoints of the hub VPC. */
  readonly endpoints: readonly EndpointView[];
  /** Private zones of the hub's account that are named like one of those endpoints. */
  readonly zones: readonly FoundZone[];
  /** Rules that lead to an inbound endpoint of the account; absent: there are none. */
  readonly resolver?: FoundResolver;
  /** VPCs of these zones, or with these rules, whose owner was found. */
  readonly vpcs: ReadonlyMap<VpcId, FoundVpc>;
  /** Where VPCs could not be looked up, in words. */
  readonly unread: readonly string[];
};

export const NOTHING_FOUND: Found = {
  services: [],
  endpoints: [],
  zones: [],
  vpcs: new Map(),
  unread: [],
};

/** Resolver rules of the hub's account that lead to one of its inbound endpoints, and who has them. */
export type FoundResolver = {
  readonly inbound: ResolverEndpointId;
  readonly outbound: ResolverEndpointId;
  /** The inbound endpoint's VPC. */
  readonly view: VpcId;
  /** That lead there, by that outbound endpoint. */
  readonly forwards: readonly ResolverRuleView[];
  /** All SYSTEM rules of the account. */
  readonly systems: readonly ResolverRuleView[];
  /** That lead to an inbound endpoint otherwise. */
  readonly others: readonly ResolverRuleView[];
  /** Shares that the first of `forwards` is in. */
  readonly shares: readonly ResourceShareView[];
  /** Of the account's rules, as far as accounts were named. */
  readonly associations: readonly FoundAssociation[];
};

export type FoundAssociation = {
  readonly rule: RuleId;
  readonly vpc: VpcRef;
  readonly account: AccountId;
};

export type FoundZone = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly callerReference: string;
  readonly vpcs: Seen<readonly VpcRef[]>;
  readonly records: Seen<readonly RecordView[]>;
  readonly tags: Seen<Tags>;
};

/** Who keeps the zone with vpce-operator: who made it, or who took it over; undefined: made by something else. */
export function ownerOf(zone: FoundZone, hub: ImportedHub): string | undefined {
  const keepers = keepersOf(zone);
  return keepers.find((owner) => owner === hub.owner) ?? keepers[0];
}

/** DescribeVpcs: the owner, and what the owner calls it. */
export type FoundVpc = {
  readonly account: AccountId;
  readonly name?: string;
  /** No subnet, so no network interface, no endpoint and nobody who uses it; of the hub's account only. */
  readonly isEmpty?: boolean;
};

/** Whether anybody keeps the zone with vpce-operator. */
export function isKept(zone: FoundZone): boolean {
  return keepersOf(zone).length > 0;
}

/** Who keeps these zones and rules with vpce-operator, each once: who made one, and who took one over. */
export function ownersIn({ zones, resolver }: Found): string[] {
  const ofRules = (resolver?.forwards ?? []).flatMap(
    ({ creatorRequestId }) => /^vpceop\/([^/]+)\//.exec(creatorRequestId)?.[1] ?? [],
  );
  return [...new Set([...zones.flatMap(keepersOf), ...ofRules])].sort();
}

function keepersOf({ callerReference, tags }: FoundZone): string[] {
  const maker = parseCallerReference(callerReference)?.owner;
  const taker = parseClaim(valueIn(tags) ?? {})?.owner;
  return [maker, taker].filter((owner) => owner !== undefined);
}
