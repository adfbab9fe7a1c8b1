import type { Completed, RolloutState } from "./state.ts";

/** What documents say of a hub now, and when. */
export type Said = Completed & { readonly hub: string; readonly at: number };

/**
 * The state by which a pass begins. Other documents than those that are remembered begin a rollout, whatever became of
 * the one before; but those that reached all already need none, as after a commit that takes one back.
 */
export function begun(
  stored: RolloutState | undefined,
  { hub, at, ...said }: Said,
  choose: () => readonly string[],
): RolloutState {
  if (stored?.desired === said.desired) return stored;
  const completed = stored?.completed;
  const { desired, revision } = said;
  const begins = { hub, desired, revision, since: at, ...(completed && { completed }) };
  if (completed?.desired === desired) return { ...begins, phase: "done", chosen: [] };
  return { ...begins, phase: "canary", chosen: choose() };
}

/** What a pass showed of a hub, and did to it. */
export type Look = {
  /** It acted, and left nothing for want of time. */
  readonly isWhole: boolean;
  /** There was nothing to do, nothing held back, and nothing that could not be seen. */
  readonly isQuiet: boolean;
  /** The rollout held something back. */
  readonly holds: boolean;
  /** Why the canary is not served, or nobody knows. */
  readonly trouble?: string;
};

/** What this process counts itself: another one begins anew. Epoch milliseconds. */
export type Count = { readonly triedAt?: number; readonly servedSince?: number };

/**
 * The state after a pass. The pause is over when the canary was seen served, at each look, for all of it. It runs from
 * the first pass that had the time to serve it, and who is unserved when it ends has failed.
 */
export function advanced(
  state: RolloutState,
  count: Count,
  look: Look,
  { said, pauseMs }: { readonly said: Said; readonly pauseMs: number },
): Advance {
  const { hub: _, at, ...completed } = said;
  const to = (phase: RolloutState["phase"], more: object = {}): Advance => ({
    state: { ...state, phase, since: at, ...more },
    count: {},
  });
  const isDone =
    state.phase === "rest" ? look.isWhole && !look.holds : look.isQuiet && look.trouble === undefined;
  if (state.phase === "done" || state.phase === "failed") return { state, count };
  if (isDone) return to("done", { completed });
  if (state.phase === "rest" || state.chosen.length === 0) return { state, count };
  const next = counted(count, look, at);
  const isOver = (since: number | undefined) => since !== undefined && at - since >= pauseMs;
  if (isOver(next.servedSince)) return to("rest");
  if (look.trouble !== undefined && isOver(next.triedAt)) return to("failed", { result: look.trouble });
  return { state, count: next };
}

type Advance = { readonly state: RolloutState; readonly count: Count };

function counted({ triedAt, servedSince }: Count, look: Look, at: number): Count {
  const tried = triedAt ?? (look.isWhole ? at : undefined);
  return {
    ...(tried !== undefined && { triedAt: tried }),
    ...(look.trouble === undefined && { servedSince: servedSince ?? at }),
  };
}

/** How soon after a look at a canary that is not served yet the next one is due: its steps take about as long. */
const AGAIN_MS = 60_000;

/** When a pass may find the rollout ready to go on; undefined: it waits for nothing that time brings. */
export function dueAt(
  { phase, chosen }: RolloutState,
  { triedAt, servedSince }: Count,
  { now, pauseMs, isStuck }: { readonly now: number; readonly pauseMs: number; readonly isStuck?: boolean },
): number | undefined {
  if (phase === "rest") return isStuck ? undefined : now; // what is for the whole waits for other documents
  if (phase !== "canary" || chosen.length === 0) return undefined;
  if (servedSince !== undefined) return servedSince + pauseMs;
  return triedAt === undefined ? now : Math.min(triedAt + pauseMs, now + AGAIN_MS);
}
