import { isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { Observed } from "../../observed.ts";
import type { Draft } from "../wanted/draft.ts";
import { isPlain } from "../wanted/zones/zone-row.ts";
import type { Inspection } from "./inspections.ts";

/** A zone of others whose records a new zone below it may hide, and whose credentials can read them. */
export type RecordsNeeded = { readonly zone: ZoneId; readonly by: Inspection; readonly ofHub: boolean };

/**
 * Zones that a VPC resolves through, above a name whose zone it should join: of ours the records were read already. Of
 * those in the hub's account and in the VPC's own the records can be; each is read once, and only where somebody joins.
 */
export function recordsNeeded(
  drafts: readonly Draft[],
  inspections: readonly Inspection[],
  vpcs: Observed["vpcs"],
): RecordsNeeded[] {
  const read = new Set(
    drafts.flatMap(({ view }) => [...view.zones, ...view.adoptable].map(({ id }) => id as string)),
  );
  const joining = namesJoined(drafts);
  const needed = new Map<ZoneId, RecordsNeeded>();
  for (const by of inspections) {
    const shown = valueIn(valueIn(vpcs.get(vpcKey(by.vpc)))?.zones) ?? [];
    const names = joining.get(vpcKey(by.vpc)) ?? [];
    for (const { id, name, owner } of shown) {
      const ofHub = owner.account === by.hub.account;
      if (!ofHub && owner.account !== by.account) continue;
      if (read.has(id) || needed.has(id) || !names.some((n) => isBeneath(n, name))) continue;
      needed.set(id, { zone: id, by, ofHub });
    }
  }
  return [...needed.values()];
}

/** By `vpcKey`: names of zones without a wildcard that the VPC should join. */
function namesJoined(drafts: readonly Draft[]): ReadonlyMap<string, readonly ZoneName[]> {
  const joined = new Map<string, ZoneName[]>();
  for (const zone of drafts.flatMap((draft) => draft.zones)) {
    const { missing, endpoint } = zone.wanted;
    if (missing.length === 0 || endpoint.document.acceptShadowing || !isPlain(zone)) continue;
    for (const { vpc } of missing) {
      const names = joined.get(vpcKey(vpc)) ?? [];
      names.push(zone.ref.name);
      joined.set(vpcKey(vpc), names);
    }
  }
  return joined;
}
