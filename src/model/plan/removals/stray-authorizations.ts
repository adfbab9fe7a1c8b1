import type { Action } from "../../action/action.ts";
import { actionKey } from "../../action/zone.ts";
import { pairKey, type VpcRef, vpcKey } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";

/**
 * Authorizations that nobody needs: their pair is associated, or not wanted, or cannot be made. Left by a process
 * that died, or by hand; each would let its VPC associate again unasked. Of an adopted zone only those that the inventory
 * knows as ours (semantics 17).
 */
export function planStrayAuthorizations(estate: Estate, making: ReadonlySet<string>): Action[] {
  return estate.existing.flatMap((row) => {
    const { hub, live, ref } = row;
    const seen = live.authorizations;
    if (seen?.kind !== "seen" || live.vpcs.kind !== "seen") return [];
    if (row.keptBy || unprovenObstacle(live)) return [];
    const own = row.adopted ? seen.value.filter((vpc) => isAdded(live, "authorization", vpc)) : seen.value;
    return own.flatMap((vpc): Action[] => {
      const why = whyStray(estate, row, vpc);
      if (!why || making.has(pairKey(ref.key, vpc))) return [];
      return [
        {
          kind: "deauthorize",
          key: actionKey("deauthorize", ref, vpc),
          after: [],
          hub: hub.name,
          account: hub.account,
          zone: ref,
          vpc,
          because: `the authorization of ${vpc.id} is left over: ${why}`,
        },
      ];
    });
  });
}

function whyStray(estate: Estate, row: LiveRow, vpc: VpcRef): string | undefined {
  if (isMember(row, vpc)) return "the VPC is associated";
  const key = vpcKey(vpc);
  const client = row.wanted?.clients.all.find((c) => vpcKey(c.vpc) === key);
  if (!client) return "no document wants the VPC there";
  if (!row.wanted?.endpoint.live) return "its endpoint takes no clients now";
  const unseen = estate.observed.vpcs.get(key)?.kind !== "seen";
  return unseen || client.spoke?.suspend ? undefined : "the association cannot be made now";
}
