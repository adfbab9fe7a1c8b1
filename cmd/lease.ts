import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { createLeaseKeeper, type LeaseKeeper } from "../src/daemon/lease/keeper.ts";
import { workerLink } from "../src/daemon/lease/worker-link.ts";
import { leaseTimes } from "../src/model/lease/times.ts";
import { machineClock } from "./clock.ts";
import { machineLeaseClock } from "./lease-clock.ts";
import { networkFrom } from "./network.ts";
import { UserError } from "./terminal.ts";

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

const LEASE_MS = 20_000;

/**
 * On the simulator of this machine, a demonstration may shorten it. Nowhere else: all instances of a table must count
 * alike, or two of them act.
 */
function leaseMsFrom({ VPCE_DEMO_LEASE_MS: given, AWS_ENDPOINT_URL: url }: NodeJS.ProcessEnv): number {
  if (given === undefined) return LEASE_MS;
  if (!/^http:\/\/127\.0\.0\.1:\d+\/?$/.test(url ?? ""))
    throw new UserError("VPCE_DEMO_LEASE_MS is for a simulated cloud on this machine; take it out");
  const ms = Number(given);
  if (!Number.isInteger(ms) || ms < 1000)
    throw new UserError("VPCE_DEMO_LEASE_MS takes milliseconds, from 1000 on");
  return ms;
}

/** This process as one that takes part in the lease of a table: 128 random bits, and a name. */
export function keepLease({
  table,
  region,
  label,
  leaseMs = leaseMsFrom(process.env),
}: LeaseFlags): LeaseKeeper {
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
