import type { Estate } from "../../estate.ts";
import { cidrsOf, ipv6BlocksOf } from "../route-tables/routes.ts";
import { type Attachment, isUp, type TransitRouteTable } from "./state.ts";

/** `attachment` undefined: a blackhole that was asked for. */
export type TransitRoute = {
  destination: string;
  attachment: Attachment | undefined;
  type: "static" | "propagated";
  state: "active" | "blackhole";
};

/**
 * What a transit gateway's route table has now. A static route stands before a propagated one of the same block, and of
 * two VPCs with one block only the first is propagated. Source: Transit Gateway Guide, "Route evaluation order"; Transit
 * Gateway FAQ, "Which features does Transit Gateway … identical CIDRs".
 */
export function transitRoutes(estate: Estate, table: TransitRouteTable): TransitRoute[] {
  const now = estate.surroundings.clock.now();
  const { attachments } = estate.network.transit;
  const routes = new Map<string, TransitRoute>();
  for (const [destination, id] of table.routes) {
    const attachment = attachments.get(id ?? "");
    const state = attachment && isUp(attachment, now) ? "active" : "blackhole";
    routes.set(destination, { destination, attachment, type: "static", state });
  }
  for (const [id, since] of table.propagations) {
    const attachment = attachments.get(id);
    if (!attachment || now < since || !isUp(attachment, now)) continue;
    for (const destination of propagated(estate, attachment))
      if (!routes.has(destination))
        routes.set(destination, { destination, attachment, type: "propagated", state: "active" });
  }
  return [...routes.values()];
}

function propagated(
  { network }: Estate,
  { type, resourceId, ipv6, advertises }: Attachment,
): readonly string[] {
  const vpc = type === "vpc" ? network.vpcs.get(resourceId) : undefined;
  if (!vpc) return advertises;
  return [...cidrsOf(vpc), ...(ipv6 === "enable" ? ipv6BlocksOf(network, vpc.id) : [])];
}
