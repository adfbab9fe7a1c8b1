import type { ActionKind } from "../model/action/action.ts";
import type { Reason } from "../model/reasons.ts";
import type { Report } from "../model/report.ts";

/**
 * When passes are worth making although nobody asks for one: the last one left something to start, something that goes on by
 * itself stands, or a name may be dark. Looked at again after half the time for which it has been so, until a pass makes a step.
 */
export type GoingOn = {
  /** `undefined`: the pass was cut, or it failed. */
  passEnded(report: Report | undefined): void;
  /** Whether all that steps left half done was put back. */
  putBack(isDone: boolean): void;
  /** In epoch milliseconds. */
  times(): (number | undefined)[];
  /** Spokes wait until the first one of their hub has been served for a while. */
  awaitsFirst(): boolean;
  /** The last pass did its part of something that goes on by itself. */
  isFurther(): boolean;
};

/** What was left to start: it waits for AWS. */
const WAITS_AGAIN_MS = { min: 0, max: 60_000 };
/** What goes on by itself, and of which the last pass did nothing. */
const HELD_AGAIN_MS = { min: 30_000, max: 5 * 60_000 };
/** What could not be put back is tried as soon, and at least so often. */
const DARK_AGAIN_MS = { min: 0, max: 5 * 60_000 };

/** `now` in epoch milliseconds. */
export function createGoingOn(now: () => number): GoingOn {
  /** Since when passes end with something left to start, and nothing more has come of it. */
  let remainsSince: number | undefined;
  /** Since when something goes on by itself, and nothing more has come of it. */
  let heldSince: number | undefined;
  /** Since when a step is left half done, and a name may be dark by it. */
  let darkSince: number | undefined;
  let awaitsFirst = false;
  let isFurther = false;

  function againAt(since: number | undefined, { min, max }: typeof HELD_AGAIN_MS): number | undefined {
    if (since === undefined) return undefined;
    return now() + Math.max(min, Math.min(max, 1 + (now() - since) / 2));
  }

  return {
    passEnded(report) {
      const hasStepped = report !== undefined && hasDone(report, STEPS);
      const since = (is: boolean, before: number | undefined) =>
        is ? ((hasStepped ? undefined : before) ?? now()) : undefined;
      const results = report?.outcomes.map(({ result }) => result) ?? [];
      const reasons = new Set<string>(report?.plan.findings.map(({ reason }) => reason));
      const isHeld = !reasons.isDisjointFrom(GOING_ON);
      remainsSince = since(results.includes("remaining"), remainsSince);
      awaitsFirst = reasons.has("FirstUse");
      heldSince = since(isHeld && !awaitsFirst, heldSince); // that takes minutes, and every look all its reads
      const isOwnHeld = reasons.has("OwnEndpointStays") || reasons.has("OwnEndpointWaits");
      isFurther = hasStepped && (isHeld || isOwnHeld || hasDone(report, READIED));
    },
    putBack(isDone) {
      darkSince = isDone ? undefined : (darkSince ?? now());
    },
    times: () => [
      againAt(remainsSince, WAITS_AGAIN_MS),
      againAt(heldSince, HELD_AGAIN_MS),
      againAt(darkSince, DARK_AGAIN_MS),
    ],
    awaitsFirst: () => awaitsFirst,
    isFurther: () => isFurther,
  };
}

/** Withheld, and done by a later pass when this one has done its part. */
const GOING_ON: ReadonlySet<string> = new Set<Reason>([
  "NextPass",
  "NextWave",
  "ResolverMoves",
  "RuleLeavesShare",
  "SwitchWaits",
  "ViewNotReady",
]);

/** Somebody joined or left something, a zone went, a rule was shared, taken out of a share or leads elsewhere, or a Resolver endpoint is ready. */
const STEPS: ReadonlySet<ActionKind> = new Set([
  "associate",
  "associateRule",
  "awaitResolverEndpoint",
  "awaitRule",
  "disassociate",
  "disassociateRule",
  "deleteZone",
  "addToShare",
  "removeFromShare",
]);

/** A Resolver endpoint is as it was waited for: only a reading tells what may follow. */
const READIED: ReadonlySet<ActionKind> = new Set(["awaitResolverEndpoint"]);

/** More is possible by what the pass did than before; a record that is mended again and again is no step. */
function hasDone({ plan, outcomes }: Report, steps: ReadonlySet<ActionKind>): boolean {
  return plan.actions.some(({ kind }, i) => steps.has(kind) && outcomes[i]?.result === "done");
}
