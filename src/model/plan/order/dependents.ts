import type { Action, ActionKey } from "../../action.ts";

/** Without an action, what waits for it cannot run either. The list is in order of dependency. */
export function withoutDependents(actions: readonly Action[], dropped: Iterable<ActionKey>): Action[] {
  const gone = new Set(dropped);
  return actions.filter((action) => {
    const awaited = [...action.after, ...(action.afterSettled ?? [])];
    const goes = gone.has(action.key) || awaited.some((key) => gone.has(key));
    if (goes) gone.add(action.key);
    return !goes;
  });
}
