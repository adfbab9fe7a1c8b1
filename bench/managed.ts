import { converged } from "../src/model/report.ts";
import { fleet } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";
import { PENDING_SECONDS } from "./endpoints.ts";
import { forecastRow, readsBefore } from "./forecast.ts";
import { type Case, nameOf } from "./jobs.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS } from "./limit.ts";
import { type Row, throttledRow } from "./row.ts";

/** Endpoints to make, of one private name each, by EC2's 0.3 calls a second; the last without any spoke. */
const CASES: readonly Case[] = [
  { zones: 24, vpcs: 4, accounts: 2 },
  { zones: 30, vpcs: 4, accounts: 2 },
  { zones: 40, vpcs: 0, accounts: 0 },
];

/** Many managed endpoints at once: throttling and forecast of making them. */
export async function managedRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of CASES) rows.push(...(await measure(size)));
  return rows;
}

async function measure(size: Case): Promise<Row[]> {
  const { files, world } = fleet({ ...size, managed: true });
  const stage = createStage(world, {
    latencyMs: LATENCY_SECONDS * 1000,
    insyncMs: INSYNC_SECONDS * 1000,
    endpointPendingMs: PENDING_SECONDS * 1000,
  });
  const place = `managed-cold/${nameOf(size)}`;
  const reads = await readsBefore(stage, files);
  const start = stage.clock.now();
  const report = await stage.operator().apply(files);
  if (!converged(report)) throw new Error(`${place}: not converged`);
  const waits = { insync: INSYNC_SECONDS, available: PENDING_SECONDS };
  return [throttledRow(place, stage.cloud.calls.list()), forecastRow(place, report, start, reads, waits)];
}
