import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { AwsError } from "../service.ts";

/** The members that make a record set one of several of its name and type; GeoProximity and Cidr came last. */
const POLICIES = [
  "Weight",
  "Region",
  "Failover",
  "GeoLocation",
  "MultiValueAnswer",
  "GeoProximityLocation",
  "CidrRoutingConfig",
] as const;

/**
 * A record set has an identifier and one routing policy, or neither. Throws InvalidInput (400). Source: API reference,
 * ResourceRecordSet, "SetIdentifier"; the words as users have published them.
 */
export function refusePolicies({ Action, ResourceRecordSet: set }: Change): void {
  const given = POLICIES.filter((name) => set?.[name] !== undefined);
  const said = `in Change with [Action=${Action}, Name=${set?.Name}, Type=${set?.Type}, SetIdentifier=${set?.SetIdentifier ?? "null"}]`;
  if (given.length > 0 && set?.SetIdentifier === undefined)
    throw new AwsError("InvalidInput", `Invalid request: Missing field 'SetIdentifier' ${said}`);
  if (set?.SetIdentifier === undefined || given.length === 1) return;
  const expected = `${POLICIES.slice(0, -1).join(", ")}, or ${POLICIES.at(-1)}`;
  throw new AwsError(
    "InvalidInput",
    `Invalid request: Expected exactly one of [${expected}], but found ${given.length > 1 ? "more than one" : "none"} ${said}`,
  );
}

/**
 * Why the record set may not stand beside others of its name and type: a simple one stands alone, and all others have
 * one policy. Source: API reference, ResourceRecordSet ("You can't create latency, failover, or geolocation resource
 * record sets that have the same values …"); the words as users have published them (cert-manager#5388).
 */
export function routingFault(
  others: Iterable<ResourceRecordSet>,
  set: ResourceRecordSet,
): string | undefined {
  const policy = policyOf(set);
  for (const other of others) {
    if (other.Name !== set.Name || other.Type !== set.Type || other.SetIdentifier === set.SetIdentifier)
      continue;
    if (!policy)
      return `RRSet with DNS name ${set.Name}, type ${set.Type} cannot be created as other RRSets exist with the same name and type.`;
    if (policyOf(other) !== policy)
      return `RRSet with DNS name ${set.Name}, type ${set.Type}, SetIdentifier ${set.SetIdentifier} cannot be created because a non-${KINDS[policy]} RRSet with the same name and type already exists.`;
  }
  if (set.MultiValueAnswer && set.AliasTarget)
    return `RRSet with DNS name ${set.Name}, type ${set.Type}, SetIdentifier ${set.SetIdentifier} cannot be a multivalue answer alias.`;
  return undefined;
}

type Policy = (typeof POLICIES)[number];

const policyOf = (set: ResourceRecordSet): Policy | undefined =>
  POLICIES.find((name) => set[name] !== undefined);

const KINDS: { readonly [policy in Policy]: string } = {
  Weight: "weighted",
  Region: "latency",
  Failover: "failover",
  GeoLocation: "GEO",
  MultiValueAnswer: "multivalue answer",
  GeoProximityLocation: "geoproximity",
  CidrRoutingConfig: "CIDR",
};
