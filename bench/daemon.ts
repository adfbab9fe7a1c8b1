import { rateOf } from "../src/model/cost/rates.ts";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { daemonOn, repository } from "../test/support/daemon.ts";
import { fleet } from "../test/support/fleet.ts";
import { filesWithout } from "../test/support/look.ts";
import { createStage } from "../test/support/stage.ts";
import { quietDayCalls } from "./drift.ts";
import type { Case } from "./jobs.ts";
import { LATENCY_SECONDS } from "./limit.ts";
import { atMost, type Row, row, throttledRow } from "./row.ts";

const DAY: Case = { zones: 10, vpcs: 20, accounts: 5 };
const COMMIT: Case = { zones: 20, vpcs: 50, accounts: 25 };
const HOUR_MS = 3_600_000;

export async function daemonRows(): Promise<Row[]> {
  return [...(await quietDay()), ...(await commit())];
}

/** A day in which nothing changes: what the loop adds to the calls of its passes is nothing. */
async function quietDay(): Promise<Row[]> {
  const own = fleet(DAY);
  const stage = createStage(own.world);
  await stage.operator().apply(own.files);
  await stage.clock.run(stage.clock.sleep(HOUR_MS));
  stage.cloud.calls.clear();
  const run = daemonOn(stage, { desiredState: repository(stage, own.files) });
  await run.after(24 * HOUR_MS);
  await run.stop();
  const calls = stage.cloud.calls.list().filter((call) => call.service !== "sts");
  const name = `daemon/quiet-day/${DAY.zones},${DAY.vpcs},${DAY.accounts}`;
  const note = `${run.passes.length} passes`;
  return [
    row(name, calls.length, quietDayCalls(DAY, run.passes.length, 24), atMost(1.01), note),
    throttledRow(name, stage.cloud.calls.list()),
  ];
}

/** From the look that finds a commit to the first write: the second in which no more came, and what must be read. */
async function commit(): Promise<Row[]> {
  const own = fleet(COMMIT);
  const stage = createStage(own.world, { latencyMs: LATENCY_SECONDS * 1000 });
  const source = repository(stage, filesWithout(own.files, "spoke-7"));
  const run = daemonOn(stage, { desiredState: source, pollMs: 1000 });
  await run.after(HOUR_MS);
  stage.cloud.calls.clear();
  source.commit(own.files);
  const looked = Math.ceil(stage.clock.now() / 1000) * 1000;
  await run.after(60_000);
  await run.stop();
  const calls = stage.cloud.calls.list();
  const first = calls.find(({ write, service }) => write && service === "route53");
  const before = calls.filter(({ at }) => first && at < first.at);
  const measured = first ? (first.at - looked) / 1000 : Number.POSITIVE_INFINITY;
  const place = `${COMMIT.zones},${COMMIT.vpcs},${COMMIT.accounts}`;
  const note = `s, after ${before.length} reads`;
  return [
    row(`daemon/commit-to-first-write/${place}`, measured, firstWriteLimit(before), atMost(1.1), note),
    throttledRow(`daemon/commit/${place}`, calls),
  ];
}

/**
 * The second in which no other commit came, the tokens of the account that is asked most, and six answers: the zones, what
 * is in them, the spoke's role, its VPC, what is in the way there, and its subnets, from which packets would go.
 */
function firstWriteLimit(reads: readonly LoggedCall[]): number {
  const { burst, perSecond } = rateOf("route53", "all");
  const ofRoute53 = reads.filter(({ service }) => service === "route53");
  const perAccount = Map.groupBy(ofRoute53, ({ account }) => account);
  const most = Math.max(0, ...[...perAccount.values()].map((all) => all.length));
  return 1 + Math.max(0, (most + 1 - burst) / perSecond) + 6 * LATENCY_SECONDS;
}
