import type { ResolverDirection } from "../../../action/refs.ts";
import type { ManagedResolver, ResolverPlace } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { VpcId } from "../../../ids.ts";
import type { ManagedResolverView, ResolverSubnetView } from "../../../observed/resolver.ts";

/** Why no address can be made in the documents' subnets: one is not there, or they are not of one VPC. `vpc`: of an endpoint that is there. */
export function subnetsObstacle(
  direction: ResolverDirection,
  { addresses }: { readonly addresses: readonly ResolverPlace[] },
  { subnets }: ManagedResolverView,
  vpc?: VpcId,
): Why | undefined {
  const what = `the ${direction.toLowerCase()} Resolver endpoint`;
  if (subnets.kind === "unreadable")
    return {
      reason: "ResolverSubnets",
      message: `the subnets of ${what} could not be read (${subnets.failure.error})`,
      todo: "allow the hub's role ec2:DescribeSubnets, then run again",
    };
  const found = addresses.map(({ subnet }) => subnets.value.find(({ id }) => id === subnet));
  const absent = addresses.filter((_, i) => !found[i]).map(({ subnet }) => subnet);
  if (absent.length > 0)
    return {
      reason: "ResolverSubnets",
      message: `${what} is to have addresses in ${absent.join(", ")}, which the hub's account does not have`,
      todo: `correct spec.resolver.${direction.toLowerCase()} of the hub`,
    };
  const vpcs = new Set([...(vpc ? [vpc] : []), ...found.flatMap((one) => one?.vpc ?? [])]);
  if (vpcs.size < 2) return undefined;
  return {
    reason: "ResolverSubnets",
    message: `${what} is to have addresses in ${[...vpcs].sort().join(" and ")}, and AWS takes those of one VPC`,
    todo: `name subnets of one VPC in spec.resolver.${direction.toLowerCase()} of the hub`,
  };
}

/** The only Availability Zone of all addresses, whose end would end every name. */
export function onlyZone(
  { addresses }: ManagedResolver,
  { subnets }: ManagedResolverView,
): string | undefined {
  const wanted = new Set<string>(addresses.map(({ subnet }) => subnet));
  const seen = (valueIn(subnets) ?? []).filter(({ id }: ResolverSubnetView) => wanted.has(id));
  const zones = new Set(seen.map(({ availabilityZoneId }) => availabilityZoneId));
  const [zone] = zones;
  return seen.length === wanted.size && zones.size === 1 && zone ? zone : undefined;
}
