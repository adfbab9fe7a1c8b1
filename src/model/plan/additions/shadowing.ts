import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import type { ZoneName } from "../../ids.ts";
import type { VpcView, ZoneOfVpc } from "../../observed/vpc.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import { type Holder, holderAbove } from "../resolution/carriers.ts";
import { type Hidden, shadowed } from "../resolution/shadow.ts";
import { type Taken, takenFromAbove } from "../resolution/zone-above.ts";
import { type Client, clientName } from "../wanted/clients.ts";
import { at } from "../wanted/finding-place.ts";
import { firstOf } from "../wanted/zones/records.ts";
import { isPlain, type WantedRow } from "../wanted/zones/zone-row.ts";

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
  if (zone.wanted.endpoint.document.acceptShadowing) return NOTHING;
  const { name } = zone.ref;
  const above = isPlain(zone) ? holderAbove(name, withOurs(estate, zone, client, view)) : undefined;
  if (!above && zone.wanted.hidden.length === 0) return NOTHING; // most pairs
  const isHeld = (n: ZoneName) =>
    reachable.has(n) ||
    estate.holding(client.vpc, n).length > 0 ||
    (valueIn(view.zones) ?? []).some((z) => z.name === n);
  const taken = above?.kind === "zone" ? takenFrom(estate, zone, above, isHeld) : undefined;
  const lost = above?.kind === "zone" && taken ? lostRecords(zone, above, taken.lost) : [];
  const why = shadowed(name, [...zone.wanted.hidden, ...lost], reachable);
  if (why)
    return { withheld: finding("withheld", at(zone, client), { reason: "Shadows", ...why }), notes: [] };
  return { notes: above ? unknownLosses(zone, client, above, taken) : [] };
}

const NOTHING = { notes: [] } as const;

/** What nobody can list answered below the name: unread records, a wildcard, somebody's servers behind a rule. */
function unknownLosses(zone: WantedRow, client: Client, above: Holder, taken: Taken | undefined): Finding[] {
  const { name } = zone.ref;
  const told = (what: string, look: string) => [mayShadow(zone, client, what, look)];
  switch (above.kind) {
    case "rule": {
      if (zone.wanted.record.origin === "aws") return []; // below these nothing is known to be served elsewhere
      const what = `forwards ${above.name} by rule ${above.id}, and with it what is below ${name}`;
      return told(what, `see what those servers answer below ${name}`);
    }
    case "endpoint":
      return [];
    case "zone": {
      const is = `is in zone ${above.id} (${above.name}), whose`;
      if (!taken) return told(`${is} records were not read`, `look for records below ${name} in that zone`);
      const { wildcard } = taken;
      if (wildcard === undefined) return [];
      return told(`${is} ${wildcard} answers below ${name} today`, `see who uses names below ${name}`);
    }
  }
}

type ZoneAbove = Extract<Holder, { kind: "zone" }>;

/** Undefined: the zone's records are not known. Ours and adopted ones were read; of others as far as they may be. */
function takenFrom(
  estate: Estate,
  { ref: { name } }: WantedRow,
  above: ZoneAbove,
  isHeld: (name: ZoneName) => boolean,
): Taken | undefined {
  const row = estate.above(name).find(({ ref }) => ref.id === above.id);
  const records = row
    ? valueIn(row.live.records)?.map((r) => r.name)
    : valueIn(estate.observed.recordsAbove.get(above.id));
  return records && takenFromAbove(name, above.name, records, isHeld);
}

/** Those that the zone itself lacks, as one: somebody may have thousands. */
function lostRecords({ live }: WantedRow, { id, name }: ZoneAbove, lost: readonly string[]): Hidden[] {
  const inside = new Set(valueIn(live?.records)?.map((r) => r.name));
  const missing = lost.filter((record) => !inside.has(record));
  if (missing.length === 0) return [];
  return [{ service: `zone ${id} (${name})`, name: firstOf(missing), write: "extraNames" }];
}

/** The VPC as it was seen, with zones of ours above that only the hub's lists show. */
function withOurs(estate: Estate, zone: WantedRow, { vpc }: Client, view: VpcView): VpcView {
  const shown = valueIn(view.zones) ?? [];
  const ours = estate
    .above(zone.ref.name)
    .filter((row) => isMember(row, vpc) && !shown.some(({ id }) => id === row.ref.id))
    .map(({ ref, hub }): ZoneOfVpc => ({ id: ref.id, name: ref.name, owner: { account: hub.account } }));
  return ours.length === 0 ? view : { ...view, zones: { kind: "seen", value: [...shown, ...ours] } };
}

function mayShadow(zone: WantedRow, client: Client, what: string, look: string): Finding {
  const { name } = zone.ref;
  return finding("note", at(zone, client), {
    reason: "MayShadow",
    message: `${clientName(client)} ${what}: what answers below ${name} will be NXDOMAIN there`,
    todo: `${look}; write those that this endpoint serves in extraNames first, or *.${name} for all`,
  });
}
