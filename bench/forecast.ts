import { forecastOf } from "../src/model/cost/forecast.ts";
import { SPREAD_SECONDS } from "../src/model/cost/pace.ts";
import type { CallCount } from "../src/model/cost/rates.ts";
import type { WaitSeconds } from "../src/model/cost/waits.ts";
import type { Report } from "../src/model/report.ts";
import type { Files, Stage } from "../test/support/stage.ts";
import { LATENCY_SECONDS } from "./limit.ts";
import { JUDGED_SECONDS, type Row, row, TOO_SHORT } from "./row.ts";

/** Settles, plans and answers what that read; then settles and forgets what was called before. */
export async function readsBefore(stage: Stage, files: Files): Promise<readonly CallCount[]> {
  const settle = () => stage.clock.run(stage.clock.sleep(3_600_000));
  const planner = stage.operator();
  await settle();
  await planner.plan(files);
  const reads = planner.accounts.callsMade();
  await settle();
  stage.cloud.calls.clear();
  return reads;
}

/** What `plan` says that it will take, reads included, against what it took; `waits`: what this cloud takes for each. */
export function forecastRow(
  place: string,
  { plan, outcomes }: Report,
  start: number,
  reads: readonly CallCount[],
  waits: Partial<WaitSeconds>,
): Row {
  const ended = outcomes.reduce((latest, o) => Math.max(latest, o.endedAt ?? start), start);
  const { seconds } = forecastOf(plan.actions, undefined, {
    reads,
    waits,
    latencySeconds: LATENCY_SECONDS,
    spreadSeconds: SPREAD_SECONDS.min, // every call takes equally long
  });
  const took = (ended - start) / 1000;
  const name = `forecast/${place}`;
  return took < JUDGED_SECONDS
    ? row(name, seconds, took, undefined, TOO_SHORT)
    : row(name, seconds, took, { is: "±", value: 0.05 });
}
