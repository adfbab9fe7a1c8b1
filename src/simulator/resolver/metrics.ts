import { refused } from "./access.ts";

/** Members of today's API that the client in use does not know yet; its wire passes them on. */
const MEMBERS = ["RniEnhancedMetricsEnabled", "TargetNameServerMetricsEnabled"] as const;

export type WithMetrics<In> = In & { [member in (typeof MEMBERS)[number]]?: boolean };

/** The metrics that are switched on or off; those of target name servers are of outbound endpoints only (API reference). */
export function metricsOf(input: WithMetrics<object>, direction: string): { [member: string]: boolean } {
  if (input.TargetNameServerMetricsEnabled && direction !== "OUTBOUND")
    throw refused(
      "InvalidRequestException",
      "TargetNameServerMetricsEnabled is only supported for outbound Resolver endpoints.",
    );
  return Object.fromEntries(
    MEMBERS.flatMap((member) => (input[member] === undefined ? [] : [[member, input[member]]])),
  );
}
