import type { Hub } from "../../../desired/types.ts";
import { isUnread, type Seen, valueIn } from "../../../failure.ts";
import { vpcKey, type ZoneId, type ZoneName } from "../../../ids.ts";
import type { Observed, VpcView, ZoneView } from "../../../observed.ts";
import { type Client, clientKeys, membersOf } from "../clients.ts";

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
  readonly view?: ZoneView;
  readonly clients: readonly Client[];
  /** To be made although the name has another zone: that one has no room. */
  readonly overflow?: true;
};

/** A zone of the name that exists. `adopted`: nothing is taken out of it, so whoever is there keeps its place. */
export type Slot = { readonly number: number; readonly view: ZoneView; readonly adopted?: true };

/** What decides who belongs where, beside who is in a zone now. */
export type Seating = {
  readonly hub: Hub;
  /** VPCs, by `vpcKey`, that do not leave a zone of the name though no document wants them there. */
  held(name: ZoneName): ReadonlySet<string>;
  /** VPCs whose own account was asked: it may see the VPC in a zone whose list lags behind. */
  readonly vpcs: Observed["vpcs"];
};

/** What the document says, or AWS where it grants less: so the same hub is shared out the same way before and after it is asked. */
export function vpcLimitOf({ quotas }: Hub, view?: ZoneView): number {
  return Math.min(quotas.vpcsPerZone, view?.vpcLimit ?? quotas.vpcsPerZone);
}

/** Nobody new is given a zone of its own: what AWS no longer lists, or a stalled endpoint, stays as it is. */
export function unchanged(
  seating: Seating,
  slots: readonly Slot[],
  clients: readonly Client[],
): readonly Shard[] {
  return seated(seating, slots, clients, () => Number.POSITIVE_INFINITY);
}

/**
 * Which client belongs in which zone of a name, and which zones nobody is left in beside others that are in use. In an
 * order that depends on nothing but the clients and who is seen where, so that an interrupted run and the next agree.
 */
export function allot(
  seating: Seating,
  slots: readonly Slot[],
  clients: readonly Client[],
): { shards: readonly Shard[]; emptied: readonly ZoneView[] } {
  const [slot] = slots;
  const room = roomIn(seating, slots, clients);
  if (slots.length < 2 && clients.length <= room(slot))
    return { shards: [shardOf(slot, clients)], emptied: [] };
  const shards = seated(seating, slots, seatingOrder(seating.hub, clients), room);
  const used = shards.filter((shard) => shard.clients.length > 0 || !mayGo(shard, slots));
  const kept = used.length > 0 ? used : shards.slice(0, 1);
  return { shards: kept, emptied: shards.flatMap((s) => (s.view && !kept.includes(s) ? [s.view] : [])) };
}

/**
 * Suspended spokes that are nowhere yet come last: the others must not wait for a zone that they would begin. Without
 * an anchor the first zone begins with a VPC of the hub's own account, which must not be left over.
 */
function seatingOrder(hub: Hub, clients: readonly Client[]): readonly Client[] {
  const rank = ({ account, spoke }: Client) =>
    spoke?.suspend ? 2 : hub.anchorVpc || account === hub.account ? 0 : 1;
  return clients.toSorted((a, b) => rank(a) - rank(b));
}

/** What could not be seen, and what is somebody else's, is never an emptied shard. */
function mayGo({ number, view }: Shard, slots: readonly Slot[]): boolean {
  const isAdopted = slots.some((slot) => slot.number === number && slot.adopted);
  return !isAdopted && view?.vpcs.kind !== "unreadable";
}

function shardOf(slot: Slot | undefined, clients: readonly Client[]): Shard {
  return { number: slot?.number ?? 0, clients, ...(slot && { view: slot.view }) };
}

type Room = (slot?: Slot) => number;

