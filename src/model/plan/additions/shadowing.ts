import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import type { ZoneName } from "../../ids.ts";
import type { VpcView } from "../../observed.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import { type Hidden, shadowed } from "../resolution/shadow.ts";
import { takenFromAbove, type ZoneAbove } from "../resolution/zone-above.ts";
import { type Client, clientName } from "../wanted/clients.ts";
import { at } from "../wanted/finding-place.ts";
import { firstOf } from "../wanted/zones/records.ts";
import { isPlain, type LiveRow, type WantedRow } from "../wanted/zones/zone-row.ts";

/**
 * What the zone would hide in that VPC of what answers below its name (semantics 5): withheld where it is known, a note
 * where it cannot be. `reachable`: the names that the VPC resolves through our zones, by this plan too.
 */
export function shadowing(
  estate: Estate,
  zone: WantedRow,
  client: Client,
  view: VpcView,
  reachable: ReadonlySet<ZoneName>,
): { readonly withheld?: Finding; readonly notes: readonly Finding[] } {
  if (zone.wanted.endpoint.document.acceptShadowing) return { notes: [] };
  const { name } = zone.ref;
  const isHeld = (n: ZoneName) =>
    reachable.has(n) ||
    estate.holding(client.vpc, n).length > 0 ||
    (valueIn(view.zones) ?? []).some((z) => z.name === n);
  const above = isPlain(zone)
    ? takenFromAbove(name, zonesAbove(estate, zone, client, view), isHeld)
    : undefined;
  const records = above?.lost ? lostRecords(zone, above.zone, above.lost) : [];
  const why = shadowed(name, [...zone.wanted.hidden, ...records], reachable);
  if (why)
    return { withheld: finding("withheld", at(zone, client), { reason: "Shadows", ...why }), notes: [] };
  return { notes: above && !above.lost ? [mayShadow(zone, client, above.zone)] : [] };
}

/** Those that the zone itself lacks, as one: somebody may have thousands. */
function lostRecords({ live }: WantedRow, { id, name }: ZoneAbove, lost: readonly string[]): Hidden[] {
  const inside = new Set(valueIn(live?.records)?.map((r) => r.name));
  const missing = lost.filter((record) => !inside.has(record));
  if (missing.length === 0) return [];
  return [{ service: `zone ${id} (${name})`, name: firstOf(missing), write: "extraNames" }];
}

/** Of the zones above that the VPC is in, the records of ours and adopted ones were read; of others the name is known. */
function zonesAbove(estate: Estate, zone: WantedRow, { vpc }: Client, view: VpcView): ZoneAbove[] {
  const rows = estate.above(zone.ref.name);
  const shown = (valueIn(view.zones) ?? []).filter((z) => z.owner.service === undefined);
  const known = rows.filter((row) => isMember(row, vpc) || shown.some((z) => z.id === row.ref.id));
  const ids = new Set(known.map((row) => row.ref.id));
  return [...known.map(withRecords), ...shown.filter((z) => !ids.has(z.id))];
}

function withRecords({ live }: LiveRow): ZoneAbove {
  const records = valueIn(live.records)?.map((r) => r.name);
  return { id: live.id, name: live.name, ...(records && { records }) };
}

function mayShadow({ ref, ...zone }: WantedRow, client: Client, above: ZoneAbove): Finding {
  return finding("note", at({ ref, ...zone }, client), {
    reason: "MayShadow",
    message: `${clientName(client)} is in zone ${above.id} (${above.name}), whose records were not read: what it answers below ${ref.name} will be NXDOMAIN there`,
    todo: `look for records below ${ref.name} in that zone; write those that this endpoint serves in extraNames first, or *.${ref.name} for all`,
  });
}
