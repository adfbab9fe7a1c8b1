import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";

/** With the waits that several count on, each once, and none for which the plan has a step of its own. */
export function withWaits(actions: readonly Action[], waits: readonly Action[]): readonly Action[] {
  if (waits.length === 0) return actions;
  const known = new Set(actions.map(({ key }) => key));
  const missing = new Map<ActionKey, Action>();
  for (const wait of waits) if (!known.has(wait.key)) missing.set(wait.key, wait);
  return [...missing.values(), ...actions];
}
