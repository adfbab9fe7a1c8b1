// Only a process that remembers lists of earlier passes, the daemon, will reach this; until then tests and benchmarks do.

import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { VpcsByKey, ZoneView } from "../../observed/zone.ts";
import { type ClientList, clientList } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import { isLive, type WantedRow } from "../wanted/zones/zone-row.ts";

/** A zone whose remembered members are exactly those that documents want: nothing is to be done about them. */
export type UnchangedZone = {
  readonly zone: WantedRow;
  readonly id: ZoneId;
  readonly members: VpcsByKey;
  /** Those that would be added if they were missing: not the suspended ones. Zones of one endpoint share the list. */
  readonly clients: ClientList;
};

/** The zones that each VPC is in, by `vpcKey`: the lists that its own account gave. */
export type Rows = ReadonlyMap<string, ReadonlySet<ZoneId>>;

/**
 * Of the `remembered` lists, of which the drafts are made, those that do not stand as they are and have to be read: all
 * but those in which nothing is to be done and all clients' rows agree. So whatever a plan does to a pair rests on the
 * zone's own list, and "could not see" is never "is absent" (semantics 12 to 14).
 */
export function unconfirmed(drafts: readonly Draft[], remembered: ReadonlySet<ZoneId>, rows: Rows): ZoneId[] {
  const shown = new Map<ZoneId, number>();
  for (const zones of rows.values()) for (const id of zones) shown.set(id, (shown.get(id) ?? 0) + 1);
  const standing = unchangedZones(drafts, remembered).filter((zone) =>
    agrees(zone, rows, shown.get(zone.id) ?? 0),
  );
  const ids = new Set(standing.map((zone) => zone.id));
  return [...remembered].filter((id) => !ids.has(id));
}

/** No client's row is missing, and every row has the zone exactly if the zone's list has the VPC. */
function agrees({ id, members, clients }: UnchangedZone, rows: Rows, shown: number): boolean {
  if (![...clients.keys].every((vpc) => rows.has(vpc))) return false;
  const asked = [...members.keys()].filter((vpc) => rows.has(vpc));
  return asked.every((vpc) => rows.get(vpc)?.has(id)) && asked.length === shown;
}

/** A zone beside one of its name, or one above or beneath it, is not quiet unless that one is: plans weigh them together. */
export function unchangedZones(drafts: readonly Draft[], remembered: ReadonlySet<ZoneId>): UnchangedZone[] {
  const asWanted = zonesAsWanted(drafts);
  const ids = new Set(asWanted.map((zone) => zone.id));
  const changing = viewsOf(drafts).flatMap(({ id, name }) => (ids.has(id) ? [] : [name]));
  return asWanted.filter(
    ({ id, zone: { ref } }) => remembered.has(id) && !changing.some((name) => overlap(name, ref.name)),
  );
}

/** The same name, or one beneath the other. */
function overlap(a: ZoneName, b: ZoneName): boolean {
  return liesIn(a, b) || liesIn(b, a);
}

function zonesAsWanted(drafts: readonly Draft[]): UnchangedZone[] {
  const lists = new Map<ClientList, ClientList>(); // zones of one endpoint share theirs
  const activeIn = (clients: ClientList) => {
    const active = lists.get(clients) ?? clientList(clients.all.filter((c) => !c.spoke?.suspend));
    lists.set(clients, active);
    return active;
  };
  return drafts.flatMap((draft) =>
    draft.zones.filter(isLive).flatMap((row): UnchangedZone[] => {
      const members = valueIn(row.live.vpcs);
      const clients = activeIn(row.wanted.clients);
      if (!members || ![...clients.keys].every((vpc) => members.has(vpc))) return [];
      return explains(draft, row, members) ? [{ zone: row, id: row.ref.id, members, clients }] : [];
    }),
  );
}

/** Whether documents account for every member. */
function explains({ hub, suspendedKeys }: Draft, { wanted }: WantedRow, members: VpcsByKey): boolean {
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  return [...members.keys()].every(
    (vpc) => wanted.clients.keys.has(vpc) || vpc === anchor || suspendedKeys.has(vpc),
  );
}

/** Every zone that was read, once: hubs of one account show the same. */
export function viewsOf(drafts: readonly Draft[]): ZoneView[] {
  const views = drafts.flatMap(({ view }) => [...view.zones, ...view.adoptable]);
  return [...new Map(views.map((view) => [view.id, view])).values()];
}
