import { compare } from "../compare.ts";
import type { SecurityGroupId, SubnetId } from "../ids.ts";
import type { Problems } from "./problems.ts";
import { refuseRepeats } from "./references.ts";
import type { EndpointDocument } from "./schema.ts";
import type { Placed } from "./shape.ts";
import type { EndpointDefaults, Hub, ManagedEndpoint } from "./types.ts";

/**
 * What a managed endpoint is made with in one of its hubs: subnets and security groups belong to one VPC, so an
 * endpoint of several hubs takes them from each hub's `endpointDefaults`.
 */
export function managedIn(managed: ManagedEndpoint, hub: Hub): ManagedEndpoint {
  const { subnets, securityGroups } = managed;
  const { endpointDefaults: defaults } = hub;
  return {
    ...managed,
    subnets: subnets.length > 0 ? subnets : defaults.subnets,
    securityGroups: securityGroups.length > 0 ? securityGroups : defaults.securityGroups,
  };
}

/** The document's `managed`; of a single hub with that hub's defaults filled in, so that `--show` shows them. */
export function linkManaged(
  { body, source }: Placed<EndpointDocument>,
  hubs: readonly Hub[],
  problems: Problems,
): ManagedEndpoint | undefined {
  const { managed } = body.spec;
  if (!managed) return undefined;
  refuseRepeats(managed.subnets ?? [], ["spec", "managed", "subnets"], source, problems);
  refuseRepeats(managed.securityGroups ?? [], ["spec", "managed", "securityGroups"], source, problems);
  const own: ManagedEndpoint = {
    by: "managed",
    ...placement(managed),
    ...(managed.policy !== undefined && { policy: managed.policy }),
    ipAddressType: managed.ipAddressType,
    dnsRecordIpType: managed.dnsRecordIpType ?? managed.ipAddressType,
    tags: managed.tags,
  };
  const [only, ...others] = hubs;
  return only && others.length === 0 ? managedIn(own, only) : own;
}

/** Sorted, each id once. */
export function placement(given: {
  readonly subnets?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
}): EndpointDefaults {
  return {
    subnets: sortedIds(given.subnets) as SubnetId[],
    securityGroups: sortedIds(given.securityGroups) as SecurityGroupId[],
  };
}

function sortedIds(ids: readonly string[] = []): string[] {
  return [...new Set(ids)].sort(compare);
}
