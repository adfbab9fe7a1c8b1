import type { Hub } from "../desired/types.ts";
import { valueIn } from "../failure.ts";
import { vpcKey } from "../ids.ts";
import type { ZoneView } from "../observed.ts";
import { type Client, clientKeys, membersOf } from "./clients.ts";

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
  /** To be made although the name has another zone: that one is full. */
  readonly overflow?: true;
};

/** A zone of the name that exists. `adopted`: nothing is taken out of it, so whoever is there keeps its place. */
export type Slot = { readonly number: number; readonly view: ZoneView; readonly adopted?: true };

export type Allotment = {
  readonly shards: readonly Shard[];
  /** Shards that nobody is left in, beside others that are in use. */
  readonly emptied: readonly ZoneView[];
};

/** As AWS said, else as the document says. */
export function vpcLimitOf({ quotas }: Hub, view?: ZoneView): number {
  return view?.vpcLimit ?? quotas.vpcsPerZone;
}

/** Beside the anchor, whose place is kept: an emptied zone may need it back. */
function capacityOf(hub: Hub, view?: ZoneView): number {
  return vpcLimitOf(hub, view) - (hub.anchorVpc ? 1 : 0);
}

/** One zone of the name, whatever its quota says: what AWS lists no longer, or a stalled endpoint, only stays as it is. */
export function unchanged(slots: readonly Slot[], clients: readonly Client[]): Allotment {
  return seated(slots, clients, () => Number.POSITIVE_INFINITY);
}

/**
 * Which client belongs in which zone of a name. In an order that depends on nothing but the clients and who is seen
 * where, so that an interrupted run and the next one agree.
 */
export function allot(hub: Hub, slots: readonly Slot[], clients: readonly Client[]): Allotment {
  const [slot] = slots;
  const only = slots.length < 2 && clients.length + strangersIn(slot, clients) <= capacityOf(hub, slot?.view);
  if (only) return { shards: [shardOf(slot, clients)], emptied: [] };
  const { shards } = seated(slots, beginnersFirst(hub, clients), (view) => capacityOf(hub, view));
  const used = shards.filter((shard) => shard.clients.length > 0 || !mayGo(shard, slots));
  const kept = used.length > 0 ? used : shards.slice(0, 1);
  const emptied = shards.flatMap(({ view, ...shard }) =>
    view && !kept.some((k) => k.number === shard.number) ? [view] : [],
  );
  return { shards: kept, emptied };
}

/** Without an anchor the first zone begins with a VPC of the hub's own account: it must not be among those that are left over. */
function beginnersFirst(hub: Hub, clients: readonly Client[]): readonly Client[] {
  if (hub.anchorVpc) return clients;
  const isOwn = ({ account }: Client) => account === hub.account;
  return [...clients.filter(isOwn), ...clients.filter((client) => !isOwn(client))];
}

/** What could not be seen, and what is somebody else's, is never an emptied shard. */
function mayGo({ number, view }: Shard, slots: readonly Slot[]): boolean {
  const isAdopted = slots.some((slot) => slot.number === number && slot.adopted);
  return !isAdopted && view?.vpcs.kind !== "unreadable";
}

function shardOf(slot: Slot | undefined, clients: readonly Client[]): Shard {
  return { number: slot?.number ?? 0, clients, ...(slot && { view: slot.view }) };
}

function seated(
  slots: readonly Slot[],
  clients: readonly Client[],
  capacity: (view?: ZoneView) => number,
): Allotment {
  const zones = slots.map((slot) => ({ slot, members: membersOf(slot.view.vpcs), clients: [] as Client[] }));
  const unread = zones.find(({ members }) => members === undefined);
  const newcomers: Client[] = [];
  for (const client of clients) {
    const key = vpcKey(client.vpc);
    // One that is seen nowhere may be in a zone that could not be read: it joins no other.
    const home = zones.find(({ members }) => members?.has(key)) ?? unread;
    if (home) home.clients.push(client);
    else newcomers.push(client);
  }
  for (const zone of zones) {
    const room = capacity(zone.slot.view) - zone.clients.length - strangersIn(zone.slot, clients);
    zone.clients.push(...newcomers.splice(0, Math.max(0, room)));
  }
  const existing = zones.map((zone) => shardOf(zone.slot, inListOrder(zone.clients, clients)));
  return { shards: [...existing, ...madeFor(newcomers, slots, capacity)], emptied: [] };
}

/** New zones, with the smallest numbers that are free. */
function madeFor(
  newcomers: readonly Client[],
  slots: readonly Slot[],
  capacity: (view?: ZoneView) => number,
): Shard[] {
  // The quota is the account's: what AWS said of one zone holds for the next.
  const size = Math.max(1, capacity(slots.find((slot) => slot.view.vpcLimit !== undefined)?.view));
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

/** VPCs of an adopted zone that no document names; from ours they are removed, and their place becomes free. */
function strangersIn(slot: Slot | undefined, clients: readonly Client[]): number {
  if (!slot?.adopted) return 0;
  const wanted = clientKeys(clients);
  return (valueIn(slot.view.vpcs) ?? []).filter((vpc) => !wanted.has(vpcKey(vpc))).length;
}

/** Newcomers stand behind those who were there: the order of all decides who joins first. */
function inListOrder(own: readonly Client[], clients: readonly Client[]): readonly Client[] {
  if (own.length === clients.length) return clients;
  const mine = new Set(own);
  return clients.filter((client) => mine.has(client));
}
