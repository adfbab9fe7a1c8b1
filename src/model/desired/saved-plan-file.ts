import { valueAt } from "./positions.ts";
import type { Document } from "./shape.ts";

/** How a plan that `plan --out` saved begins. */
export const SAVED_PLAN_FORMAT = "vpce-operator/plan-v1";

/** People save plans beside the documents that they are plans of; such a file is ours, and says that it is no document. */
export function isSavedPlan(documents: readonly Document[]): boolean {
  const [only, ...others] = documents;
  if (!only || others.length > 0) return false;
  const { body } = only.source;
  return valueAt(body, ["format"]) === SAVED_PLAN_FORMAT && valueAt(body, ["apiVersion"]) === undefined;
}
