import type { Commit } from "../source/commit.ts";

/**
 * How far what documents say of a hub has come to its spokes (semantics 45); as it is remembered.
 *
 * | phase | new steps go to | ends |
 * |---|---|---|
 * | canary | the chosen VPCs | when they were seen served for the whole pause: rest; unserved at its end: failed |
 * | rest | all | with a whole pass: done |
 * | done | all | with other documents |
 * | failed | the chosen VPCs | with other documents |
 *
 * In each, everything goes on that the documents of the last completed state ask for too.
 */
export type RolloutState = {
  readonly hub: string;
  /** Hash of what concerns the hub: `hubHash`. */
  readonly desired: string;
  /** The commit, or the folder's hash, that first said so. */
  readonly revision: string;
  readonly phase: RolloutPhase;
  /** Since when, in epoch milliseconds. */
  readonly since: number;
  /** The canary, by `vpcKey`. */
  readonly chosen: readonly string[];
  /** The state that last reached all. Absent: none did yet. */
  readonly completed?: Completed | undefined;
  /** Of one that failed: why. */
  readonly result?: string | undefined;
};

export type RolloutPhase = "canary" | "rest" | "done" | "failed";

/** `commit`: where its documents are to be had again. */
export type Completed = {
  readonly desired: string;
  readonly revision: string;
  readonly commit?: Commit | undefined;
};
