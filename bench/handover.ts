import { leaseTimes } from "../src/model/lease/times.ts";
import type { Instance } from "../test/soak/instance.ts";
import { fleet } from "../test/support/fleet.ts";
import { filesWithout } from "../test/support/look.ts";
import { type Instances, instancesOn } from "./instances.ts";
import { LATENCY_SECONDS } from "./limit.ts";
import { atMost, type Row, row } from "./row.ts";

const SIZE = { zones: 3, vpcs: 4, accounts: 2 };
/** The holder is lost at so many moments of its round from one renewal to the next; the worst of them counts. */
const MOMENTS = 10;
const STEP_MS = 20;
const HOUR_MS = 3_600_000;
const SETTLED_MS = 10 * 60_000;

/** For how long nobody holds the lease when its holder is killed and when it is told to stop, and nothing is changed. */
export async function handoverRows(): Promise<Row[]> {
  const { leaseMs, pollMs, handoverMs } = leaseTimes();
  const killed = await worstOf((holder) => holder.kill());
  const stopped = await worstOf((holder) => holder.stop());
  const silent = await untilItGoesOn();
  const seconds = (ms: number) => ms / 1000;
  const bound = seconds(leaseMs + pollMs);
  return [
    row("handover/killed", killed, bound, atMost(1), "s until another holds the lease: a lease and a poll"),
    row("handover/stopped", stopped, seconds(pollMs) + 0.5, atMost(1), "s, the same: a poll and 0.5 s"),
    row(
      "handover/first-write",
      silent,
      bound + seconds(handoverMs),
      undefined,
      "s from the kill of one that acts to the other's first change: the minute of Handover too",
    ),
  ];
}

async function worstOf(lose: (holder: Instance) => void): Promise<number> {
  const instances = await instancesOn(fleet(SIZE));
  let [holder, other] = [instances.start(), instances.start()];
  await instances.after(SETTLED_MS);
  if (!holder.isHolder()) [holder, other] = [other, holder];
  let worst = 0;
  for (let moment = 0; moment < MOMENTS; moment++) {
    await instances.after(30_000 + (moment * leaseTimes().renewMs) / MOMENTS);
    lose(holder);
    worst = Math.max(worst, await until(instances, () => other.isHolder()));
    [holder, other] = [other, instances.start()];
  }
  return worst;
}

/** Killed in the middle of what a commit asks for. */
async function untilItGoesOn(): Promise<number> {
  const own = fleet(SIZE);
  const instances = await instancesOn({ ...own, files: filesWithout(own.files, "spoke-1") });
  const { stage, branch } = instances;
  const both = [instances.start(), instances.start()];
  await instances.after(SETTLED_MS);
  stage.cloud.calls.clear();
  branch.commit(own.files);
  const changes = () =>
    stage.cloud.calls.list({ write: true }).filter(({ service }) => service === "route53");
  await until(instances, () => changes().length > 2);
  both.find((one) => one.isHolder())?.kill();
  await instances.after(2 * LATENCY_SECONDS * 1000); // what was on its way has arrived
  stage.cloud.calls.clear();
  return (await until(instances, () => changes().length > 0)) + 2 * LATENCY_SECONDS;
}

/** Seconds. */
async function until({ stage, after }: Instances, isSo: () => boolean): Promise<number> {
  const since = stage.clock.now();
  while (!isSo()) {
    if (stage.clock.now() - since > HOUR_MS) return Number.POSITIVE_INFINITY;
    await after(STEP_MS);
  }
  return (stage.clock.now() - since) / 1000;
}
