// Only a process that remembers lists of earlier passes, the daemon, will reach this; until then tests and benchmarks do.

import { pacedRate, SPREAD_SECONDS, secondsUntil } from "../../cost/pace.ts";
import { type RateOverrides, rateOf } from "../../cost/rates.ts";
import { valueIn } from "../../failure.ts";
import { vpcKey, type ZoneId } from "../../ids.ts";
import type { ClientList } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Inspection } from "./inspections.ts";
import { type UnchangedZone, unchangedZones, viewsOf } from "./unchanged-zones.ts";
import { rowsOfLeastCover } from "./vertex-cover.ts";

/**
 * What a pass reads to verify the members of zones that it remembers. A *column* is a zone with all its VPCs:
 * GetHostedZone, by the hub. A *row* is a VPC with all its zones: ListHostedZonesByVPC, by the VPC's own account, one
 * call for each 100. Zones in which something is to be done are columns in any case.
 */
export type ReadPlan = { readonly rows: readonly Inspection[]; readonly columns: readonly ZoneId[] };

export type ReadChoice = {
  /** A change is waiting: the plan that is read soonest, of those the one of fewest calls. Else the fewest calls. */
  readonly hurry?: boolean;
  /** VPCs, by `vpcKey`, whose rows could not be read lately. */
  readonly closed?: ReadonlySet<string>;
  readonly rates?: RateOverrides;
};

/** The drafts are made of remembered lists; `remembered` says of which zones. */
export function readPlanFor(
  drafts: readonly Draft[],
  remembered: ReadonlySet<ZoneId>,
  { hurry = false, closed = new Set(), rates }: ReadChoice = {},
): ReadPlan {
  const unchanged = Map.groupBy(unchangedZones(drafts, remembered), (zone) => zone.clients);
  const rows = rowsOf(drafts, unchanged, closed);
  const cover = candidate(unchanged, remembered, leastCover(unchanged, rows));
  if (!hurry) return readPlanOf(cover);
  const others = [[], rows.filter((row) => row.calls < CLOSED)].map((r) =>
    candidate(unchanged, remembered, r),
  );
  const timed = [cover, ...others].map((c) => ({ ...c, seconds: secondsOf(drafts, remembered, c, rates) }));
  const [soonest = cover] = timed.sort((a, b) => a.seconds - b.seconds || a.calls - b.calls);
  return readPlanOf(soonest);
}

/** Unchanged zones by their clients: those with the same clients are read alike. A fleet has few such lists. */
type Groups = ReadonlyMap<ClientList, readonly UnchangedZone[]>;

type Row = { readonly key: string; readonly inspection: Inspection; readonly calls: number };

const ZONES_PER_PAGE = 100;
/** The calls of a row that cannot be read. */
const CLOSED = Number.POSITIVE_INFINITY;

/** A row for each client; of a VPC that two hubs share by the first of them. */
function rowsOf(drafts: readonly Draft[], unchanged: Groups, closed: ReadonlySet<string>): Row[] {
  const zonesOf = zoneCounts(drafts);
  const rows = new Map<string, Row>();
  for (const { zone, clients } of [...unchanged.values()].flatMap((zones) => zones.slice(0, 1)))
    for (const client of clients.all) {
      const key = vpcKey(client.vpc);
      if (rows.has(key)) continue;
      const pages = Math.ceil((zonesOf.get(key) ?? 1) / ZONES_PER_PAGE);
      const inspection = { hub: zone.hub, ...client };
      rows.set(key, { key, inspection, calls: closed.has(key) ? CLOSED : pages });
    }
  return [...rows.values()];
}

/** In how many of our zones each VPC is, by `vpcKey`; others' zones come on top, and nobody knows of them yet. */
function zoneCounts(drafts: readonly Draft[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const view of viewsOf(drafts))
    for (const vpc of valueIn(view.vpcs)?.keys() ?? []) counts.set(vpc, (counts.get(vpc) ?? 0) + 1);
  return counts;
}

/** VPCs of the same zones are one row of the graph, as zones of the same clients are one column: it stays small. */
function leastCover(unchanged: Groups, rows: readonly Row[]): Row[] {
  const columnsOf = new Map(rows.map((row) => [row.key, [] as number[]]));
  for (const [column, clients] of [...unchanged.keys()].entries())
    for (const vpc of clients.keys) columnsOf.get(vpc)?.push(column);
  const alike = [...Map.groupBy(rows, (row) => columnsOf.get(row.key)?.join()).values()];
  const columns = [...unchanged.values()].map((zones) => ({ calls: zones.length, rows: [] as number[] }));
  for (const [i, [row]] of alike.entries())
    for (const column of columnsOf.get(row?.key ?? "") ?? []) columns[column]?.rows.push(i);
  const chosen = rowsOfLeastCover(columns, alike.map(callsOf));
  return alike.filter((_, i) => chosen.has(i)).flat();
}

function callsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + row.calls, 0);
}

type Candidate = {
  readonly rows: readonly Row[];
  readonly columns: readonly ZoneId[];
  readonly calls: number;
};

/** These rows, and the columns of every zone that they leave open. */
function candidate(unchanged: Groups, remembered: ReadonlySet<ZoneId>, rows: readonly Row[]): Candidate {
  const keys = new Set(rows.map((row) => row.key));
  const covered = [...unchanged].filter(([clients]) => clients.keys.isSubsetOf(keys));
  const byRows = new Set(covered.flatMap(([, zones]) => zones.map((zone) => zone.id)));
  const columns = [...remembered].filter((id) => !byRows.has(id));
  return { rows, columns, calls: columns.length + callsOf(rows) };
}

function readPlanOf({ rows, columns }: Candidate): ReadPlan {
  return { rows: rows.map((row) => row.inspection), columns };
}

/** When the slowest account's bucket has given its last token, the hub's other reads in this pass included. */
function secondsOf(
  drafts: readonly Draft[],
  remembered: ReadonlySet<ZoneId>,
  { rows, columns }: Candidate,
  rates: RateOverrides | undefined,
): number {
  const read = new Set(columns);
  const unread = new Set([...remembered].filter((id) => !read.has(id)));
  const calls = new Map<string, number>();
  for (const [account, [draft, ...others]] of Map.groupBy(drafts, (d) => d.hub.account))
    if (draft) calls.set(account, hubCalls([draft, ...others], draft.view.zonesInAccount, unread));
  for (const { inspection, calls: own } of rows)
    calls.set(inspection.account, (calls.get(inspection.account) ?? 0) + own);
  const rate = pacedRate(rateOf("route53", "all", rates), SPREAD_SECONDS.unknown);
  return Math.max(0, ...[...calls.values()].map((count) => secondsUntil(rate, count)));
}

/** The account's zone list, and of each zone its records, authorizations and tags; its members unless `unread`. */
function hubCalls(drafts: readonly Draft[], zonesInAccount: number, unread: ReadonlySet<ZoneId>): number {
  const views = viewsOf(drafts);
  const details = views.flatMap((v) => [v.records, v.authorizations, !unread.has(v.id) || undefined]);
  const tags = Math.ceil(views.length / ZONES_PER_TAG_READ);
  return Math.ceil(zonesInAccount / ZONES_PER_PAGE) + tags + details.filter((part) => part).length;
}

const ZONES_PER_TAG_READ = 10;
