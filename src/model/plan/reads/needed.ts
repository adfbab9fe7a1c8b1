import type { Hub } from "../../desired/types.ts";
import type { SecurityGroupId, SubnetId } from "../../ids.ts";
import { networkNeeded } from "../network/endpoint-groups.ts";
import type { Repoints } from "../network/repoints.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Inspection } from "./inspections.ts";

export type NetworkNeeded = {
  readonly hub: Hub;
  readonly groups: readonly SecurityGroupId[];
  readonly subnets: readonly SubnetId[];
  /** Something of the hub changes: what was read before does not do. */
  readonly anew: boolean;
};

/**
 * The security groups of each hub's endpoints, for whom they keep out is told for as long as they do: one call a hub. Subnets
 * only where a hub lacks a pair, or an endpoint. Those of endpoints that names are to leave count too.
 */
export function networksNeeded(
  drafts: readonly Draft[],
  inspections: readonly Inspection[],
  repoints: Repoints = new Map(),
): NetworkNeeded[] {
  const busy = new Set(inspections.map((i) => i.hub));
  return drafts
    .map((draft) => {
      const { groups: own, subnets } = networkNeeded(draft);
      const left = (repoints.get(draft) ?? []).flatMap(({ before }) => before.securityGroups);
      const groups = left.length > 0 ? [...new Set([...own, ...left])].sort() : own;
      const anew = busy.has(draft.hub) || draft.endpoints.some((e) => e.actions.length > 0);
      return { hub: draft.hub, groups, subnets: anew ? subnets : [], anew };
    })
    .filter(({ groups, subnets }) => groups.length + subnets.length > 0);
}
