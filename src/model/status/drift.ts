import type { Action } from "../action/action.ts";
import type { ActionKey } from "../action/common.ts";
import { isOpen } from "../finding.ts";
import type { Report } from "../report.ts";
import { documentKey } from "./said.ts";

export type PassDone = {
  readonly revision: string;
  /** It was free to act, and not cut short. */
  readonly whole: boolean;
  readonly report?: Report;
};

/** How a pass left things: what it did not do, by step, and what is not in order, by document. */
export type PassLeft = {
  readonly revision: string;
  readonly keys: ReadonlySet<ActionKey>;
  readonly documents: ReadonlySet<string>;
  /** Endpoints that anything of this was about: a zone that nobody joined yet gets its aliases again. */
  readonly endpoints: ReadonlySet<string>;
};

/**
 * How many changes of a pass repaired what others had changed: those that no other documents, no retry and no end of an
 * obstacle explains. The pass before must have left that very document in order.
 */
export function driftRepaired({ revision, report }: PassDone, before: PassLeft | undefined): number {
  if (!report || before?.revision !== revision) return 0;
  function wasOpen({ key, hub, endpoint, spoke }: Action): boolean {
    const places = [{ hub }, { hub, endpoint }, { hub, spoke }].map(keyOf);
    if (before?.keys.has(key) || places.some((place) => before?.documents.has(place))) return true;
    return spoke === undefined && before?.endpoints.has(keyOf({ hub, endpoint })) === true;
  }
  const repaired = report.plan.actions.filter(
    (action, i) => report.outcomes[i]?.result === "done" && isRepair(action) && !wasOpen(action),
  );
  return repaired.length;
}

/** Undefined: nothing can be told by it of the next one. */
export function leftBy({ revision, whole, report }: PassDone): PassLeft | undefined {
  if (!report || !whole) return undefined;
  const { actions, held, findings } = report.plan;
  const undone = actions.filter((_, i) => report.outcomes[i]?.result !== "done");
  const open = findings.filter(isOpen);
  return {
    revision,
    keys: new Set([...undone, ...held].map(({ key }) => key)),
    documents: new Set(open.map(keyOf)),
    endpoints: new Set([...undone, ...open].map(({ hub, endpoint }) => keyOf({ hub, endpoint }))),
  };
}

type Place = {
  readonly hub: string;
  readonly endpoint?: string | undefined;
  readonly spoke?: string | undefined;
};

function keyOf({ hub, endpoint, spoke }: Place): string {
  if (spoke !== undefined) return documentKey("spoke", hub, spoke);
  return endpoint === undefined ? documentKey("hub", hub) : documentKey("endpoint", hub, endpoint);
}

/** Not what only goes with a change, or waits for it. */
function isRepair({ kind }: Action): boolean {
  return !kind.startsWith("await") && kind !== "authorize" && kind !== "deauthorize";
}
