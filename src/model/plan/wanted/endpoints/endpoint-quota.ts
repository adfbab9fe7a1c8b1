import type { Hub } from "../../../desired/types.ts";
import type { Finding } from "../../../finding.ts";
import type { HubView, NetworkView } from "../../../observed.ts";
import type { Settled } from "./endpoint.ts";

/**
 * Endpoints to be made that AWS would refuse: the hub VPC has no room for them, or two of their subnets are in one
 * Availability Zone. They are stalled with the reason; the first by name get what room there is.
 */
export function withRoom(
  hub: Hub,
  view: HubView,
  network: NetworkView | undefined,
  endpoints: readonly Settled[],
): Settled[] {
  let room = hub.quotas.endpointsPerVpc - view.endpoints.length;
  return endpoints.map((settled) => {
    if (!settled.actions.some((a) => a.kind === "createEndpoint")) return settled;
    const obstacle = crowdedZone(settled, network) ?? (room > 0 ? undefined : noRoom(hub));
    if (!obstacle) {
      room -= 1;
      return settled;
    }
    const { live: _live, ...stalled } = settled;
    const place = { hub: hub.name, endpoint: settled.endpoint.name };
    const finding: Finding = { kind: "withheld", ...place, ...obstacle };
    return { ...stalled, actions: [], findings: [...settled.findings, finding] };
  });
}

type Obstacle = Pick<Finding, "reason" | "message" | "todo">;

function noRoom({ vpc, quotas }: Hub): Obstacle {
  return {
    reason: "EndpointQuota",
    message: `hub VPC ${vpc} would have more than ${quotas.endpointsPerVpc} interface endpoints`,
    todo: "raise the quota of interface endpoints for a VPC, then quotas.endpointsPerVpc of the hub",
  };
}

/** AWS takes one subnet of each Availability Zone. Subnets that could not be read are left to AWS to judge. */
function crowdedZone({ endpoint, spec }: Settled, network: NetworkView | undefined): Obstacle | undefined {
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
    message: `subnets ${subnets.map((s) => s.id).join(" and ")} of endpoint ${endpoint.name} are both in ${zone}; AWS takes one for each Availability Zone`,
    todo: "name one subnet for each Availability Zone",
  };
}
