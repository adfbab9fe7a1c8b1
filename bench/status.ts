import type { Desired } from "../src/model/desired/types.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { fleetStatus } from "../src/model/status/fleet.ts";
import { EMPTY_FLEET, type Status } from "../src/model/status/status.ts";

/** As the daemon has it after a pass that only looked. */
export function statusOf(desired: Desired, plan: Plan): Status {
  const [at, revision] = [Date.UTC(2026, 0, 1), "0123456789abcdef"];
  const fleet = fleetStatus({ desired, revision, plan, outcomes: [], text: "", at }, EMPTY_FLEET);
  if (fleet.objects.length < desired.spokes.length) throw new Error("not all is told");
  return {
    version: 1,
    at,
    process: { label: "bench", state: "leading", since: at, version: "1" },
    source: { name: "bench" },
    requests: [],
    ...fleet,
  };
}
