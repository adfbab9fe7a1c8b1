import * as z from "zod";
import type { Action } from "./action/action.ts";
import { vpcKey } from "./ids.ts";
import type { Outcome } from "./outcome.ts";
import type { Report } from "./report.ts";

/** One change that a pass made or could not make, for whoever asks later what happened to a spoke. */
export const change = z.object({
  action: z.string(),
  key: z.string(),
  hub: z.string(),
  endpoint: z.string().optional(),
  spoke: z.string().optional(),
  because: z.string(),
  result: z.enum(["done", "failed"]),
  at: z.number().optional(),
  problem: z.string().optional(),
});
export type Change = z.infer<typeof change>;

/** Whose VPC it is in that hub: an action of the hub's own account names no spoke. */
type NameOf = (hub: string, vpc: string) => string | undefined;

/** What a pass did; waits change nothing, and what was not started will be told by the pass that does it. */
export function changesOf({ plan, outcomes }: Report, nameOf: NameOf = () => undefined): Change[] {
  return outcomes.flatMap((outcome, i) => {
    const action = plan.actions[i];
    const isChange = outcome.result === "done" || outcome.result === "failed";
    return action && isChange && !action.kind.startsWith("await") ? [changeOf(action, outcome, nameOf)] : [];
  });
}

function changeOf(action: Action, outcome: Outcome, nameOf: NameOf): Change {
  const { kind, key, hub, endpoint, because } = action;
  const vpc = "vpc" in action && action.vpc ? vpcKey(action.vpc) : undefined;
  const spoke = action.spoke ?? (vpc === undefined ? undefined : nameOf(hub, vpc));
  const { result, failure, endedAt } = outcome;
  return {
    action: kind,
    key,
    hub,
    ...(endpoint !== undefined && { endpoint }),
    ...(spoke !== undefined && { spoke }),
    because,
    result: result === "done" ? "done" : "failed",
    ...(endedAt !== undefined && { at: endedAt }),
    ...(failure && { problem: `${failure.error}: ${failure.message}` }),
  };
}
