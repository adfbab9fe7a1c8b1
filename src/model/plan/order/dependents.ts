import { type Action, awaitedBy } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { pairKey } from "../../ids.ts";
import { atOnce, eachInTurns, type Turns } from "../../turns.ts";

/**
 * A wait for what was done before the plan has a purpose only while an action of the plan counts on it, and so has a change
 * that is made only to be waited for.
 */
export function withoutIdleWaits(actions: readonly Action[]): readonly Action[] {
  const again = new Set(actions.flatMap((action) => (isAgain(action) ? [action.key] : [])));
  const isEarlier = ({ kind, after }: Action) =>
    (kind === "awaitInsync" || kind === "awaitSure" || kind === "tryTakeBack") &&
    after.every((key) => again.has(key));
  if (!actions.some(isEarlier)) return actions;
  const waits = withoutIdle(actions, isEarlier);
  return again.size === 0 ? waits : withoutIdle(waits, isAgain);
}

function isAgain(action: Action): boolean {
  return action.kind === "changeRecords" && action.again === true;
}

function withoutIdle(actions: readonly Action[], isIdle: (action: Action) => boolean): readonly Action[] {
  const awaited = new Set(actions.flatMap(awaitedBy));
  return actions.filter((action) => !isIdle(action) || awaited.has(action.key));
}

/** What waits, by itself or through others, for an action that is not among these. */
export function waitingForOthers(actions: readonly Action[]): ReadonlySet<ActionKey> {
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const verdicts = new Map<ActionKey, boolean>();
  function waits(key: ActionKey): boolean {
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const action = byKey.get(key);
    const verdict = action === undefined || awaitedBy(action).some(waits);
    verdicts.set(key, verdict);
    return verdict;
  }
  return new Set([...byKey.keys()].filter(waits));
}

/**
 * Without an action, what waits for it cannot run either. The list is in order of dependency. An authorization goes with
 * its association: nobody would take it back. One that stands already is taken back all the same.
 */
export function withoutDependents(actions: readonly Action[], dropped: Iterable<ActionKey>): Action[] {
  return atOnce(withoutDependentsInTurns(actions, dropped));
}

export function* withoutDependentsInTurns(
  actions: readonly Action[],
  dropped: Iterable<ActionKey>,
): Turns<Action[]> {
  const gone = new Set(dropped);
  const [given, lost] = [new Set<string>(), new Set<string>()];
  yield* eachInTurns(actions, (action) => {
    if (action.kind === "authorize") given.add(pairOf(action));
  });
  const left: Action[] = [];
  yield* eachInTurns(actions, (action) => {
    const awaited =
      action.kind === "deauthorize" && !given.has(pairOf(action)) ? action.after : awaitedBy(action);
    if (!gone.has(action.key) && !awaited.some((key) => gone.has(key))) return left.push(action);
    gone.add(action.key);
    return joins(action) && lost.add(pairOf(action));
  });
  return left.filter((action) => action.kind !== "authorize" || !lost.has(pairOf(action)));
}

type OfPair = Extract<Action, { kind: "authorize" | "deauthorize" | "associate" | "move" }>;

function joins(action: Action): action is OfPair {
  return action.kind === "associate" || action.kind === "move";
}

function pairOf({ zone, vpc }: OfPair): string {
  return pairKey(zone.key, vpc);
}
