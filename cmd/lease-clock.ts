import { uptime } from "node:os";
import type { LeaseClock } from "../src/daemon/lease/runner.ts";
import { machineClock } from "./clock.ts";

/**
 * The clocks of this machine. `process.hrtime` is the same for all threads of the process, which `performance.now` is not;
 * what `os.uptime` counts goes on while the machine sleeps.
 */
export const machineLeaseClock: LeaseClock = {
  readings: () => ({
    monotonic: Number(process.hrtime.bigint() / 1000n) / 1000,
    sinceBoot: uptime() * 1000,
    wall: Date.now(),
  }),
  sleep: machineClock.sleep,
};
