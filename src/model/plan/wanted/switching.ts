import type { Spoke } from "../../desired/types.ts";
import type { Why } from "../../finding.ts";

/** A VPC that our other carrier still serves keeps it: a switch that is not planned step by step leaves a gap (semantics 58). */
export function switchLater({ name }: Spoke, by: string): Why {
  return {
    reason: "SwitchNotAvailable",
    message: `spoke ${name} is still served by ${by}, and moving it from one mode to the other is not available yet: it stays as it is`,
    todo: "write its mode as it was",
  };
}
