import type { Action } from "../model/action/action.ts";
import type { Desired } from "../model/desired/types.ts";
import type { KnownSpoke } from "../model/leaving.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan/plan.ts";
import type { Report } from "../model/report.ts";
import type { RolloutGates } from "../model/rollout/gate.ts";
import type { Commit } from "../model/source/commit.ts";
import type { Status } from "../model/status/status.ts";
import type { Trigger } from "./triggers.ts";

/** What rules: the last desired state that was good (semantics 42). */
export type Ruling = {
  readonly desired: Desired;
  /** A commit, or a hash of what a folder holds. */
  readonly revision: string;
  /** A folder that was caught in the middle of a copy must not look like one whose files were deleted. */
  readonly removals: "allowed" | "unsettled";
  /** Git's: where its documents are to be had again. */
  readonly commit?: Commit;
};

export type DesiredState = {
  /** Looks at the source. Whether what rules is another one afterwards; what was refused it tells by itself. */
  refresh(signal: AbortSignal): Promise<boolean>;
  /** Undefined: nothing good was seen yet. */
  ruling(): Ruling | undefined;
  /** The documents of a commit that ruled once; undefined where they are not to be had. A folder has no memory. */
  recall?(commit: Commit, signal: AbortSignal): Promise<Desired | undefined>;
  /** Resolves after so long, when the signal aborts, or as soon as the source itself tells of a change. */
  rest(ms: number, signal: AbortSignal): Promise<void>;
};

/** What people ask for while the daemon runs, from the table or by HTTP. */
export type Requests = {
  /** Asked of the table. Whether somebody asks for a pass now. */
  refresh(signal: AbortSignal): Promise<boolean>;
  /** Why nothing is to be changed. */
  paused(): string | undefined;
  /** What it says that this process does not understand: another may act, this one stands by. */
  puzzle?(): string | undefined;
  /** Spokes, by name, that are to be forgotten. */
  forgotten(): ReadonlySet<string>;
  /** Who asked for a pass lately, and whether it was made. */
  asked(): Status["requests"];
  /** A pass that began then, and forgot these spokes, has ended: what was asked for before is met. */
  acknowledge(since: number, forgotten: ReadonlySet<string>): Promise<void>;
};

/** How far the documents of hubs with a `rollout` have come to their spokes. */
export type Rollouts = {
  /** Before a pass plans: what each such hub may get. What is told of new documents stands on the table by then. */
  begin(start: RolloutStart, signal: AbortSignal): Promise<RolloutGates>;
  /** After a pass: what it showed and did. */
  end(end: PassEnd): Promise<void>;
  /** When a pass may find one of them ready to go on, in epoch milliseconds. */
  nextAt(): number | undefined;
};

/**
 * | state | the process |
 * |---|---|
 * | standby | waits until it may act: another instance holds the lease |
 * | leading | holds the lease, and makes passes |
 * | draining | was told to stop: calls in flight end, nothing else is started |
 * | stopped | has ended, and given the lease back |
 * | failed | has ended, because something went wrong that it cannot mend |
 */
export type ProcessState = "standby" | "leading" | "draining" | "stopped" | "failed";

/** Why a pass only looks. */
export type Watching = "dryRun" | "paused" | "handover";

export type PassStart = {
  readonly id: string;
  readonly why: ReadonlySet<Trigger>;
  readonly ruling: Ruling;
  readonly epoch: number;
  /** Spokes as they were last known, without those that somebody had forgotten. */
  readonly known: readonly KnownSpoke[];
  readonly watching?: Watching;
};

/** Of a pass that only looks nothing is written down. */
export type RolloutStart = Pick<PassStart, "ruling" | "epoch" | "watching">;

/** What a pass came to; `cut`: it was ended early, for something else is desired by now. */
export type PassEnd = PassStart & {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly cut: boolean;
} & ({ readonly report: Report } | { readonly error: unknown });

/** Who wants to know: status, metrics, history, log. Nothing that they do holds up a pass. */
export type Witness = {
  state(state: ProcessState): void;
  passStarts(start: PassStart): void;
  observed(what: string, done: number, of: number): void;
  planned(plan: Plan): void;
  outcome(action: Action, outcome: Outcome): void;
  passEnds(end: PassEnd): void;
  /** The loop goes round: when the next pass is due, in epoch milliseconds. */
  waits(dueAt: number): void;
};
