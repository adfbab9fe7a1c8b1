import { valueIn } from "../../failure.ts";
import { pairKey, type VpcRef } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import { isAnchor, stays } from "../estate/estate.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { type RemovalContext, say } from "./removal-actions.ts";

/**
 * Of somebody else's zone, the VPCs that no document wants there and that the inventory knows as put there by us. Of the
 * others it is said that they stay, and of authorizations that are not known to be ours too (semantics 9, 17, 39).
 */
export function sayOfOthers(context: RemovalContext, row: LiveRow, members: readonly VpcRef[]): VpcRef[] {
  const { live, ref } = row;
  for (const vpc of (row.wanted && valueIn(live.authorizations)) ?? [])
    if (!context.additions.making.has(pairKey(ref.key, vpc)) && !isAdded(live, "authorization", vpc))
      say(context, row, vpc, "note", {
        reason: "AdoptedAuthorization",
        message: `${vpc.id} may associate itself with the adopted zone ${live.id} (${ref.name}): an authorization that we may not have made stands, and no pass needs it`,
        todo: `if it should go: aws route53 delete-vpc-association-authorization --hosted-zone-id ${live.id} --vpc VPCRegion=${vpc.region},VPCId=${vpc.id}; or set takeOwnership: true`,
      });
  const undesired = members.filter((vpc) => !isAnchor(row.hub, vpc) && !stays(row, vpc));
  const own = undesired.filter((vpc) => isAdded(live, "association", vpc));
  if (row.wanted) for (const vpc of undesired) if (!own.includes(vpc)) sayOfPair(context, row, vpc);
  return own;
}

function sayOfPair(context: RemovalContext, row: LiveRow, vpc: VpcRef): void {
  const { id, name, added } = row.live;
  const why =
    added?.kind === "unreadable"
      ? `what we added there could not be read from the table (${added.failure.error}: ${added.failure.message})`
      : "somebody else may have put it there";
  say(context, row, vpc, "withheld", {
    reason: "AdoptedPair",
    message: `${vpc.id} is in the adopted zone ${id} (${name}) and in no document; ${why}`,
    todo: `if it should go: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id ${id} --vpc VPCRegion=${vpc.region},VPCId=${vpc.id}; or set takeOwnership: true`,
  });
}
