import type { Action, ActionKey } from "../../action.ts";

/** What an action waits for stands before it; apart from that the order stays as it is. */
export function inDependencyOrder(actions: readonly Action[]): Action[] {
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const placed = new Set<Action>();
  const ordered: Action[] = [];
  function place(action: Action): void {
    if (placed.has(action)) return;
    placed.add(action);
    for (const key of action.after) placeKey(key);
    for (const key of action.afterSettled ?? []) placeKey(key);
    ordered.push(action);
  }
  function placeKey(key: ActionKey): void {
    const earlier = byKey.get(key);
    if (earlier) place(earlier);
  }
  for (const action of actions) place(action);
  return ordered;
}
