import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { createPacer } from "../src/aws/pacer.ts";
import { priorityOf } from "../src/aws/priority.ts";
import { rateOf } from "../src/model/cost/rates.ts";
import { clientSettings } from "../src/simulator/client-settings.ts";
import { VirtualClock } from "../src/simulator/virtual-clock.ts";
import { fleet, HUB } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";
import { atLeast, atMost, type Row, row } from "./row.ts";

const SIZE = { zones: 20, vpcs: 50, accounts: 25 };
/** Until the bursts are used up and both have found their pace. */
const SETTLED_MS = 30_000;
const COMPETITOR_EVERY_MS = 500;
const WRITES = 10;
const WRITE_EVERY_MS = 5_037;

/** Beside another client of the hub's account that sends twice a second and never retries. */
export async function fairRows(): Promise<Row[]> {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  const { clock, cloud } = stage;
  const client = new Route53Client({ ...clientSettings(cloud, HUB), maxAttempts: 1 });
  let over = false;
  const competing = (async () => {
    for (; !over; await clock.sleep(COMPETITOR_EVERY_MS))
      client.send(new ListHostedZonesCommand({})).catch(() => undefined);
  })();
  const start = clock.now() + SETTLED_MS;
  await stage.operator().apply(own.files);
  over = true;
  await clock.run(competing);
  const writes = cloud.calls.list({ account: HUB, operation: "DeleteVPCAssociationAuthorization" });
  const end = writes.at(-1)?.at ?? start;
  const calls = cloud.calls
    .list({ account: HUB, service: "route53" })
    .filter((call) => call.at >= start && call.at < end);
  const theirs = calls.filter((call) => call.principalArn.endsWith(":root"));
  const budget = (rateOf("route53", "all").perSecond * (end - start)) / 1000;
  const admitted = calls.filter((call) => !call.throttled).length;
  const rejected = theirs.filter((call) => call.throttled).length;
  return [
    row("fair/competitor used", admitted, budget, atLeast(0.9)),
    row("fair/competitor rejected", rejected, theirs.length, atMost(0.1)),
  ];
}

/** The longest that a write waits when a thousand reads wait already, in intervals between two tokens. */
export async function priorityRows(): Promise<Row[]> {
  const clock = new VirtualClock();
  const pacer = createPacer(clock);
  const take = (operation: string) =>
    pacer.take({
      account: HUB,
      service: "route53",
      region: "",
      operation,
      priority: priorityOf(operation),
    });
  for (let i = 0; i < 1000; i++) void take("GetHostedZone");
  let longestMs = 0;
  for (let i = 0; i < WRITES; i++) {
    await clock.run(clock.sleep(WRITE_EVERY_MS)); // no multiple of the interval: somewhere between two tokens
    const since = clock.now();
    await clock.run(take("AssociateVPCWithHostedZone"));
    longestMs = Math.max(longestMs, clock.now() - since);
  }
  const intervalSeconds = 1 / rateOf("route53", "all").perSecond;
  return [row("priority/write-under-reads", longestMs / 1000, intervalSeconds, atMost(2))];
}