function seated(
  { vpcs }: Seating,
  slots: readonly Slot[],
  clients: readonly Client[],
  room: Room,
): readonly Shard[] {
  const zones = slots.map((slot) => ({ slot, members: membersOf(slot.view.vpcs), clients: [] as Client[] }));
  const unread = zones.find(({ members }) => members === undefined);
  const homes = new Map(
    zones.flatMap((zone) => [...(zone.members ?? [])].map((vpc) => [vpc, zone] as const)),
  );
  const newcomers: Client[] = [];
  for (const client of clients) {
    const key = vpcKey(client.vpc);
    const shown = zonesShownBy(vpcs.get(key));
    // One that is seen nowhere may be in a zone that could not be read: it joins no other.
    const home = homes.get(key) ?? zones.find(({ slot }) => shown.has(slot.view.id)) ?? unread;
    if (home) home.clients.push(client);
    else newcomers.push(client);
  }
  for (const zone of zones)
    zone.clients.push(...newcomers.splice(0, Math.max(0, room(zone.slot) - zone.clients.length)));
  const existing = zones.map((zone) => shardOf(zone.slot, inListOrder(zone.clients, clients)));
  return [...existing, ...madeFor(newcomers, slots, room)];
}

const NOWHERE: ReadonlySet<ZoneId> = new Set();

function zonesShownBy(seen: Seen<VpcView> | undefined): ReadonlySet<ZoneId> {
  const zones = valueIn(valueIn(seen)?.zones);
  return zones && zones.length > 0 ? new Set(zones.map((zone) => zone.id)) : NOWHERE;
}

/** New zones, with the smallest numbers that are free. */
function madeFor(newcomers: readonly Client[], slots: readonly Slot[], room: Room): Shard[] {
  const size = Math.max(1, room());
  const taken = new Set(slots.map((slot) => slot.number));
  const shards: Shard[] = [];
  for (let from = 0, number = 0; from < newcomers.length || slots.length + shards.length === 0; number++) {
    if (taken.has(number)) continue;
    const isOverflow = slots.length + shards.length > 0;
    const clients = newcomers.slice(from, from + size);
    shards.push({ number, clients, ...(isOverflow && { overflow: true }) });
    from += size;
  }
  return shards;
}

/**
 * How many clients a zone takes, a new one without a slot: beside the anchor, whose place is kept, for an emptied zone
 * may need it back; and beside those whom no document wants there and who do not leave.
 */
function roomIn({ hub, held }: Seating, slots: readonly Slot[], clients: readonly Client[]): Room {
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  const wanted = clientKeys(clients);
  // The quota is the account's: what AWS said of one zone holds for the next.
  const asked = slots.find((slot) => slot.view.vpcLimit !== undefined)?.view;
  const limitOf = (slot?: Slot) => vpcLimitOf(hub, slot?.view ?? asked) - (anchor ? 1 : 0);
  const isOther = (vpc: string) => !wanted.has(vpc) && vpc !== anchor;
  return (slot) => limitOf(slot) - (slot ? stayingIn(hub, slot, isOther, held(slot.view.name)) : 0);
}

function stayingIn(
  hub: Hub,
  { view, adopted }: Slot,
  isOther: (vpc: string) => boolean,
  held: ReadonlySet<string>,
): number {
  let [staying, leaving] = [0, 0];
  for (const vpc of membersOf(view.vpcs) ?? [])
    if (isOther(vpc)) {
      if (adopted || isUnread(view.tags) || held.has(vpc)) staying += 1;
      else leaving += 1;
    }
  return staying + (isManyOf(hub, leaving, view) ? leaving : 0);
}

/** So many that the guard may hold them: what joins must not wait for that (semantics 25). */
function isManyOf({ guard }: Hub, leaving: number, { vpcs }: ZoneView): boolean {
  const members = valueIn(vpcs)?.length ?? 0;
  return leaving > Math.max(1, (members * guard.maxRemovalPercent) / 100);
}

/** The order of all decides who joins first. */
function inListOrder(own: readonly Client[], clients: readonly Client[]): readonly Client[] {
  if (own.length === clients.length) return clients;
  const mine = new Set(own);
  return clients.filter((client) => mine.has(client));
}
