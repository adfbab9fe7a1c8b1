import type { ActionKey } from "./action/common.ts";
import type { Failure } from "./failure.ts";

/** What became of one action. */
export type Outcome = {
  readonly key: ActionKey;
  /**
   * `done`: acted, or found it so already. `failed`: for good in this pass. `skipped`: something it waits for did not
   * succeed. `remaining`: not started when the pass was interrupted.
   */
  readonly result: "done" | "failed" | "skipped" | "remaining";
  readonly failure?: Failure;
  /** Epoch milliseconds at which it ended; absent when it never started. */
  readonly endedAt?: number;
};
