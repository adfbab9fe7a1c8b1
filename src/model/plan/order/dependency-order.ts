import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { eachInTurns, type Turns } from "../../turns.ts";

/** What an action waits for stands before it; apart from that the order stays as it is. */
export function* inDependencyOrder(actions: readonly Action[]): Turns<readonly Action[]> {
  return (yield* isInOrder(actions)) ? actions : yield* reordered(actions);
}

/** As most plans are written down. Where two actions have one key, the last of them is what others wait for. */
function* isInOrder(actions: readonly Action[]): Turns<boolean> {
  const before = new Set<ActionKey>();
  const missing = new Set<ActionKey>();
  yield* eachInTurns(actions, ({ key, after, afterSettled = [], inTurnAfter = [] }) => {
    for (const earlier of after) if (!before.has(earlier)) missing.add(earlier);
    for (const earlier of afterSettled) if (!before.has(earlier)) missing.add(earlier);
    for (const earlier of inTurnAfter) if (!before.has(earlier)) missing.add(earlier);
    before.add(key);
  });
  return before.size === actions.length && before.isDisjointFrom(missing);
}

function* reordered(actions: readonly Action[]): Turns<Action[]> {
  const byKey = new Map<ActionKey, Action>();
  yield* eachInTurns(actions, (action) => byKey.set(action.key, action));
  const placed = new Set<Action>();
  const ordered: Action[] = [];
  function place(action: Action): void {
    if (placed.has(action)) return;
    placed.add(action);
    for (const key of action.after) placeKey(key);
    for (const key of action.afterSettled ?? []) placeKey(key);
    for (const key of action.inTurnAfter ?? []) placeKey(key);
    ordered.push(action);
  }
  function placeKey(key: ActionKey): void {
    const earlier = byKey.get(key);
    if (earlier) place(earlier);
  }
  yield* eachInTurns(actions, place);
  return ordered;
}
