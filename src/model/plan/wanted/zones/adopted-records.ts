import type { Alias } from "../../../action/alias.ts";
import { answersAs, answersByAddresses, isPlainAddress, leadOf } from "../../../led-by.ts";
import type { RecordView } from "../../../observed/zone.ts";
import { diffRecords, type RecordDiff } from "./records.ts";
import { ownZonalIds, type WantedRow } from "./zone-row.ts";

/**
 * What a zone's records lack. In an adopted zone one that leads to the same endpoint serves as it is (another health
 * evaluation, a zonal name, a CNAME, exactly its addresses), unless `takeRecords` asks for our alias; and a CNAME in an
 * alias's place is somebody's record like any other, which `takeRecords` takes (semantics 9).
 */
export function recordDiff(
  row: WantedRow,
  aliases: readonly Alias[],
  records: readonly RecordView[],
): RecordDiff {
  const { adopted, ref, wanted } = row;
  if (!adopted) return diffRecords(ref.name, aliases, records, ownZonalIds(row.live));
  const { takeRecords } = wanted.endpoint.document;
  const left = takeRecords ? aliases : aliases.filter((alias) => !servingAt(row, alias, records));
  const diff = diffRecords(ref.name, left, records);
  const taken = diff.blocking.filter(isTakable);
  const blocking = diff.blocking.filter((record) => !isTakable(record));
  return { ...diff, blocking, differing: [...diff.differing, ...taken] };
}

/** The simple record of an adopted zone that answers in an alias's place as the endpoint does. */
export function servingAt(
  { adopted, wanted }: WantedRow,
  { name, type, target }: Alias,
  records: readonly RecordView[],
): RecordView | undefined {
  const view = wanted.endpoint.live?.view;
  if (!adopted || !("dnsName" in target)) return undefined;
  const there = records.filter((r) => r.name === name && (r.type === type || isCname(r)));
  const [only] = there;
  if (!only || there.length > 1 || only.identifier) return undefined;
  if (view && answersByAddresses(view, only)) return only;
  const lead = leadOf(only);
  const names = { regional: target.dnsName, zonal: view?.zonal };
  return lead !== undefined && answersAs(names, lead) ? only : undefined;
}

/**
 * CNAMEs and addresses that serve in the place of an alias. They are never written again as they stand, so there is no
 * change that could be waited for: only clients that the zone has already show that Route 53 answers by them.
 */
export function servingPlain(
  row: WantedRow,
  aliases: readonly Alias[],
  records: readonly RecordView[],
): readonly RecordView[] {
  if (row.wanted.endpoint.document.takeRecords) return [];
  const serving = aliases.flatMap((alias) => servingAt(row, alias, records) ?? []);
  return [...new Set(serving.filter(({ alias }) => !alias))];
}

/**
 * An alias as it is to be written into an adopted zone, in which others write too: what was seen at its place must
 * still stand there. Plain values are taken by `takeRecords` alone. An alias that serves is written as it stands.
 */
export function expecting(row: WantedRow, alias: Alias, records: readonly RecordView[]): Alias {
  const { name, type } = alias;
  const at = records.filter((r) => !r.identifier && r.name === name);
  const seen = at.find((r) => r.type === type) ?? at.find(isTakable);
  if (!seen) return { ...alias, expects: "nothing" };
  if (isCname(seen) && seen.plain) return { ...alias, expects: { cname: seen.plain } };
  if (isPlainAddress(seen) && seen.plain) return { ...alias, expects: { addresses: seen.plain } };
  if (!seen.alias) return alias;
  const isKept = !row.wanted.endpoint.document.takeRecords && servingAt(row, alias, records) !== undefined;
  return { ...alias, expects: seen.alias, ...(isKept && { target: seen.alias }) };
}

const isCname = ({ type }: RecordView) => type === "CNAME";

function isTakable(record: RecordView): boolean {
  return isCname(record) && !record.identifier && record.plain !== undefined;
}
