import type { Desired } from "../src/model/desired/types.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { differences, readSavedPlan, type SavedPlan, savePlan } from "../src/model/plan/saved-plan.ts";
import { readNamed } from "./files.ts";
import { UserError } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** A plan that was saved for `apply --plan`. Throws UserError in words. */
export async function readPlanFile(path: string): Promise<SavedPlan> {
  const text = await readNamed(path);
  try {
    return readSavedPlan(text);
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** A plan that was shown, as if it had been saved: what is done must not be more. */
export function reviewed(plan: Plan, desired: Desired): SavedPlan {
  return readSavedPlan(savePlan(plan, desired, VERSION));
}

/** Throws UserError when something would be done that was not reviewed. */
export function refuseDifferences(saved: SavedPlan, made: Plan, desired: Desired): void {
  const reasons = differences(saved, made, desired, VERSION);
  if (reasons.length === 0) return;
  const shown = reasons.slice(0, 20).map((r) => `  ${r}`);
  const more = reasons.length > 20 ? [`  … and ${reasons.length - 20} more`] : [];
  throw new UserError(
    [
      "The plan no longer fits, and nothing was changed:",
      ...shown,
      ...more,
      "Plan again, review, and apply that plan.",
    ].join("\n"),
  );
}
