import type { Hub } from "../../desired/types.ts";
import type { SecurityGroupId, SubnetId } from "../../ids.ts";
import { networkNeeded } from "../network/security-groups.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Inspection } from "./inspections.ts";

export type NetworkNeeded = {
  readonly hub: Hub;
  readonly groups: readonly SecurityGroupId[];
  readonly subnets: readonly SubnetId[];
};

/** The security groups and subnets to look at: of hubs that lack a pair, or an endpoint. A quiet fleet costs no call. */
export function networksNeeded(
  drafts: readonly Draft[],
  inspections: readonly Inspection[],
): NetworkNeeded[] {
  const busy = new Set(inspections.map((i) => i.hub));
  return drafts
    .filter((d) => busy.has(d.hub) || d.endpoints.some((e) => e.actions.length > 0))
    .map((draft) => ({ hub: draft.hub, ...networkNeeded(draft) }))
    .filter(({ groups, subnets }) => groups.length + subnets.length > 0);
}
