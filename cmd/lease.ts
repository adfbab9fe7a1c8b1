import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { createLeaseKeeper, type LeaseKeeper } from "../src/daemon/lease/keeper.ts";
import { workerLink } from "../src/daemon/lease/worker-link.ts";
import { leaseTimes } from "../src/model/lease/times.ts";
import { machineClock } from "./clock.ts";
import { machineLeaseClock } from "./lease-clock.ts";
import { networkFrom } from "./network.ts";

/** In the bundle the thread's program is a file of its own, beside the chunk that this becomes (rolldown.config.ts). */
const PROGRAM = new URL(
  import.meta.url.endsWith(".ts") ? "./lease-worker.ts" : "./lease-worker.mjs",
  import.meta.url,
);

export type LeaseFlags = {
  readonly table: string;
  readonly region: string;
  /** Name of this instance, for people; without one, the machine's and the process's. */
  readonly label?: string;
  readonly leaseMs?: number;
};

/** This process as one that takes part in the lease of a table: 128 random bits, and a name. */
export function keepLease({ table, region, label, leaseMs = 20_000 }: LeaseFlags): LeaseKeeper {
  const holder = randomBytes(16).toString("hex");
  const settings = {
    table,
    region,
    holder,
    label: label ?? `${hostname()}/${process.pid}`,
    leaseMs,
    network: networkFrom(process.env),
  };
  return createLeaseKeeper({
    holder,
    times: leaseTimes(leaseMs),
    leaseClock: machineLeaseClock,
    clock: machineClock,
    open: () => workerLink(PROGRAM, settings),
  });
}
