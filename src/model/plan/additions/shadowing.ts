import { isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import type { ZoneId, ZoneName } from "../../ids.ts";
import type { RuleOfVpc, VpcView } from "../../observed.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import { type Hidden, shadowed } from "../resolution/shadow.ts";
import { type Above, takenFromAbove, type ZoneAbove } from "../resolution/zone-above.ts";
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
  if (zone.wanted.endpoint.document.acceptShadowing) return NOTHING;
  const zones = zonesAbove(estate, zone, client, view);
  const rules = rulesFor(zone, view);
  if (zones.length + rules.length + zone.wanted.hidden.length === 0) return NOTHING; // most pairs
  const { name } = zone.ref;
  const isHeld = (n: ZoneName) =>
    reachable.has(n) ||
    estate.holding(client.vpc, n).length > 0 ||
    (valueIn(view.zones) ?? []).some((z) => z.name === n);
  const isBare = isPlain(zone);
  const above = isBare ? takenFromAbove(name, zones, isHeld) : undefined;
  const records = above?.lost ? lostRecords(zone, above.zone, above.lost) : [];
  const why = shadowed(name, [...zone.wanted.hidden, ...records], reachable);
  if (why)
    return { withheld: finding("withheld", at(zone, client), { reason: "Shadows", ...why }), notes: [] };
  return { notes: isBare ? unknownLosses(zone, client, above, ruleAbove(name, rules)) : [] };
}

const NOTHING = { notes: [] } as const;

/** What nobody can list answered below the name: unread records, a wildcard, somebody's servers behind a rule. */
function unknownLosses(
  zone: WantedRow,
  client: Client,
  above: Above | undefined,
  rule: RuleOfVpc | undefined,
): Finding[] {
  const { name } = zone.ref;
  const told = (what: string, look: string) => [mayShadow(zone, client, what, look)];
  if (above) {
    const is = `is in zone ${above.zone.id} (${above.zone.name}), whose`;
    if (!above.lost)
      return told(`${is} records were not read`, `look for records below ${name} in that zone`);
    const { wildcard } = above;
    return wildcard === undefined
      ? []
      : told(`${is} ${wildcard} answers below ${name} today`, `see who uses names below ${name}`);
  }
  if (!rule) return [];
  const what = `forwards ${rule.name} by rule ${rule.id}, and with it what is below ${name}`;
  return told(what, `see what those servers answer below ${name}`);
}

/** Below the names that AWS lists nothing is known to be served elsewhere. */
function rulesFor({ wanted }: WantedRow, view: VpcView): readonly RuleOfVpc[] {
  return wanted.record.origin === "aws" ? [] : (valueIn(view.rules) ?? []);
}

/** The longest rule above the name, where it forwards: the zone, whose name is longer, goes before it. */
function ruleAbove(name: ZoneName, rules: readonly RuleOfVpc[]): RuleOfVpc | undefined {
  const above = rules.filter((r) => r.name === "" || isBeneath(name, r.name));
  const [longest] = above.sort((a, b) => b.name.length - a.name.length);
  return longest?.isSystem ? undefined : longest;
}

/** Those that the zone itself lacks, as one: somebody may have thousands. */
function lostRecords({ live }: WantedRow, { id, name }: ZoneAbove, lost: readonly string[]): Hidden[] {
  const inside = new Set(valueIn(live?.records)?.map((r) => r.name));
  const missing = lost.filter((record) => !inside.has(record));
  if (missing.length === 0) return [];
  return [{ service: `zone ${id} (${name})`, name: firstOf(missing), write: "extraNames" }];
}

/** Of the zones above that the VPC is in, the records of ours and adopted ones were read; of others as far as they may be. */
function zonesAbove(estate: Estate, zone: WantedRow, { vpc }: Client, view: VpcView): ZoneAbove[] {
  const rows = estate.above(zone.ref.name);
  const all = valueIn(view.zones) ?? [];
  if (rows.length + all.length === 0) return [];
  const shown = all.filter((z) => z.owner.service === undefined);
  const known = rows.filter((row) => isMember(row, vpc) || shown.some((z) => z.id === row.ref.id));
  const ids = new Set(known.map((row) => row.ref.id));
  const others = shown.filter((z) => !ids.has(z.id));
  return [
    ...known.map(withRecords),
    ...others.map(({ id, name }) => zoneAbove(id, name, valueIn(estate.observed.recordsAbove.get(id)))),
  ];
}

function zoneAbove(id: ZoneId, name: ZoneName, records: readonly string[] | undefined): ZoneAbove {
  return { id, name, ...(records && { records }) };
}

function withRecords({ live }: LiveRow): ZoneAbove {
  return zoneAbove(
    live.id,
    live.name,
    valueIn(live.records)?.map((r) => r.name),
  );
}

function mayShadow(zone: WantedRow, client: Client, what: string, look: string): Finding {
  const { name } = zone.ref;
  return finding("note", at(zone, client), {
    reason: "MayShadow",
    message: `${clientName(client)} ${what}: what answers below ${name} will be NXDOMAIN there`,
    todo: `${look}; write those that this endpoint serves in extraNames first, or *.${name} for all`,
  });
}
