import type { Action, ActionKey } from "../../action.ts";
import { eachInTurns, type Turns } from "../../turns.ts";

/** What an action waits for stands before it; apart from that the order stays as it is. */
export function* inDependencyOrder(actions: readonly Action[]): Turns<Action[]> {
  const byKey = new Map<ActionKey, Action>();
  yield* eachInTurns(actions, (action) => byKey.set(action.key, action));
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
  yield* eachInTurns(actions, place);
  return ordered;
}
