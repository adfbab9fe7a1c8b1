import type { CallCount } from "../src/model/cost/rates.ts";
import type { Report } from "../src/model/report.ts";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { HUB, OPERATOR } from "../test/support/fleet.ts";
import { createStage, type Files, type Stage } from "../test/support/stage.ts";
import { type Calls, formulaOf } from "./calls.ts";
import { forecastRow, readsBefore } from "./forecast.ts";
import { type Case, cloudOf, type Job, nameOf, passesOf } from "./jobs.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS, type Limit, limitOf } from "./limit.ts";
import { atMost, EXACTLY_ONE, JUDGED_SECONDS, type Row, row, TOO_SHORT, throttledRow } from "./row.ts";

/** Every job of a case, each by a new process and from full buckets: calls, throttling, time, forecast. */
export async function passRows(size: Case): Promise<Row[]> {
  const { world, quotas } = cloudOf(size);
  const stage = createStage(world, {
    quotas,
    latencyMs: LATENCY_SECONDS * 1000,
    insyncMs: INSYNC_SECONDS * 1000,
  });
  const rows: Row[] = [];
  for (const pass of passesOf(size)) {
    const { job, files } = pass;
    const { start, report, reads } = await make(stage, job ?? "preparing", files);
    if (!job) continue;
    const place = `${job.replaceAll(" ", "-")}/${nameOf(size)}`;
    rows.push(
      callsRow(place, stage, formulaOf(job, size)),
      throttledRow(place, stage.cloud.calls.list()),
      ...limitRows(place, stage, start, job, size),
    );
    if (isForecast(report, limitOf(job, size)))
      rows.push(forecastRow(place, report, start, reads, { insync: INSYNC_SECONDS }));
  }
  return rows;
}

/** A wave takes 50,000; what more takes is another pass, with reads that the formulas do not know. */
const IN_ONE_PASS = 100_000;

type Made = { start: number; report: Report; reads: readonly CallCount[] };

/** By a new process and from full buckets; throws when anything is left undone. */
export async function make(stage: Stage, job: string, files: Files): Promise<Made> {
  const reads = await readsBefore(stage, files);
  const start = stage.clock.now();
  const report = await stage.operator().apply(files, { allowRemovals: () => true, pairsMax: IN_ONE_PASS });
  const open = report.outcomes.filter((o) => o.result !== "done").length + report.unconfirmed.length;
  if (open > 0) throw new Error(`${job}: ${open} actions are not done`);
  return { start, report, reads };
}

/** Every operation against its own number, in the operator's, the hub's and the spokes' accounts each. */
export function callsRow(place: string, { cloud }: Stage, formula: Calls): Row {
  const differences: string[] = [];
  let measured = 0;
  let of = 0;
  let off = 0;
  const made = Map.groupBy(withoutRenewals(cloud.calls.list()), whose);
  for (const who of ["operator", "hub", "spokes"] as const) {
    const counts = countsOf(made.get(who) ?? []);
    for (const call of new Set([...counts.keys(), ...Object.keys(formula[who])])) {
      const [m, f] = [counts.get(call) ?? 0, formula[who][call] ?? 0];
      measured += m;
      of += f;
      off += Math.abs(m - f);
      if (m !== f) differences.push(`${who} ${call} ${m} instead of ${f}`);
    }
  }
  const polls = cloud.calls.list({ operation: "GetChange" }).length;
  // Two wrongs that cancel each other out in the sum are still two wrongs.
  const ratio = off === 0 ? 1 : (of + off) / of;
  const note = differences.join("; ") || `and ${polls} GetChange`;
  return { name: `calls/${place}`, measured, of, ratio, goal: EXACTLY_ONE, note };
}

/** How long it took until the last of these calls had ended. */
export function limitRow(name: string, start: number, calls: readonly LoggedCall[], of: number): Row {
  const last = calls.reduce((latest, c) => Math.max(latest, c.at + c.tookMs), start);
  const short = of < JUDGED_SECONDS;
  const goal = short ? undefined : atMost(1.03);
  return row(`limit/${name}`, (last - start) / 1000, of, goal, short ? TOO_SHORT : "");
}

function limitRows(place: string, { cloud }: Stage, start: number, job: Job, size: Case): Row[] {
  const judged = (what: string, calls: readonly LoggedCall[], of: number) =>
    limitRow(`${place} ${what}`, start, calls, of);
  const limit = limitOf(job, size);
  const writes = cloud.calls.list({ write: true });
  const associations = cloud.calls.list({ operation: "AssociateVPCWithHostedZone" });
  return [
    ...(limit.served === undefined ? [] : [judged("served", associations, limit.served)]),
    judged("clean", writes.length > 0 ? writes : cloud.calls.list(), limit.clean),
  ];
}

function isForecast({ plan }: Report, limit: Limit): boolean {
  return plan.actions.length > 0 && limit.clean >= JUDGED_SECONDS;
}

/** Apart: looks at changes, and sessions that had to be renewed, for one lasts an hour. */
function whose({ account, operation }: LoggedCall): keyof Calls | "polls" {
  if (operation === "GetChange") return "polls";
  return account === OPERATOR ? "operator" : account === HUB ? "hub" : "spokes";
}

function withoutRenewals(calls: readonly LoggedCall[]): LoggedCall[] {
  const assumed = new Set<string | undefined>();
  return calls.filter(({ operation, params }) => {
    if (operation !== "AssumeRole") return true;
    const isFirst = !assumed.has(params.RoleArn);
    assumed.add(params.RoleArn);
    return isFirst;
  });
}

function countsOf(calls: readonly LoggedCall[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, operation } of calls) {
    const name = `${service}:${operation}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
