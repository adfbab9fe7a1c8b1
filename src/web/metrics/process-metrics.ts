import type { Status } from "../../model/status/status.ts";
import type { Meters } from "./meters.ts";

const STATES = ["standby", "leading", "draining", "stopped", "failed"] as const;

/** What every instance tells of itself, one that stands by too. */
export function processMetrics({ gauge }: Meters, status: () => Status): void {
  gauge(
    { name: "process_state", help: "1 for the state that the process is in.", labelNames: ["state"] },
    (set) => {
      for (const state of STATES) set(status().process.state === state ? 1 : 0, { state });
    },
  );
  gauge({ name: "lease_held", help: "1 while this process holds the lease." }, (set) =>
    set(status().lease?.held ? 1 : 0),
  );
  gauge({ name: "lease_epoch", help: "The term that this process holds; 0 without one." }, (set) => {
    const { lease } = status();
    set((lease?.held && lease.epoch) || 0);
  });
}
