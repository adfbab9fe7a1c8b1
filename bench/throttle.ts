import type { Rate } from "../src/model/cost/rates.ts";
import { createCloud } from "../src/simulator/cloud.ts";
import { seededRandom } from "../src/simulator/random.ts";
import { VirtualClock } from "../src/simulator/virtual-clock.ts";
import { parseWorld } from "../src/simulator/world.ts";
import { fleet } from "../test/support/fleet.ts";
import { operatorWith } from "./operator.ts";
import { atMost, type Row, row } from "./row.ts";

const SIZE = { zones: 10, vpcs: 20, accounts: 4 };
/** Of a request, before AWS counts it. */
const JITTER_MS = 50;

/**
 * The window models have no burst, so the pacer is told so; the bucket model has AWS's, and the pacer is left as it
 * is. Buckets that share a rate in AWS have one each here.
 */
const WITHOUT_BURST: ReadonlyMap<string, Rate> = new Map([
  ["all", { burst: 1, perSecond: 10 }],
  ["changes", { burst: 1, perSecond: 100 }],
  ["AssociateVPCWithHostedZone", { burst: 1, perSecond: 5 }],
  ["DisassociateVPCFromHostedZone", { burst: 1, perSecond: 5 }],
  ["CreateHostedZone", { burst: 1, perSecond: 2 }],
  ["DeleteHostedZone", { burst: 1, perSecond: 5 }],
  ["resolver", { burst: 1, perSecond: 5 }],
  ...["Vpcs", "VpcAttribute", "VpcEndpoints", "VpcEndpointServices"].map((what): [string, Rate] => [
    `Describe${what}`,
    { burst: 1, perSecond: 20 },
  ]),
]);

/** A cold start under servers that count differently, each request up to 50 ms late: rejected ÷ sent. */
export async function throttleRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const model of ["bucket", "sliding", "fixed"] as const) {
    const clock = new VirtualClock();
    const random = seededRandom(5);
    const own = fleet(SIZE);
    const cloud = createCloud({ clock, latencyMs: 40, world: parseWorld(own.world), throttling: model });
    const handle: typeof cloud.handle = async (request, options) => {
      await clock.sleep(random() * JITTER_MS);
      return cloud.handle(request, options);
    };
    const rates = model === "bucket" ? {} : { rates: WITHOUT_BURST };
    await clock.run(operatorWith({ clock, requestHandler: { handle }, ...rates }).apply(own.files));
    const calls = cloud.calls.list();
    const rejected = calls.filter((call) => call.throttled).length;
    rows.push(row(`throttle/${model}`, rejected, calls.length, atMost(0.01)));
  }
  return rows;
}
