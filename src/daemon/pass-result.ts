import { converged } from "../model/report.ts";
import type { PassEnd } from "./ports.ts";

/**
 * | result | the pass |
 * |---|---|
 * | converged | left everything as desired, as far as it could see |
 * | open | left something to do: held back, failed, unseen, or only looked at |
 * | cut | was ended early, for something else is desired by now |
 * | failed | did not come to its end |
 */
export type PassResult = "converged" | "open" | "cut" | "failed";

export function resultOf(end: PassEnd): PassResult {
  if (!("report" in end)) return "failed";
  if (end.cut) return "cut";
  return converged(end.report) ? "converged" : "open";
}
