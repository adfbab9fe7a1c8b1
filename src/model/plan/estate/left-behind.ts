import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import { type DocumentName, vpcKey, type ZoneName } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import type { KnownSpoke } from "../../leaving.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import type { Estate } from "./estate.ts";

/** A spoke whose document is gone, and what of it is left: it is leaving until nothing is (semantics 40). */
export type Leaving = KnownSpoke & {
  readonly zones: readonly ZoneName[];
  /** Zones in which it may still be, for they could not be read; nothing of an unread hub was. */
  readonly unread: readonly (ZoneName | "hub")[];
};

export function leftBehind(estate: Estate, leaving: readonly KnownSpoke[]): readonly Leaving[] {
  if (leaving.length === 0) return [];
  const rows = Map.groupBy(estate.existing, ({ hub }) => hub.name as string);
  const read = new Set<string>(estate.drafts.map(({ hub }) => hub.name));
  return leaving.flatMap((spoke): Leaving[] => {
    if (!read.has(spoke.hub)) return [{ ...spoke, zones: [], unread: ["hub"] }];
    const own = rows.get(spoke.hub) ?? [];
    const zones = own.filter((row) => holds(row, spoke.vpc)).map(({ live }) => live.name);
    const unread = own.filter(({ live }) => live.vpcs.kind === "unreadable").map(({ live }) => live.name);
    return zones.length + unread.length > 0 ? [{ ...spoke, zones, unread }] : [];
  });
}

/** In somebody else's zone only what we put there is ours to take out. */
function holds({ live, adopted }: LiveRow, key: string): boolean {
  const vpc = valueIn(live.vpcs)?.get(key);
  const permitted = valueIn(live.authorizations)?.find((one) => vpcKey(one) === key);
  const isOurs = (what: "association" | "authorization", one: typeof vpc) =>
    one !== undefined && (!adopted || isAdded(live, what, one));
  return isOurs("association", vpc) || isOurs("authorization", permitted);
}

/** Last known suspended: what is there stays until somebody resumes or forgets it. */
export function suspendedBehind(left: readonly Leaving[]): Finding[] {
  return left
    .filter(({ suspended, zones }) => suspended && zones.length > 0)
    .map(({ hub, name, zones }) =>
      finding(
        "withheld",
        { hub: hub as DocumentName, spoke: name as DocumentName },
        {
          reason: "LeavingSuspended",
          message: `the document of spoke ${name} is gone, and was suspended when it was last seen: its VPC stays in ${zones.length === 1 ? `zone ${zones[0]}` : `${zones.length} zones`}`,
          todo: `to let it go: vpce-operator forget ${name} --table NAME`,
        },
      ),
    );
}
