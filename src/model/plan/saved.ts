import { z } from "zod";
import type { Action } from "../action.ts";
import { desiredHash } from "../desired/show.ts";
import type { Desired } from "../desired/types.ts";
import type { Plan } from "./plan.ts";

/** A reviewed plan: what may be done, for which desired state. It holds no secret and no credentials (semantics 27). */
const savedPlan = z.object({
  format: z.literal("vpce-operator/plan-v1"),
  version: z.string(),
  owners: z.array(z.string()),
  desired: z.string(),
  /** The guard's digest, when the plan was made with `--allow-removals`. */
  removals: z.string().optional(),
  actions: z.array(z.string()),
});
export type SavedPlan = z.infer<typeof savedPlan>;

export function savePlan(plan: Plan, desired: Desired, version: string): string {
  const saved: SavedPlan = {
    format: "vpce-operator/plan-v1",
    version,
    owners: ownersOf(desired),
    desired: desiredHash(desired),
    ...(plan.removalsDigest && { removals: plan.removalsDigest }),
    actions: plan.actions.map((a) => a.key),
  };
  return `${JSON.stringify(saved, undefined, 2)}\n`;
}

/** Throws an Error in words when the text is not a saved plan. */
export function readSavedPlan(text: string): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error("not JSON: a plan is saved with `plan --out FILE`", { cause });
  }
  const parsed = savedPlan.safeParse(value);
  if (!parsed.success)
    throw new Error("not a saved plan of this version: save it again with `plan --out FILE`");
  return parsed.data;
}

/** Removals that were reviewed may go beyond the guard; all of them, or those that are left. */
export function allowedBy(saved: SavedPlan): (digest: string, removals: readonly Action[]) => boolean {
  const reviewed = new Set(saved.actions);
  return (_digest, removals) => removals.every((a) => reviewed.has(a.key));
}

/** Why this plan is not the reviewed one, or nothing: a part of it may be done already, but nothing may be new. */
export function departures(saved: SavedPlan, plan: Plan, desired: Desired): string[] {
  if (saved.desired !== desiredHash(desired)) return ["the desired state is not the one that was planned"];
  if (saved.owners.join() !== ownersOf(desired).join()) return ["the owner is not the one that was planned"];
  const reviewed = new Set(saved.actions);
  return plan.actions.filter((a) => !reviewed.has(a.key)).map((a) => `not in the saved plan: ${a.key}`);
}

function ownersOf(desired: Desired): string[] {
  return [...new Set(desired.hubs.map((h) => h.owner as string))].sort();
}
