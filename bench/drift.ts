import { createMemory } from "../src/operator/observe/memory.ts";
import { fleet } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";
import type { Case } from "./jobs.ts";
import { operatorWith } from "./operator.ts";
import { atMost, type Row, row } from "./row.ts";

/** Once with fewer VPCs than zones, once with more. */
const CASES: readonly Case[] = [
  { zones: 20, vpcs: 10, accounts: 5 },
  { zones: 10, vpcs: 20, accounts: 5 },
];
const RESYNC_MS = 5 * 60_000;
const PASSES = (24 * 3_600_000) / RESYNC_MS;
/** Once an hour every zone is read whole. */
const COMPLETE_LOOKS = 24;

export async function driftRows(): Promise<Row[]> {
  return Promise.all(CASES.map(driftRow));
}

/** One process looks every five minutes for a day, and nothing changes. STS calls are told apart: one an hour. */
async function driftRow(size: Case): Promise<Row> {
  const own = fleet(size);
  const stage = createStage(own.world);
  const { clock, cloud } = stage;
  await stage.operator().apply(own.files);
  await clock.run(clock.sleep(3_600_000));
  cloud.calls.clear();
  const requestHandler = { handle: cloud.handle };
  const daemon = operatorWith({ clock, requestHandler }, new AbortController(), createMemory(clock));
  for (let pass = 0; pass < PASSES; pass++) {
    await clock.run(daemon.apply(own.files, { sweep: pass === 0 }));
    await clock.run(clock.sleep(RESYNC_MS));
  }
  const { zones, vpcs, accounts } = size;
  const calls = cloud.calls.list().filter((call) => call.service !== "sts");
  const columns = cloud.calls.list({ operation: "GetHostedZone" }).length;
  const rows = cloud.calls.list({ operation: "ListHostedZonesByVPC" }).length;
  const sessions = cloud.calls.list({ service: "sts" }).length;
  return row(
    `drift/reads-per-day/${zones},${vpcs},${accounts}`,
    calls.length,
    quietDayCalls(size, PASSES),
    atMost(1),
    `${columns} GetHostedZone, ${rows} ListHostedZonesByVPC, and ${sessions} STS calls`,
  );
}

/** Of the passes that one process makes in a day; `sweeps` of them list every zone's authorizations too. */
export function quietDayCalls({ zones, vpcs, accounts }: Case, passes: number, sweeps = 1): number {
  const apart = 2 + Math.ceil(zones / 100) + zones + Math.ceil(zones / 10);
  const members = COMPLETE_LOOKS * zones + (passes - COMPLETE_LOOKS) * Math.min(zones, vpcs);
  const hourly = 1 + accounts; // security groups, and of each spoke's account the subnets, of which it has none
  return passes * apart + members + sweeps * zones + COMPLETE_LOOKS * hourly;
}
