import { leaseTimes } from "../src/model/lease/times.ts";
import { fleet } from "../test/support/fleet.ts";
import { instancesOn } from "./instances.ts";
import { LATENCY_SECONDS } from "./limit.ts";
import { type Goal, type Row, row } from "./row.ts";

const HOUR_MS = 3_600_000;
/** Between two looks at what people ask for, and between two of a standby at the status. */
const REQUESTS_MS = 5000;
const EXCHANGE_MS = 10_000;
/** An hour may begin in the middle of a wait. */
const FORMULA: Goal = { is: "±", value: 0.01 };

/** What a holder and a standby ask of DynamoDB in an hour in which nothing changes, in one hub. */
export async function tableCallRows(): Promise<Row[]> {
  const instances = await instancesOn(fleet({ zones: 3, vpcs: 4, accounts: 2 }));
  const { calls } = instances.stage.cloud;
  instances.start();
  instances.start();
  await instances.after(HOUR_MS);
  calls.clear();
  const before = instances.passes();
  await instances.after(HOUR_MS);
  const passes = instances.passes() - before;
  const made = calls.list({ service: "dynamodb" });
  const writes = made.filter(({ write }) => write).length;
  const formula = tableCallsOf(passes);
  return [
    row("table/writes-an-hour", writes, formula.writes, FORMULA, `${passes} passes`),
    row("table/reads-an-hour", made.length - writes, formula.reads, FORMULA, "holder and one standby"),
  ];
}

/**
 * Written: the lease, and with each pass the status in one chunk and its head. Read by the holder: what people ask for, and
 * in each pass what its hub lost, and which chunks the last status has; by the standby: the lease and the status, head and
 * chunks. A wait begins when the answer to what was read before it has come; a renewal is due by when the last was sent.
 */
function tableCallsOf(passes: number): { readonly writes: number; readonly reads: number } {
  const { renewMs, pollMs } = leaseTimes();
  const answer = LATENCY_SECONDS * 1000;
  const each = (everyMs: number) => Math.round(HOUR_MS / everyMs);
  return {
    writes: each(renewMs) + 2 * passes,
    reads:
      each(REQUESTS_MS + answer) + 2 * passes + each(pollMs + answer) + 2 * each(EXCHANGE_MS + 2 * answer),
  };
}
