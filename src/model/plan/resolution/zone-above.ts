import { isBeneath, liesIn, namesAbove } from "../../dns-name.ts";
import { type ZoneName, zoneNameOf } from "../../ids.ts";

export type Taken = {
  /** Records below the new zone's name, which the VPC loses. */
  readonly lost: readonly string[];
  /** The wildcard that answered for everything below the new zone's name. */
  readonly wildcard?: string;
};

/**
 * A new zone takes its name and everything beneath from the zone that answered there (`top`, by the names of its records),
 * but for what zones beneath its name hold (`isHeld`: the VPC is in a zone of that name).
 */
export function takenFromAbove(
  name: ZoneName,
  top: ZoneName,
  records: readonly string[],
  isHeld: (name: ZoneName) => boolean,
): Taken {
  const lost = new Set(records.filter((record) => isBeneath(record, name) && !isHeldBelow(record)));
  const wildcard = wildcardOver(name, top, records);
  return { lost: [...lost], ...(wildcard !== undefined && { wildcard }) };

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
