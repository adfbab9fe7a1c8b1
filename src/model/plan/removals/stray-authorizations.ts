import { type Action, actionKey } from "../../action.ts";
import { vpcKey } from "../../ids.ts";
import { type Estate, type Holder, refOf } from "../estate/estate.ts";
import { membersOf } from "../wanted/clients.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";

/**
 * Authorisations that nobody needs: their pair is associated, or not wanted, or cannot be made. Left by a process
 * that died, or by hand; each would let its VPC associate again unasked (semantics 17).
 */
export function planStrays(estate: Estate, making: ReadonlySet<string>): Action[] {
  return estate.existing.flatMap((holder) => {
    const seen = holder.view.authorizations;
    if (seen?.kind !== "seen" || holder.view.vpcs.kind !== "seen" || holder.zone?.adopted) return [];
    if (unprovenObstacle(holder.view)) return [];
    return seen.value.flatMap((vpc): Action[] => {
      const key = vpcKey(vpc);
      const zone = refOf(holder);
      const why = whyStray(estate, holder, key);
      if (!why || making.has(`${zone.key} ${key}`)) return [];
      const { hub } = holder;
      return [
        {
          kind: "deauthorize",
          key: actionKey("deauthorize", zone, vpc),
          after: [],
          hub: hub.name,
          account: hub.account,
          zone,
          vpc,
          because: `the authorisation of ${vpc.id} is left over: ${why}`,
        },
      ];
    });
  });
}

function whyStray(estate: Estate, holder: Holder, vpc: string): string | undefined {
  if (membersOf(holder.view.vpcs)?.has(vpc)) return "the VPC is associated";
  const client = holder.zone?.clients.find((c) => vpcKey(c.vpc) === vpc);
  if (!client) return "no document wants the VPC there";
  if (!holder.zone?.settled.live) return "its endpoint takes no clients now";
  const unseen = estate.observed.vpcs.get(vpc)?.kind !== "seen";
  return unseen || client.spoke?.suspend ? undefined : "the association cannot be made now";
}
