import { type Place, throughAcl } from "./acl.ts";
import type { PathFacts } from "./facts.ts";
import { throughGateway } from "./gateway.ts";
import { type Groups, throughGroups } from "./groups.ts";
import { placeText } from "./ip.ts";
import { type Packet, replyTo } from "./packet.ts";
import { overPeering } from "./peering.ts";
import { routeFrom, targetStop } from "./routes.ts";
import { follow, type Trace, type Walk } from "./trace.ts";

/** Where packets begin and where they should arrive, and the groups that they pass. */
export type Ends = {
  readonly from: Place;
  readonly to: Place;
  /** Of who asks; absent: nobody's business (a workload's own groups are not judged). */
  readonly egress?: Groups;
  readonly ingress: Groups;
};

/**
 * One packet there and its replies back, as routers and filters treat them, in the order in which it meets them. The first
 * one that stops it ends the walk: behind one of which nothing is known addresses may be others.
 */
export function walk(ends: Ends, packet: Packet, gateways: PathFacts["gateways"]): Trace {
  return follow(thereAndBack(ends, packet, gateways));
}

function* thereAndBack(ends: Ends, packet: Packet, gateways: PathFacts["gateways"]): Walk {
  const { from, to, egress, ingress } = ends;
  if (egress) yield* throughGroups(egress, "egress", packet);
  yield* across(from, to, packet, gateways);
  yield* throughGroups(ingress, "ingress", packet);
  yield* across(to, from, replyTo(packet), gateways);
}

/** From subnet to subnet. Within one subnet neither routes nor network ACLs are asked. */
function* across(from: Place, to: Place, packet: Packet, gateways: PathFacts["gateways"]): Walk {
  if (from.subnet.id === to.subnet.id) return;
  yield* throughAcl(from, "egress", packet);
  const taken = routeFrom(from, packet.to);
  const { account } = from.network;
  const isSame = from.network.vpc.id === to.network.vpc.id;
  if ("kind" in taken) {
    // Within a VPC packets go straight, unless a table that nobody may read says otherwise.
    const goesOn = isSame && taken.permission !== undefined;
    yield { ...taken, ...(goesOn && { goesOn }) };
    if (goesOn) yield* throughAcl(to, "ingress", packet);
    return;
  }
  const { via, to: range } = taken.route;
  const stop = isSame && via === "local" ? undefined : targetStop(from.network, taken, packet.to);
  if (stop) return yield stop;
  yield { object: taken.table.id, account, says: `sends ${placeText(packet.to)} (${range}) to ${via}` };
  if (via.startsWith("tgw-")) return yield* throughGateway(via, from, to, packet, gateways);
  if (!isSame) yield* overPeering(via, from, to);
  yield* throughAcl(to, "ingress", packet);
}
