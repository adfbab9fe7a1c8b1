import type { Alias } from "../../../action/alias.ts";
import { type ZoneRef, zoneKey } from "../../../action/refs.ts";
import type { ZoneAction } from "../../../action/zone.ts";
import type { Hub } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { VpcId, ZoneId } from "../../../ids.ts";
import type { ZoneView } from "../../../observed/zone.ts";
import { type ZoneRecord, zonalIds } from "../../../ownership.ts";
import type { Hidden } from "../../resolution/shadow.ts";
import type { Client, ClientList } from "../clients.ts";
import type { HubEndpoint } from "../endpoints/endpoint.ts";

/**
 * One hosted zone, both sides joined: what documents want of it beside what AWS shows. Every later step works on rows;
 * none asks again whose a zone is, or which document it serves.
 *
 * | wanted | live   | whose   | what becomes of it                                                  |
 * |--------|--------|---------|---------------------------------------------------------------------|
 * | yes    | –      | –       | made, when it can have a first VPC (`additions/creation.ts`)        |
 * | yes    | seen   | ours    | aliases mended, missing clients join, VPCs that nobody wants leave  |
 * | yes    | seen   | adopted | missing clients join; only what we added leaves, by the inventory   |
 * | yes    | unread | either  | nobody joins or leaves; told as unknown                             |
 * | no     | seen   | ours    | its VPCs leave, then it goes, unless `keptBy` or its records say no |
 * | no     | unread | ours    | left alone; told as unknown                                         |
 * | no     | seen   | adopted | what the inventory knows as added by us leaves (`added-zones.ts`)   |
 *
 * Zones of others that no document adopts are no rows: of those only the name is known (`HubView.strangers`).
 */
export type ZoneRow = {
  readonly hub: Hub;
  /** With the id of a zone that exists. */
  readonly ref: ZoneRef;
  readonly set: string;
  /** The zone's number among those of its name: 0, or more where the name's VPCs do not fit into one zone. */
  readonly shard: number;
  /** Absent: no document wants it. */
  readonly wanted?: ZoneWanted;
  /** Absent: it has to be made. */
  readonly live?: ZoneView;
  /** What the zone says of its origin. Absent: comment and tags were both changed, so nobody can tell its service. */
  readonly record?: ZoneRecord;
  /** Somebody else's zone, taken into service: we add, and remove what we added (semantics 9, 39). */
  readonly adopted?: true;
  /** A shard that nobody is left in, while others of its name are used. */
  readonly emptied?: true;
  /** Why it stays although no document wants it. */
  readonly keptBy?: Why;
  /** Ids of this hub's suspended spokes' VPCs: nothing is added to them or taken from them. */
  readonly suspended: ReadonlySet<VpcId>;
};

export type ZoneWanted = {
  readonly endpoint: HubEndpoint;
  /** What is written into a zone that has to be made. */
  readonly record: ZoneRecord;
  /** Absent: leave the records alone (the endpoint is stalled, or AWS no longer lists the name). */
  readonly aliases?: readonly Alias[];
  /** Those of the endpoint's clients that belong in this shard. */
  readonly clients: ClientList;
  /** Those that the zone is not seen to have; of one that could not be read, nobody is known to be missing. */
  readonly missing: readonly Client[];
  /** Private names, and known public ones, that this zone hides unless they are shared beside it. */
  readonly hidden: readonly Hidden[];
  /** It has to be made beside other zones of its name, which are full. */
  readonly overflow?: true;
};

export type WantedRow = ZoneRow & { readonly wanted: ZoneWanted };
export type LiveRow = ZoneRow & { readonly live: ZoneView; readonly ref: LiveRef };
export type LiveRef = ZoneRef & { readonly id: ZoneId };

export function isWanted<Row extends ZoneRow>(row: Row): row is Row & WantedRow {
  return row.wanted !== undefined;
}

/** Without a `*`, neither wanted nor seen there: everything beneath the name is lost to the VPCs that join. */
export function isPlain({ wanted, live, ref }: WantedRow): boolean {
  const records = [...(wanted.aliases ?? []), ...(valueIn(live?.records) ?? [])];
  const answers = new Set(["A", "AAAA", "CNAME"]);
  return !records.some(({ name, type }) => name === `*.${ref.name}` && answers.has(type));
}

export function isLive<Row extends ZoneRow>(row: Row): row is Row & LiveRow {
  return row.live !== undefined;
}

/** The Availability Zones, by id, whose aliases in the zone are ours. Tags that could not be read prove nothing. */
export function ownZonalIds(live: ZoneView | undefined): ReadonlySet<string> {
  return zonalIds(valueIn(live?.tags) ?? {});
}

/** By which zones of one name, of one set of a hub, are told from others. */
export function nameKey({ hub, set, ref }: Pick<ZoneRow, "hub" | "set" | "ref">): string {
  return zoneKey(hub.name, set, ref.name);
}

export function liveRef(hub: Hub, set: string, shard: number, { id, name }: ZoneView): LiveRef {
  return { key: zoneKey(hub.name, set, name, shard), name, id };
}

/** Whose zone an action is about, and whose calls it takes: the hub's. */
export function placeOf({ hub, wanted, ref }: ZoneRow): Place {
  return {
    hub: hub.name,
    account: hub.account,
    ...(wanted && { endpoint: wanted.endpoint.document.name }),
    zone: ref,
  };
}

export type Place = Pick<ZoneAction, "hub" | "account" | "endpoint" | "zone">;
