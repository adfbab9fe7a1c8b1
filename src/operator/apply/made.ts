import type { PendingTarget } from "../../model/action/alias.ts";
import type {
  EndpointRef,
  ResolverEndpointRef,
  RuleRef,
  ShareRef,
  ZoneKey,
  ZoneRef,
} from "../../model/action/refs.ts";
import {
  type EndpointId,
  pairKey,
  type ResolverEndpointId,
  type VpcRef,
  type ZoneId,
} from "../../model/ids.ts";
import type { AliasTarget } from "../../model/observed/zone.ts";
import type { MadeRule } from "../../reconcilers/rules.ts";

export type AliasTargetName = Pick<AliasTarget, "dnsName" | "hostedZoneId">;

/** By an Availability Zone's name: the endpoint's own name there. */
export type MadeTarget = AliasTargetName & { readonly zonal: ReadonlyMap<string, string> };

/** What this pass made, by its place in desired state, for the actions that come after. */
export type Made = {
  readonly zones: Map<ZoneKey, ZoneId>;
  readonly endpoints: Map<EndpointRef["key"], EndpointId>;
  readonly rules: Map<RuleRef["key"], MadeRule>;
  readonly resolverEndpoints: Map<ResolverEndpointRef["key"], ResolverEndpointId>;
  /** Resource shares' ARNs. */
  readonly shares: Map<ShareRef["key"], string>;
  /** Where aliases to an endpoint point that this pass made or waited for. */
  readonly targets: Map<EndpointRef["key"], MadeTarget>;
  /** Pairs of a zone and a VPC that this pass associated. */
  readonly joined: Set<string>;
};

export function createMade(): Made {
  return {
    zones: new Map(),
    endpoints: new Map(),
    rules: new Map(),
    resolverEndpoints: new Map(),
    shares: new Map(),
    targets: new Map(),
    joined: new Set(),
  };
}

/** The id of a zone, once it is known. */
export function zoneIdIn({ zones }: Made, { id, key }: ZoneRef): ZoneId | undefined {
  return id ?? zones.get(key);
}

export function hasJoined({ joined }: Made, { key }: ZoneRef, vpc: VpcRef): boolean {
  return joined.has(pairKey(key, vpc));
}

export function targetIn({ targets }: Made, { endpoint, zone }: PendingTarget): AliasTargetName {
  const target = targets.get(endpoint);
  if (!target) throw new Error(`endpoint ${endpoint} is not available`);
  const { hostedZoneId, zonal } = target;
  if (zone === undefined) return { dnsName: target.dnsName, hostedZoneId };
  const dnsName = zonal.get(zone);
  if (dnsName === undefined) throw new Error(`endpoint ${endpoint} shows no DNS name of ${zone}; run again`);
  return { dnsName, hostedZoneId };
}
