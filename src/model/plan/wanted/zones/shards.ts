import type { Hub } from "../../../desired/types.ts";
import { isUnread, type Seen, valueIn } from "../../../failure.ts";
import { vpcKey, type ZoneId, type ZoneName } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { VpcView } from "../../../observed/vpc.ts";
import type { ZoneView } from "../../../observed/zone.ts";
import { type Client, type ClientList, clientList } from "../clients.ts";
import type { LiveRow } from "./zone-row.ts";

/**
 * Route 53 takes 300 VPCs for one zone, by default. Beyond that a name has several zones, its shards, with the same
 * aliases and each with VPCs of its own (semantics 33):
 *
 *     shard 0  ▮▮▮▮▮▮▮▮▮▮      a VPC stays in the shard that it is seen in
 *     shard 1  ▮▮▮▮▮▮▮▮▮▮      newcomers fill the gaps, then a new shard
 *     shard 2  ▮▮▮        ⚓    the anchor is in the one that was made last
 */
export type Shard = {
  readonly number: number;
  /** Absent: it has to be made. */
  readonly row?: LiveRow;
  readonly clients: ClientList;
  /** To be made although the name has another zone: that one takes no more VPCs. */
  readonly overflow?: true;
};

/** What decides which shard a VPC belongs in, beside where it is seen now. */
export type ShardRules = {
  readonly hub: Hub;
  /** VPCs, by `vpcKey`, that do not leave a zone of the name though no document wants them there. */
  staying(name: ZoneName): ReadonlySet<string>;
  /** VPCs whose own account was asked: it may see the VPC in a zone whose list lags behind. */
  readonly vpcs: Observed["vpcs"];
};

/** What the document says, or AWS where it grants less: so the same hub is shared out the same way before and after it is asked. */
export function vpcLimitOf({ quotas }: Hub, zone?: ZoneView): number {
  return Math.min(quotas.vpcsPerZone, zone?.vpcLimit ?? quotas.vpcsPerZone);
}

/** No new shard is made: for a name that AWS no longer lists, or of an endpoint that is stalled. */
export function existingShards(
  rules: ShardRules,
  rows: readonly LiveRow[],
  clients: ClientList,
): readonly Shard[] {
  return dealtOut(rules, rows, clients, clients.all, () => Number.POSITIVE_INFINITY);
}

/**
 * Which client belongs in which zone of a name, and which zones nobody is left in beside others that are in use. In an
 * order that depends on nothing but the clients and who is seen where, so that an interrupted run and the next agree.
 */
export function shardsOf(
  rules: ShardRules,
  rows: readonly LiveRow[],
  clients: ClientList,
): { shards: readonly Shard[]; emptied: readonly LiveRow[] } {
  const [row] = rows;
  const placesIn = freePlaces(rules, rows, clients);
  if (rows.length < 2 && clients.all.length <= placesIn(row))
    return { shards: [shardOf(row, clients)], emptied: [] };
  const shards = dealtOut(rules, rows, clients, joiningOrder(rules.hub, clients.all), placesIn);
  const used = shards.filter((shard) => shard.clients.all.length > 0 || !mayGo(shard));
  const kept = used.length > 0 ? used : shards.slice(0, 1);
  return { shards: kept, emptied: shards.flatMap((s) => (s.row && !kept.includes(s) ? [s.row] : [])) };
}

/**
 * Suspended spokes that are in no zone yet come last: the others must not wait for a zone that they would begin.
 * Without an anchor the first zone begins with a VPC of the hub's own account, which must not be left over.
 */
function joiningOrder(hub: Hub, clients: readonly Client[]): readonly Client[] {
  const rank = ({ account, spoke }: Client) =>
    spoke?.suspend ? 2 : hub.anchorVpc || account === hub.account ? 0 : 1;
  return clients.toSorted((a, b) => rank(a) - rank(b));
}

/** What could not be seen, and what is somebody else's, is never an emptied shard. */
function mayGo({ row }: Shard): boolean {
  return !row?.adopted && row?.live.vpcs.kind !== "unreadable";
}

function shardOf(row: LiveRow | undefined, clients: ClientList): Shard {
  return { number: row?.shard ?? 0, clients, ...(row && { row }) };
}

/** How many clients a zone takes; a new one without a row. */
type Places = (row?: LiveRow) => number;

