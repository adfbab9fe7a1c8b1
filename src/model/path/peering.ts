import type { Place } from "./acl.ts";
import type { Peering } from "./facts.ts";
import { unread, type Walk } from "./trace.ts";

/**
 * Over a VPC peering connection, which ends at its other VPC: it passes nothing on. Source: VPC peering guide, "VPC peering
 * connection lifecycle" and "Unsupported VPC peering configurations".
 */
export function* overPeering(id: string, from: Place, to: Place): Walk {
  const { account, peerings } = from.network;
  const at = { object: id, account };
  if (peerings.kind === "unreadable") {
    const of = { what: "the state", ...at, permission: "ec2:DescribeVpcPeeringConnections" };
    yield { ...unread(peerings, of), goesOn: true };
    return;
  }
  const peering = byId(peerings.value).get(id);
  if (!peering) {
    yield {
      ...at,
      kind: "unknown",
      says: `peering connection ${id} is not listed`,
      todo: "run again",
    };
    return;
  }
  if (peering.status !== "active") {
    yield {
      ...at,
      kind: "blocked",
      says: `peering connection ${id} is ${peering.status}, not active`,
      todo: peering.status === "pending-acceptance" ? `accept ${id}` : `make another one in place of ${id}`,
    };
    return;
  }
  if (!peering.vpcs.includes(to.network.vpc.id)) {
    yield {
      ...at,
      kind: "unknown",
      says: `peering connection ${id} leads to another VPC than ${to.network.vpc.id}`,
      todo: `correct the route, if ${to.network.vpc.id} is meant`,
    };
    return;
  }
  yield { ...at, says: "is active" };
}

/** A hub has one for each spoke, and is asked for one of them by each. */
const BY_ID = new WeakMap<readonly Peering[], ReadonlyMap<string, Peering>>();

function byId(peerings: readonly Peering[]): ReadonlyMap<string, Peering> {
  const known = BY_ID.get(peerings) ?? new Map(peerings.map((one) => [one.id, one]));
  BY_ID.set(peerings, known);
  return known;
}
