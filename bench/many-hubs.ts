import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { machineClock } from "../cmd/clock.ts";
import { rateOf } from "../src/model/cost/rates.ts";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { createCloud } from "../src/simulator/cloud.ts";
import { serveCloud } from "../src/simulator/server.ts";
import { parseWorld } from "../src/simulator/world.ts";
import { createStage } from "../test/support/stage.ts";
import { fleetOfHubs, OF_EACH_HUB } from "./fleet-of-hubs.ts";
import { LATENCY_SECONDS } from "./limit.ts";
import { atLeast, type Row, row, throttledRow } from "./row.ts";

const run = promisify(execFile);
const HUBS = 200;
/** By HTTP and in real time. */
const FEW = 10;
/** Soon, so that nothing but tokens is waited for. */
const INSYNC_MS = 500;

/** Two hundred hubs, new, by one process: the least that one of them gets of the rate that AWS gives its account. */
export async function manyHubsRows(): Promise<Row[]> {
  return [...(await shareRows()), await processorRow()];
}

async function shareRows(): Promise<Row[]> {
  const own = fleetOfHubs(HUBS, OF_EACH_HUB);
  const stage = createStage(own.world, { latencyMs: LATENCY_SECONDS * 1000, insyncMs: INSYNC_MS });
  const { outcomes } = await stage.operator().apply(own.files);
  if (outcomes.some(({ result }) => result !== "done")) throw new Error("not everything was done");
  const calls = stage.cloud.calls.list();
  const ofHubs = calls.filter(({ service, account }) => service === "route53" && account.startsWith("1"));
  const perHub = [...Map.groupBy(ofHubs, ({ account }) => account).values()];
  const name = `hubs/${HUBS}`;
  const worst = perHub
    .map(usedOf)
    .toSorted((a, b) => a.seconds - b.seconds)
    .at(-1);
  if (!worst || perHub.length !== HUBS) throw new Error("not all hubs were called");
  return [
    row(`${name}/share-of-rate`, worst.least, worst.seconds, atLeast(0.95), "s, the slowest hub"),
    throttledRow(name, calls),
  ];
}

/** A hub at AWS's full rate takes 10 calls a second of its account, and its spokes' calls beside them. */
async function processorRow(): Promise<Row> {
  const { world } = fleetOfHubs(FEW, OF_EACH_HUB);
  const options = { clock: machineClock, latencyMs: 1, insyncMs: INSYNC_MS, world: parseWorld(world) };
  const cloud = createCloud(options);
  const served = await serveCloud(cloud);
  try {
    const script = fileURLToPath(new URL("processor-of-hubs.ts", import.meta.url));
    const { stdout } = await run(process.execPath, [script, served.url, String(FEW)]);
    const { seconds, calls, ofHubs } = JSON.parse(stdout);
    const atFullRate = ofHubs / rateOf("route53", "all").perSecond;
    const note = `s of a hub account's rate by each s of a vCPU; ${((seconds * 1000) / calls).toFixed(2)} ms a call`;
    return row("hubs/a-vcpu", atFullRate, seconds, undefined, note);
  } finally {
    await served.close();
  }
}

/**
 * From an account's first write to its last call: seconds, and the least that AWS's bucket takes for so many calls. All reads
 * come before, and the bucket is full again.
 */
function usedOf(calls: readonly LoggedCall[]): { readonly seconds: number; readonly least: number } {
  const { burst, perSecond } = rateOf("route53", "all");
  const since = Math.min(...calls.filter(({ write }) => write).map(({ at }) => at));
  const at = calls.map((call) => call.at).filter((moment) => moment >= since);
  return {
    seconds: (Math.max(...at) - since) / 1000,
    least: Math.max(0, at.length - burst) / perSecond,
  };
}
