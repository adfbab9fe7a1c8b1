import type { Hub, Spoke } from "../../desired/types.ts";
import { depthOf, namesAbove } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type AccountId, type VpcRef, vpcKey, vpcRef, type ZoneId, type ZoneName } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import type { VpcView } from "../../observed/vpc.ts";
import type { ZoneView } from "../../observed/zone.ts";
import { isOurRule } from "../../rule-ownership.ts";
import type { Draft } from "../wanted/draft.ts";
import { isLive, type LiveRow, type WantedRow } from "../wanted/zones/zone-row.ts";

/** All hubs together: what a pair has to know of the other zones that its VPC is in, or should be in. */
export type Estate = {
  readonly observed: Observed;
  readonly drafts: readonly Draft[];
  /** All hubs' zones that documents want, deepest name first. */
  readonly zones: readonly WantedRow[];
  /** All zones that exist and are ours to work on: wanted, left over, adopted. */
  readonly existing: readonly LiveRow[];
  /** Our zones of that name that the VPC is in now, as the hubs saw them. */
  holding(vpc: VpcRef, name: ZoneName): readonly LiveRow[];
  /** Existing zones whose names lie above this one. */
  above(name: ZoneName): readonly LiveRow[];
  /** A zone of ours, in any hub, by its id. Not an adopted one. */
  ours(id: ZoneId): LiveRow | undefined;
  /**
   * Of the zones that ask for this VPC under this name the one that has it, else the first: a VPC can be in one zone of a
   * name (semantics 21), and what documents and sets are called decides nothing where one is seen.
   */
  claimant(vpc: VpcRef, name: ZoneName): WantedRow | undefined;
};

export function estateOf(drafts: readonly Draft[], observed: Observed): Estate {
  const existing = drafts.flatMap((d): LiveRow[] => [...d.zones.filter(isLive), ...d.leftovers]);
  const ours = existing.filter((row) => !row.adopted); // nothing is taken out of the others
  const byId = new Map(ours.map((row) => [row.ref.id, row]));
  const byName = Map.groupBy(ours, (row) => row.ref.name);
  const zones = drafts.flatMap((d) => d.zones).sort((a, b) => depthOf(b.ref.name) - depthOf(a.ref.name));
  const wanting = Map.groupBy(zones, (row) => row.ref.name);
  const hiding = Map.groupBy(existing, (row) => row.ref.name);
  const above = new Map<ZoneName, readonly LiveRow[]>(); // asked for every pair, of few names
  return {
    observed,
    drafts,
    zones,
    existing,
    holding: (vpc, name) => (byName.get(name) ?? []).filter((row) => isMember(row, vpc)),
    above(name) {
      const known = above.get(name) ?? namesAbove(name).flatMap((n) => hiding.get(n) ?? []);
      above.set(name, known);
      return known;
    },
    ours: (id) => byId.get(id),
    claimant(vpc, name) {
      const asking = (wanting.get(name) ?? []).filter((row) => row.wanted.clients.keys.has(vpcKey(vpc)));
      return asking.find((row) => isLive(row) && isMember(row, vpc)) ?? asking[0];
    },
  };
}

/** What was seen of a spoke's VPC; undefined: nobody looked, or nobody could. */
export function seenVpc({ vpcs }: Pick<Observed, "vpcs">, { vpc, region }: Spoke): VpcView | undefined {
  return valueIn(vpcs.get(vpcKey(vpcRef(vpc, region))));
}

/** The VPCs that the zone's list was seen to show: none of an unread one, so only for what may be left out then. */
export function vpcsIn(zone: ZoneView | undefined): readonly VpcRef[] {
  return [...(valueIn(zone?.vpcs)?.values() ?? [])];
}

/** Whether the zone's list was seen to show the VPC. */
export function isMember({ live }: LiveRow, vpc: VpcRef): boolean {
  return valueIn(live.vpcs)?.has(vpcKey(vpc)) ?? false;
}

/**
 * Whether the zone's documents still want the VPC there, or forbid touching it (a suspended spoke). A document with
 * another Region means the same VPC, for ids are unique over Regions: a slip of the pen removes nothing.
 */
export function stays({ suspended, wanted }: LiveRow, { id }: VpcRef): boolean {
  return suspended.has(id) || (wanted?.clients.ids.has(id) ?? false);
}

/** The endpoint service that the zone was made for, as its documents say, or the zone itself. */
export function serviceOf({ wanted, record }: LiveRow): string | undefined {
  return wanted?.endpoint.service ?? record?.service;
}

/** A Resolver rule that an owner's hub made, or claimed. */
export function isOwnRule({ drafts }: Estate, id: string): boolean {
  return drafts.some(({ hub, view }) =>
    valueIn(view.resolver)?.rules.some((rule) => rule.id === id && isOurRule(rule, hub)),
  );
}

export function isAnchor(hub: Hub, vpc: VpcRef): boolean {
  return hub.anchorVpc !== undefined && vpcKey(hub.anchorVpc) === vpcKey(vpc);
}

export function isHubVpc(hub: Hub, vpc: VpcRef): boolean {
  return hub.vpc === vpc.id && hub.region === vpc.region;
}

export function sameAccount(hub: Hub, account: AccountId): boolean {
  return hub.account === account;
}
