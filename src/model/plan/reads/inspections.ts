import { compare } from "../../compare.ts";
import type { Hub, Spoke } from "../../desired/types.ts";
import { type AccountId, type VpcRef, vpcKey } from "../../ids.ts";
import type { Client } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";

/** What has to be looked at before a plan: every VPC that lacks a pair, and what could be a new zone's first VPC. */
export type Inspection = {
  readonly hub: Hub;
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly spoke?: Spoke;
};

/** Preflight and conflicts are read only where a pair is missing (semantics 14); each VPC once for each hub. */
export function inspectionsFor(drafts: readonly Draft[], ofRules: readonly Inspection[] = []): Inspection[] {
  const byVpc = new Map<string, Inspection>();
  for (const zone of drafts.flatMap((draft) => draft.zones))
    for (const client of zone.wanted.endpoint.live ? toInspect(zone) : []) {
      const key = vpcKey(client.vpc);
      if (!byVpc.has(key)) byVpc.set(key, { hub: zone.hub, ...client });
    }
  for (const inspection of ofRules) {
    const key = vpcKey(inspection.vpc);
    if (!byVpc.has(key)) byVpc.set(key, inspection);
  }
  return [...byVpc.values()].sort((a, b) => compare(vpcKey(a.vpc), vpcKey(b.vpc)));
}

function toInspect(zone: WantedRow): readonly Client[] {
  const { anchorVpc, account } = zone.hub;
  const missing = zone.wanted.missing;
  return !zone.live && anchorVpc ? [{ vpc: anchorVpc, account }, ...missing] : missing;
}
