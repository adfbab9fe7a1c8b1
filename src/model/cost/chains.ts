import { type Action, awaitedBy, isWait } from "../action/action.ts";
import type { ActionKey } from "../action/common.ts";
import { callsOf } from "./calls.ts";
import { loadOf, type Rates, secondsOf } from "./load.ts";
import { type WaitSeconds, waitsBefore } from "./waits.ts";

/**
 * The longest way through a plan's waits. Waits overlap with each other and with all calls, so what counts of those
 * before a wait and between two is the slowest bucket, from which things come one by one:
 *
 *     ○○○○○○ made, 0.3 a second
 *     ○─wait─▶●      each waits by itself, from when it was made
 *        ○─wait─▶●   so the last is ready one wait after the last was made, and then takes its own share of what follows
 */
export function chainsOf(
  actions: readonly Action[],
  seconds: WaitSeconds,
  latencySeconds: number,
  rates: Rates,
): number {
  const waits = waitsBefore(actions, seconds);
  const backwards = actions.toReversed();
  const load = (some: readonly Action[]) => loadOf(some.flatMap(callsOf), rates);
  const chains = lengthsOf(waits).map((waited) => {
    const { enders, levels } = behind(waited, backwards, waits);
    const after = actions.filter((a) => !isWait(a) && (waits.get(a.key) ?? 0) >= waited);
    const inZone = longestQueue(after) * latencySeconds;
    const following = load(after);
    const slowest = levels.reduce((most, level) => Math.max(most, secondsOf(load(level))), 0);
    const last = Math.max(inZone, secondsOf(following, enders));
    return waited + Math.max(secondsOf(following), slowest + last);
  });
  return chains.reduce((a, b) => Math.max(a, b), 0);
}

/** What all waits that end after so many seconds of waiting depend on, by how long that waited itself. */
function behind(
  waited: number,
  backwards: readonly Action[],
  waits: ReadonlyMap<ActionKey, number>,
): { readonly enders: number; readonly levels: readonly (readonly Action[])[] } {
  const needed = new Set<ActionKey>();
  const levels = new Map<number, Action[]>();
  let enders = 0;
  for (const action of backwards) {
    const own = waits.get(action.key) ?? 0;
    const ends = own === waited && !awaitedBy(action).some((key) => waits.get(key) === waited);
    if (ends) enders += 1;
    else if (!needed.has(action.key)) continue;
    for (const key of action.after) needed.add(key);
    if (ends || isWait(action)) continue;
    const level = levels.get(own);
    if (level) level.push(action);
    else levels.set(own, [action]);
  }
  return { enders: Math.max(1, enders), levels: [...levels.values()] };
}

/** Each costs a look at all actions: of many only some, the shortest and the longest among them. */
const LENGTHS_MAX = 6;

function lengthsOf(waits: ReadonlyMap<ActionKey, number>): readonly number[] {
  const all = [...new Set(waits.values())].sort((a, b) => a - b);
  const steps = Math.min(all.length, LENGTHS_MAX);
  const at = (i: number) => Math.round((i * (all.length - 1)) / Math.max(1, steps - 1));
  return Array.from({ length: steps }, (_, i) => all[at(i)] ?? 0);
}

/** The longest queue of actions that one zone takes one by one. */
function longestQueue(actions: readonly Action[]): number {
  const inZone = actions.filter((a) => a.kind === "associate" || a.kind === "disassociate");
  return Math.max(0, ...[...Map.groupBy(inZone, (a) => a.zone.key).values()].map((list) => list.length));
}
