import { vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { ZoneView } from "../../observed.ts";
import { type Client, clientKeys, membersOf } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";

/** A zone whose remembered members are exactly those that documents want: nothing is to be done about them. */
export type Quiet = {
  readonly zone: WantedZone;
  readonly id: ZoneId;
  readonly members: ReadonlySet<string>;
  /** Those that would be added if they were missing: not the suspended ones. Zones of one endpoint share the list. */
  readonly clients: readonly Client[];
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
  const standing = quietZones(drafts, remembered).filter((zone) =>
    agrees(zone, rows, shown.get(zone.id) ?? 0),
  );
  const ids = new Set(standing.map((zone) => zone.id));
  return [...remembered].filter((id) => !ids.has(id));
}

/** No client's row is missing, and every row has the zone exactly if the zone's list has the VPC. */
function agrees({ id, members, clients }: Quiet, rows: Rows, shown: number): boolean {
  if (!clients.every((client) => rows.has(vpcKey(client.vpc)))) return false;
  const asked = [...members].filter((vpc) => rows.has(vpc));
  return asked.every((vpc) => rows.get(vpc)?.has(id)) && asked.length === shown;
}

/** A zone beside one of its name, or one above or beneath it, is not quiet unless that one is: plans weigh them together. */
export function quietZones(drafts: readonly Draft[], remembered: ReadonlySet<ZoneId>): Quiet[] {
  const asWanted = zonesAsWanted(drafts);
  const ids = new Set(asWanted.map((zone) => zone.id));
  const restless = viewsOf(drafts).flatMap(({ id, name }) => (ids.has(id) ? [] : [name]));
  return asWanted.filter(
    ({ id, zone: { ref } }) => remembered.has(id) && !restless.some((name) => overlap(name, ref.name)),
  );
}

/** The same name, or one beneath the other. */
function overlap(a: ZoneName, b: ZoneName): boolean {
  return `.${a}`.endsWith(`.${b}`) || `.${b}`.endsWith(`.${a}`);
}

function zonesAsWanted(drafts: readonly Draft[]): Quiet[] {
  const lists = new Map<readonly Client[], readonly Client[]>();
  const activeOf = (clients: readonly Client[]) => {
    const active = lists.get(clients) ?? clients.filter((c) => !c.spoke?.suspend);
    lists.set(clients, active);
    return active;
  };
  return drafts.flatMap((draft) =>
    draft.zones.flatMap((zone): Quiet[] => {
      const members = membersOf(zone.view?.vpcs);
      const clients = activeOf(zone.clients);
      if (!zone.view || !members || !clients.every((c) => members.has(vpcKey(c.vpc)))) return [];
      return explains(draft, zone, members) ? [{ zone, id: zone.view.id, members, clients }] : [];
    }),
  );
}

/** Whether documents account for every member. */
function explains({ hub, suspended }: Draft, zone: WantedZone, members: ReadonlySet<string>): boolean {
  const wanted = clientKeys(zone.clients);
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  return [...members].every((vpc) => wanted.has(vpc) || vpc === anchor || suspended.has(vpc));
}

/** Every zone that was read, once: hubs of one account show the same. */
export function viewsOf(drafts: readonly Draft[]): ZoneView[] {
  const views = drafts.flatMap(({ view }) => [...view.zones, ...view.adoptable]);
  return [...new Map(views.map((view) => [view.id, view])).values()];
}
