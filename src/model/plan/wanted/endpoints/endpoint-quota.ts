import type { Hub } from "../../../desired/types.ts";
import { finding, type Why } from "../../../finding.ts";
import type { HubView } from "../../../observed/hub.ts";
import type { NetworkView } from "../../../observed/network.ts";
import type { HubEndpoint } from "./endpoint.ts";

/**
 * Endpoints to be made that AWS would refuse: the hub VPC takes no more, or two of their subnets are in one
 * Availability Zone. They are stalled with the reason; the first by name get what places there are.
 */
export function withinQuota(
  hub: Hub,
  view: HubView,
  network: NetworkView | undefined,
  endpoints: readonly HubEndpoint[],
): HubEndpoint[] {
  let left = hub.quotas.endpointsPerVpc - view.endpoints.length;
  return endpoints.map((endpoint) => {
    if (!endpoint.actions.some((a) => a.kind === "createEndpoint")) return endpoint;
    const obstacle = crowdedZone(endpoint, network) ?? (left > 0 ? undefined : noRoom(hub));
    if (!obstacle) {
      left -= 1;
      return endpoint;
    }
    const { live: _live, ...stalled } = endpoint;
    const place = { hub: hub.name, endpoint: endpoint.document.name };
    return {
      ...stalled,
      actions: [],
      findings: [...endpoint.findings, finding("withheld", place, obstacle)],
    };
  });
}

function noRoom({ vpc, quotas }: Hub): Why {
  return {
    reason: "EndpointQuota",
    message: `hub VPC ${vpc} would have more than ${quotas.endpointsPerVpc} interface endpoints`,
    todo: "raise the quota of interface endpoints for a VPC, then quotas.endpointsPerVpc of the hub",
  };
}

/** AWS takes one subnet of each Availability Zone. Subnets that could not be read are left to AWS to judge. */
function crowdedZone({ document, spec }: HubEndpoint, network: NetworkView | undefined): Why | undefined {
  if (!spec || network?.subnets.kind !== "seen") return undefined;
  const wanted = new Set<string>(spec.subnets);
  const byZone = Map.groupBy(
    network.subnets.value.filter((s) => wanted.has(s.id)),
    (s) => s.availabilityZoneId,
  );
  const crowded = [...byZone].find(([, subnets]) => subnets.length > 1);
  if (!crowded) return undefined;
  const [zone, subnets] = crowded;
  return {
    reason: "SubnetsShareZone",
    message: `subnets ${subnets.map((s) => s.id).join(" and ")} of endpoint ${document.name} are both in ${zone}; AWS takes one for each Availability Zone`,
    todo: "name one subnet for each Availability Zone",
  };
}
