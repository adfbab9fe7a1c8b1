import { compare } from "../compare.ts";
import { type ResolverEndpointId, type SecurityGroupId, type SubnetId, zoneNameOf } from "../ids.ts";
import type { Source } from "./documents.ts";
import type { Problems } from "./problems.ts";
import { refuseRepeats } from "./references.ts";
import type { HubDocument } from "./schema.ts";
import type { HubResolver, Quotas, ResolverPlace, ResolverSource } from "./types.ts";

type Written = NonNullable<HubDocument["spec"]["resolver"]>;

/** The hub's Resolver endpoints and rules. Of what is made, what one field cannot know of another is checked here. */
export function linkResolver(
  written: Written,
  quotas: Quotas,
  source: Source,
  problems: Problems,
): HubResolver {
  const { inbound, outbound, regional, adoptRules, takeOwnership } = written;
  for (const direction of ["inbound", "outbound"] as const)
    checkManaged(written[direction], direction, quotas, source, problems);
  return {
    inbound: sourceOf(inbound),
    outbound: sourceOf(outbound),
    rules: regional
      ? { kind: "regional", except: regional.except.map(zoneNameOf).toSorted(compare) }
      : { kind: "per-endpoint" },
    adoptRules,
    takeOwnership,
  };
}

function sourceOf(written: Written["inbound"]): ResolverSource {
  if (written === "none") return { by: "none" };
  if (!written.managed) return { by: "id", id: written.id as ResolverEndpointId };
  const { addresses, securityGroups } = written.managed;
  return {
    by: "managed",
    addresses: addresses
      .map(
        ({ subnet, ip }): ResolverPlace => ({ subnet: subnet as SubnetId, ...(ip !== undefined && { ip }) }),
      )
      .toSorted((a, b) => compare(a.subnet, b.subnet)),
    securityGroups: (securityGroups as string[] as SecurityGroupId[]).toSorted(compare),
  };
}

/** One address of each subnet: two of one add nothing that the subnet's end would not take along. */
function checkManaged(
  written: Written["inbound"],
  direction: "inbound" | "outbound",
  { resolverAddresses: max }: Quotas,
  source: Source,
  problems: Problems,
): void {
  if (written === "none" || !written.managed) return;
  const { addresses, securityGroups } = written.managed;
  const path = ["spec", "resolver", direction, "managed"];
  refuseRepeats(securityGroups, [...path, "securityGroups"], source, problems);
  refuseRepeats(
    addresses.map(({ subnet }) => subnet),
    [...path, "addresses"],
    source,
    problems,
  );
  if (addresses.length > max)
    problems.error(
      "FieldsContradict",
      source.value([...path, "addresses"]),
      `${addresses.length} addresses are more than quotas.resolverAddresses, ${max}`,
      "name fewer; or raise the quota of addresses for a Resolver endpoint, then quotas.resolverAddresses of the hub",
    );
}
