import { isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
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
  const shown = inspections.flatMap((by) => {
    const zones = valueIn(valueIn(vpcs.get(vpcKey(by.vpc)))?.zones) ?? [];
    return zones.filter(({ id }) => !read.has(id)).map((zone) => ({ by, ...zone }));
  });
  const joining = namesJoined(drafts, new Set(shown.map(({ by }) => vpcKey(by.vpc))));
  const needed = new Map<ZoneId, RecordsNeeded>();
  for (const { by, id, name, owner } of shown) {
    const ofHub = owner.account === by.hub.account;
    if (needed.has(id) || (!ofHub && owner.account !== by.account)) continue;
    const isAbove = joining.get(vpcKey(by.vpc))?.some((joined) => isBeneath(joined, name)) ?? false;
    if (isAbove) needed.set(id, { zone: id, by, ofHub });
  }
  return [...needed.values()];
}

/** By `vpcKey`, of these: names of zones without a wildcard that the VPC should join. */
function namesJoined(
  drafts: readonly Draft[],
  vpcs: ReadonlySet<string>,
): ReadonlyMap<string, readonly ZoneName[]> {
  const joined = new Map<string, ZoneName[]>();
  if (vpcs.size === 0) return joined; // a cold start: every VPC lacks every name, and is in no zone yet
  for (const zone of drafts.flatMap((draft) => draft.zones)) {
    const { missing, endpoint } = zone.wanted;
    if (missing.length === 0 || endpoint.document.acceptShadowing || !isPlain(zone)) continue;
    for (const { vpc } of missing) {
      const key = vpcKey(vpc);
      if (!vpcs.has(key)) continue;
      const names = joined.get(key) ?? [];
      names.push(zone.ref.name);
      joined.set(key, names);
    }
  }
  return joined;
}
