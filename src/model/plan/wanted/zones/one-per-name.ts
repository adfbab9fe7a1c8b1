import { compare } from "../../../compare.ts";
import { depthOf } from "../../../dns-name.ts";
import { type Finding, finding } from "../../../finding.ts";
import type { HubEndpoint } from "../endpoints/endpoint.ts";
import { nameKey, type WantedRow } from "./zone-row.ts";

/**
 * AWS may list one name for two services of a set, or an `extraNames` may meet a listed name: one zone cannot point at
 * both. The endpoint that has the zone keeps it, else the first by name gets it, and the other is told.
 */
export function onePerName(all: readonly WantedRow[]): { zones: WantedRow[]; twins: Finding[] } {
  const holders = new Map<string, HubEndpoint>();
  for (const row of all) {
    const key = nameKey(row);
    if (row.live || !holders.has(key)) holders.set(key, row.wanted.endpoint);
  }
  const isHeld = (row: WantedRow) => holders.get(nameKey(row)) === row.wanted.endpoint;
  const zones = all.filter(isHeld).sort(deepestFirst);
  const losing = all.filter((row) => !isHeld(row) && !row.wanted.overflow);
  return { zones, twins: losing.map((row) => wantedTwice(row, holders.get(nameKey(row)) as HubEndpoint)) };
}

function wantedTwice({ hub, ref, set, wanted }: WantedRow, holder: HubEndpoint): Finding {
  const [name, theirs] = [wanted.endpoint.document.name, holder.document.name];
  return finding(
    "conflict",
    { hub: hub.name, endpoint: name, zone: ref.name },
    {
      reason: "NameWantedTwice",
      message: `endpoints ${theirs} and ${name} of set ${set} both have the name ${ref.name}; it points at ${theirs}`,
      todo: "narrow names of one of them",
    },
  );
}

/** A zone's parent must never be associated before the zone itself (semantics 5); of one name, in the order of its shards. */
function deepestFirst(a: WantedRow, b: WantedRow): number {
  return depthOf(b.ref.name) - depthOf(a.ref.name) || compare(nameKey(a), nameKey(b)) || a.shard - b.shard;
}
