import { isBeneath, liesIn, namesAbove } from "../../dns-name.ts";
import { type ZoneId, type ZoneName, zoneNameOf } from "../../ids.ts";

/** A zone that a VPC resolves through; `records`: the names of its records, absent when they were not read. */
export type ZoneAbove = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly records?: readonly string[];
};

export type Above = {
  readonly zone: ZoneAbove;
  /** Records below the new zone's name, which the VPC loses; absent: not known. */
  readonly lost?: readonly string[];
  /** The wildcard that answered for everything below the new zone's name. */
  readonly wildcard?: string;
};

/**
 * A name answers from the deepest zone of the VPC that it lies in. So a new zone takes its name and everything beneath
 * from the nearest zone above, but for what zones beneath its name hold (`isHeld`: the VPC is in a zone of that name).
 */
export function takenFromAbove(
  name: ZoneName,
  zones: readonly ZoneAbove[],
  isHeld: (name: ZoneName) => boolean,
): Above | undefined {
  if (zones.length === 0) return undefined; // asked for every pair, and most have none
  const nearest = namesAbove(name).find((above) => zones.some((z) => z.name === above));
  const zone = zones.find((z) => z.name === nearest);
  if (!zone?.records) return zone && { zone };
  const lost = new Set(zone.records.filter((record) => isBeneath(record, name) && !isHeldBelow(record)));
  const wildcard = wildcardOver(name, zone.name, zone.records);
  return { zone, lost: [...lost], ...(wildcard !== undefined && { wildcard }) };

  function isHeldBelow(record: string): boolean {
    const own = zoneNameOf(record);
    return [own, ...namesAbove(own)].some((n) => isBeneath(n, name) && isHeld(n));
  }
}

/** Of the nearest name above that exists, with records or with some below it, the wildcard answers (RFC 4592, 3.3.1). */
function wildcardOver(name: ZoneName, top: ZoneName, records: readonly string[]): string | undefined {
  const exists = (n: string) => n === top || records.some((record) => liesIn(record, n));
  if (exists(name)) return undefined;
  const wildcard = `*.${namesAbove(name).find(exists)}`;
  return records.includes(wildcard) ? wildcard : undefined;
}
