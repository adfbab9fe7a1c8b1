import { type Failure, isUnread, type Seen } from "../../failure.ts";
import type { PathFacts, VpcNetwork } from "../../path/facts.ts";
import { gatewaysNamed } from "../../path/gateway.ts";

/**
 * What failed for a moment, of these networks and of the gateways that their routes name: it is another thing in the next
 * pass, and nothing is concluded in this one. What is denied, or was never there, stays so and is said.
 */
export function halfReadOf(
  networks: readonly VpcNetwork[],
  gateways: PathFacts["gateways"],
): Failure | undefined {
  const ofNetworks = networks.flatMap(
    ({ subnets, routeTables, acls, interfaces, peerings, attachments, prefixLists }): Seen<unknown>[] => [
      subnets,
      routeTables,
      acls,
      interfaces,
      peerings,
      attachments,
      ...prefixLists.values(),
    ],
  );
  const ofGateways = gatewaysNamed(networks).flatMap((id): Seen<unknown>[] => {
    const gateway = gateways.get(id);
    return gateway ? [gateway.associations, ...gateway.tables.values()] : [];
  });
  return firstPassing([...ofNetworks, ...ofGateways]);
}

export function firstPassing(all: readonly Seen<unknown>[]): Failure | undefined {
  return all
    .flatMap((seen) => (isUnread(seen) && seen.failure.kind !== "denied" ? [seen.failure] : []))
    .at(0);
}
