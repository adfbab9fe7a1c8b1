import { type ZoneRef, zoneKey } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import { type AccountId, type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { Observed, ZoneView } from "../../observed.ts";
import { clientIds, clientKeys, membersOf } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Reason } from "../wanted/zones/owned-zones.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";

/** All hubs together: what a pair has to know of the other zones that its VPC is in, or should be in. */
export type Estate = {
  readonly observed: Observed;
  readonly drafts: readonly Draft[];
  /** All hubs' zones, deepest name first. */
  readonly zones: readonly WantedZone[];
  /** All zones that we keep: ours, wanted or left over, and adopted ones. */
  readonly existing: readonly Holder[];
  /** Our zones of that name that the VPC is in now, as the hubs saw them. */
  holders(vpc: VpcRef, name: ZoneName): readonly Holder[];
  /** Zones of ours whose names hide this one. */
  above(name: ZoneName): readonly Holder[];
  /** Whether a zone id is one of ours, in any hub. */
  ours(id: ZoneId): Holder | undefined;
  /** The zone that first asks for this VPC under this name: a VPC can be in one zone of a name (semantics 21). */
  claimant(vpc: VpcRef, name: ZoneName): WantedZone | undefined;
};

/** A zone of ours with what is needed to take a VPC out of it. */
export type Holder = {
  readonly hub: Hub;
  readonly view: ZoneView;
  /** Absent: no document wants the zone any more. */
  readonly zone?: WantedZone;
  readonly set: string;
  readonly shard: number;
  /** A shard that nobody is left in, while others of its name are used. */
  readonly emptied?: true;
  /** What is known of the service it was made for; a leftover without it is never removed. */
  readonly service?: string;
  /** Why it stays although no document wants it. */
  readonly withheldBy?: Reason;
  /** VPCs that its documents want there, by `vpcKey`. */
  readonly wanted: ReadonlySet<string>;
  /** The same VPCs by their ids alone, suspended ones included. */
  readonly wantedIds: ReadonlySet<string>;
  /** VPCs of this hub's suspended spokes. */
  readonly suspended: ReadonlySet<string>;
};

export function estateOf(drafts: readonly Draft[], observed: Observed): Estate {
  const holders = drafts.flatMap(holdersOf);
  const ours = holders.filter((h) => !h.zone?.adopted); // nothing is taken out of the others
  const byId = new Map(ours.map((h) => [h.view.id, h]));
  const byName = Map.groupBy(ours, (h) => h.view.name);
  const zones = drafts.flatMap((d) => d.zones).sort((a, b) => depthOf(b.ref.name) - depthOf(a.ref.name));
  const wanting = Map.groupBy(zones, (z) => z.ref.name);
  const hiding = Map.groupBy(holders, (h) => h.view.name);
  return {
    observed,
    drafts,
    zones,
    existing: holders,
    holders: (vpc, name) => (byName.get(name) ?? []).filter((h) => membersOf(h.view.vpcs)?.has(vpcKey(vpc))),
    above: (name) => namesAbove(name).flatMap((n) => hiding.get(n) ?? []),
    ours: (id) => byId.get(id),
    claimant: (vpc, name) => wanting.get(name)?.find((z) => clientKeys(z.clients).has(vpcKey(vpc))),
  };
}

function holdersOf({ hub, zones, leftovers, suspended }: Draft): Holder[] {
  const wanted = zones.flatMap((zone) =>
    zone.view
      ? [
          {
            hub,
            view: zone.view,
            zone,
            set: zone.record.set,
            shard: zone.shard,
            wanted: clientKeys(zone.clients),
            wantedIds: clientIds(zone.clients),
            suspended,
            service: zone.settled.service,
          },
        ]
      : [],
  );
  const left = leftovers.map(({ view, set, shard, record, withheldBy, emptied }) => ({
    hub,
    view,
    set,
    shard,
    wanted: new Set<string>(),
    wantedIds: new Set([...suspended].map((key) => key.split("@")[0] ?? "")),
    suspended,
    ...(record && { service: record.service }),
    ...(withheldBy && { withheldBy }),
    ...(emptied && { emptied }),
  }));
  return [...wanted, ...left];
}

/** `a.b.c` → `b.c`, `c`. */
export function namesAbove(name: ZoneName): ZoneName[] {
  const labels = name.split(".");
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join(".") as ZoneName);
}

function depthOf(name: ZoneName): number {
  return name.split(".").length;
}

/**
 * Whether the holder's documents still want the VPC there, or forbid touching it (a suspended spoke). A document with
 * another Region means the same VPC, for ids are unique over Regions: a slip of the pen removes nothing.
 */
export function stays(holder: Holder, vpc: VpcRef): boolean {
  const key = vpcKey(vpc);
  return holder.suspended.has(key) || holder.wanted.has(key) || holder.wantedIds.has(vpc.id);
}

export function refOf(holder: Holder): ZoneRef & { readonly id: ZoneId } {
  const { hub, set, shard, view } = holder;
  return { key: zoneKey(hub.name, set, view.name, shard), name: view.name, id: view.id };
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
