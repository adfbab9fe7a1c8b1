import * as z from "zod";
import type { Action } from "./action.ts";
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

/** What a pass did; waits change nothing, and what was not started will be told by the pass that does it. */
export function changesOf({ plan, outcomes }: Report): Change[] {
  return outcomes.flatMap((outcome, i) => {
    const action = plan.actions[i];
    const isChange = outcome.result === "done" || outcome.result === "failed";
    return action && isChange && !action.kind.startsWith("await") ? [changeOf(action, outcome)] : [];
  });
}

function changeOf({ kind, key, hub, endpoint, spoke, because }: Action, outcome: Outcome): Change {
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
