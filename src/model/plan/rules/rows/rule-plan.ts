import type { Action } from "../../../action/action.ts";
import type { Finding } from "../../../finding.ts";

/** What becomes of a hub's rules, or of what they lead through, in one pass. */
export type RulePlan = {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** For what takes the place of what goes. */
  readonly waits?: readonly Action[];
};