/** The clients, in the order in which they are given places, each in the zone that it is seen in or in one with a place. */
function dealtOut(
  { vpcs }: ShardRules,
  rows: readonly LiveRow[],
  list: ClientList,
  inTurn: readonly Client[],
  placesIn: Places,
): readonly Shard[] {
  const zones = rows.map((row) => ({ row, members: valueIn(row.live.vpcs), clients: [] as Client[] }));
  const unread = zones.find(({ members }) => members === undefined);
  const seenIn = new Map(
    zones.flatMap((zone) => [...(zone.members?.keys() ?? [])].map((vpc) => [vpc, zone] as const)),
  );
  const newcomers: Client[] = [];
  for (const client of inTurn) {
    const key = vpcKey(client.vpc);
    const shown = zonesShownBy(vpcs.get(key));
    // One that is seen nowhere may be in a zone that could not be read: it joins no other.
    const home = seenIn.get(key) ?? zones.find(({ row }) => shown.has(row.ref.id)) ?? unread;
    if (home) home.clients.push(client);
    else newcomers.push(client);
  }
  for (const zone of zones)
    zone.clients.push(...newcomers.splice(0, Math.max(0, placesIn(zone.row) - zone.clients.length)));
  const existing = zones.map((zone) => shardOf(zone.row, inListOrder(zone.clients, list)));
  return [...existing, ...newShards(newcomers, rows, placesIn)];
}

const NOWHERE: ReadonlySet<ZoneId> = new Set();

function zonesShownBy(seen: Seen<VpcView> | undefined): ReadonlySet<ZoneId> {
  const zones = valueIn(valueIn(seen)?.zones);
  return zones && zones.length > 0 ? new Set(zones.map((zone) => zone.id)) : NOWHERE;
}

/** With the smallest numbers that are free. */
function newShards(newcomers: readonly Client[], rows: readonly LiveRow[], placesIn: Places): Shard[] {
  const size = Math.max(1, placesIn());
  const taken = new Set(rows.map((row) => row.shard));
  const shards: Shard[] = [];
  for (let from = 0, number = 0; from < newcomers.length || rows.length + shards.length === 0; number++) {
    if (taken.has(number)) continue;
    const isOverflow = rows.length + shards.length > 0;
    const clients = clientList(newcomers.slice(from, from + size));
    shards.push({ number, clients, ...(isOverflow && { overflow: true }) });
    from += size;
  }
  return shards;
}

/**
 * Beside the anchor, whose place is kept, for an emptied zone may need it back; and beside those whom no document wants
 * there and who do not leave.
 */
function freePlaces({ hub, staying }: ShardRules, rows: readonly LiveRow[], clients: ClientList): Places {
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  // The quota is the account's: what AWS said of one zone holds for the next.
  const asked = rows.find((row) => row.live.vpcLimit !== undefined)?.live;
  const limitOf = (row?: LiveRow) => vpcLimitOf(hub, row?.live ?? asked) - (anchor ? 1 : 0);
  const isOther = (vpc: string) => !clients.keys.has(vpc) && vpc !== anchor;
  return (row) => limitOf(row) - (row ? othersStaying(row, isOther, staying(row.live.name)) : 0);
}

function othersStaying(
  { hub, live, adopted }: LiveRow,
  isOther: (vpc: string) => boolean,
  staying: ReadonlySet<string>,
): number {
  let [stay, leave] = [0, 0];
  for (const vpc of valueIn(live.vpcs)?.keys() ?? [])
    if (isOther(vpc)) {
      if (adopted || isUnread(live.tags) || staying.has(vpc)) stay += 1;
      else leave += 1;
    }
  return stay + (isManyOf(hub, leave, live) ? leave : 0);
}

/** So many that the guard may hold them: what joins must not wait for that (semantics 25). */
function isManyOf({ guard }: Hub, leaving: number, { vpcs }: ZoneView): boolean {
  const members = valueIn(vpcs)?.size ?? 0;
  return leaving > Math.max(1, (members * guard.maxRemovalPercent) / 100);
}

/** The order of all decides who joins first. */
function inListOrder(own: readonly Client[], list: ClientList): ClientList {
  if (own.length === list.all.length) return list;
  const mine = new Set(own);
  return clientList(list.all.filter((client) => mine.has(client)));
}
