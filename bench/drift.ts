import { fleet } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";
import { operatorWith } from "./operator.ts";
import { atMost, type Row, row } from "./row.ts";

const SIZE = { zones: 20, vpcs: 10, accounts: 5 };
const RESYNC_MS = 5 * 60_000;
const PASSES = (24 * 3_600_000) / RESYNC_MS;

/** One process looks every five minutes for a day, and nothing changes. STS calls are told apart: one an hour. */
export async function driftRows(): Promise<Row[]> {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  const { clock, cloud } = stage;
  await stage.operator().apply(own.files);
  await clock.run(clock.sleep(3_600_000));
  cloud.calls.clear();
  const daemon = operatorWith({ clock, requestHandler: { handle: cloud.handle } });
  for (let pass = 0; pass < PASSES; pass++) {
    await clock.run(daemon.apply(own.files, { sweep: pass === 0 }));
    await clock.run(clock.sleep(RESYNC_MS));
  }
  const { zones } = SIZE;
  const pass = 2 + Math.ceil(zones / 100) + 2 * zones + Math.ceil(zones / 10);
  const calls = cloud.calls.list().filter((call) => call.service !== "sts");
  const sessions = cloud.calls.list({ service: "sts" }).length;
  return [
    row("drift/reads-per-day", calls.length, PASSES * pass + zones, atMost(1), `and ${sessions} STS calls`),
  ];
}
