import type { Alias, LiveAlias } from "../../../action/alias.ts";
import { listed } from "../../../counted.ts";
import { recordKey, type ZoneName } from "../../../ids.ts";
import type { AliasTarget, RecordView } from "../../../observed/zone.ts";
import { ownZonalIds, type WantedRow } from "./zone-row.ts";

/** What a zone of ours holds besides what Route 53 puts there. */
export type RecordDiff = {
  /** Aliases that are missing or point elsewhere. */
  readonly upserts: readonly Alias[];
  /** Records at our aliases' places that point elsewhere: in an adopted zone they are somebody's. */
  readonly differing: readonly RecordView[];
  /** Records that make our alias impossible: a CNAME at its name, records with a routing policy at its place. */
  readonly blocking: readonly RecordView[];
  /** Records other than our aliases: reported, never touched, and they keep the zone from being deleted (semantics 9). */
  readonly foreign: readonly RecordView[];
};

export function diffRecords(
  zone: ZoneName,
  wanted: readonly Alias[],
  records: readonly RecordView[],
  ownZonal: ReadonlySet<string> = new Set(),
): RecordDiff {
  const simple = records.filter((r) => !r.identifier);
  const at = new Map(simple.map((r) => [recordKey(r), r]));
  const upserts = wanted.filter((alias) => !sameTarget(at.get(recordKey(alias))?.alias, alias.target));
  const names = new Set(wanted.map((alias) => alias.name));
  const places = new Set(wanted.map(recordKey));
  const blocking = records.filter(
    (r) => (r.type === "CNAME" && names.has(r.name)) || (r.identifier && places.has(recordKey(r))),
  );
  const foreign = records.filter((r) => !isOurs(zone, r, ownZonal) && !places.has(recordKey(r)));
  const differing = upserts.flatMap((alias) => at.get(recordKey(alias)) ?? []);
  return { upserts, differing, blocking, foreign };
}

/**
 * The aliases that a zone should have: the wanted ones, and those of ours that were wanted once (a `*`, an AAAA, a name
 * that AWS no longer lists). Nobody knows who still uses them, so they follow the endpoint and are never deleted
 * (semantics 4, 23, 32). In an adopted zone they may be somebody else's.
 */
export function keptAliases(row: WantedRow, records: readonly RecordView[]): readonly Alias[] {
  const { ref, wanted, adopted } = row;
  const { aliases = [] } = wanted;
  const { live } = wanted.endpoint;
  if (!live || adopted) return aliases;
  const places = new Set(aliases.map(recordKey));
  const own = ownAliases(ref.name, records, ownZonalIds(row.live));
  const earlier = own.filter((alias) => !places.has(recordKey(alias)));
  const following = earlier.flatMap((alias) => {
    const id = zoneIdIn(ref.name, alias.name);
    const target = id === undefined ? live.target : live.zonal?.targets.get(id);
    return target ? [{ ...alias, target }] : [];
  });
  return [...aliases, ...following];
}

/** In an adopted zone, values that somebody chose change only when the document says so. */
export function mayNotChange({ adopted, wanted }: WantedRow, diff: RecordDiff): boolean {
  return adopted === true && diff.differing.length > 0 && !wanted.endpoint.document.takeRecords;
}

const NAMED_MAX = 5;

/** Somebody may have thousands in one zone: the first few, and how many more. */
export function firstOf(records: readonly string[]): string {
  return listed(records, NAMED_MAX);
}

/** The aliases of ours that must go before the zone can; `ownZonal`: of those to single
 * Availability Zones, by id, which are ours. */
export function ownAliases(
  zone: ZoneName,
  records: readonly RecordView[],
  ownZonal: ReadonlySet<string>,
): LiveAlias[] {
  return records.flatMap((r) =>
    isOurAlias(zone, r, ownZonal) && r.alias
      ? [{ name: r.name, type: r.type as Alias["type"], target: r.alias }]
      : [],
  );
}

/** `*.use1-az1.x` in the zone `x` → `use1-az1`. */
export function zoneIdIn(zone: ZoneName, name: string): string | undefined {
  if (!name.endsWith(`.${zone}`)) return undefined;
  return /^(?:\*\.)?([a-z0-9-]+-az\d+)$/.exec(name.slice(0, -zone.length - 1))?.[1];
}

function isOurs(zone: ZoneName, record: RecordView, ownZonal: ReadonlySet<string>): boolean {
  return (
    isOurAlias(zone, record, ownZonal) ||
    (record.name === zone && (record.type === "SOA" || record.type === "NS"))
  );
}

/**
 * The shape that only this program writes into its zones: an address alias without routing policy to an endpoint, at the
 * apex or at `*`; and to the endpoint's name in an Availability Zone, at that zone's id.
 */
function isOurAlias(
  zone: ZoneName,
  { type, name, identifier, alias }: RecordView,
  ownZonal: ReadonlySet<string>,
): boolean {
  if ((type !== "A" && type !== "AAAA") || identifier || !alias) return false;
  if (name === zone || name === `*.${zone}`) return /^(\*\.)?vpce-[0-9a-f]+-[0-9a-z]+\./.test(alias.dnsName);
  return ownZonal.has(zoneIdIn(zone, name) ?? "") && isZonalName(alias.dnsName);
}

function isZonalName(dnsName: string): boolean {
  return /^(\*\.)?vpce-[0-9a-f]+-[0-9a-z]+-[a-z0-9-]+\./.test(dnsName);
}

function sameTarget(live: AliasTarget | undefined, wanted: Alias["target"]): boolean {
  return (
    live !== undefined &&
    "dnsName" in wanted &&
    live.dnsName === wanted.dnsName &&
    live.hostedZoneId === wanted.hostedZoneId &&
    live.evaluateTargetHealth === wanted.evaluateTargetHealth
  );
}
