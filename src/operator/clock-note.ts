import { SKEW_MAX_MS, skewInWords } from "../aws/failure.ts";
import type { Desired } from "../model/desired/types.ts";
import { finding, sortFindings } from "../model/finding.ts";
import type { Plan } from "../model/plan/plan.ts";

/**
 * Says once that the machine's clock is so wrong that AWS refuses what is signed by it. The calls went through all the
 * same: the SDK signs by AWS's clock once it was refused. `offMs`: how far AWS's clock is ahead.
 */
export function withClockNote(plan: Plan, { hubs: [hub] }: Desired, offMs: number): Plan {
  const isSaid = plan.findings.some(({ reason }) => reason === "ClockSkewed");
  if (!hub || isSaid || Math.abs(offMs) < SKEW_MAX_MS) return plan;
  const note = finding(
    "note",
    { hub: hub.name },
    {
      reason: "ClockSkewed",
      message: `${skewInWords(offMs)}: each client's first call was refused and signed anew`,
      todo: "set this machine's clock (NTP)",
    },
  );
  return { ...plan, findings: sortFindings([...plan.findings, note]) };
}
