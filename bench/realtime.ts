import { machineClock } from "../cmd/clock.ts";
import { createCloud } from "../src/simulator/cloud.ts";
import { serveCloud } from "../src/simulator/server.ts";
import { parseWorld } from "../src/simulator/world.ts";
import { fleet } from "../test/support/fleet.ts";
import type { Case } from "./jobs.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS, limitOf } from "./limit.ts";
import { operatorWith } from "./operator.ts";
import { atMost, type Row, row } from "./row.ts";

/** A cold start with the real SDK over HTTP on the machine's clock, against AWS's buckets. */
export async function realtimeRow(size: Case): Promise<Row> {
  const own = fleet(size);
  const cloud = createCloud({
    clock: machineClock,
    latencyMs: LATENCY_SECONDS * 1000,
    insyncMs: INSYNC_SECONDS * 1000,
    world: parseWorld(own.world),
  });
  const served = await serveCloud(cloud);
  const operator = operatorWith({ clock: machineClock, endpoint: served.url });
  try {
    const start = machineClock.now();
    const report = await operator.apply(own.files);
    const undone = report.outcomes.filter((outcome) => outcome.result !== "done").length;
    const ended = Math.max(...cloud.calls.list({ write: true }).map((call) => call.at + call.tookMs));
    const throttled = cloud.calls.list().filter((call) => call.throttled).length;
    const note = `${throttled} throttled${undone > 0 ? `, ${undone} actions not done` : ""}`;
    const name = `realtime/cold-${size.zones}x${size.vpcs}`;
    const result = row(name, (ended - start) / 1000, limitOf("cold", size).clean, atMost(1.05), note);
    return undone > 0 ? { ...result, ratio: Number.POSITIVE_INFINITY } : result;
  } finally {
    operator.accounts.close();
    await served.close();
  }
}
