import type { Clock } from "../model/clock.ts";
import type { Status } from "../model/status/status.ts";
import type { StatusKeeper } from "./status-keeper.ts";

export type StatusExchangeOptions = {
  readonly clock: Clock;
  readonly keeper: Pick<StatusKeeper, "status" | "recall">;
  /** How things stood when the holder last wrote it down. */
  readonly lastStatus: () => Promise<Status | undefined>;
  /** Writes it down where something has changed since. */
  readonly writeStatus: () => void;
};

/** A pipeline that waits for its commit, and whoever looks at a standby's page, see what is at most so old. */
const EXCHANGE_MS = 10_000;

/** Beside the passes, until the signal aborts: the holder writes down what has changed, a standby reads it. */
export async function exchangeStatus(options: StatusExchangeOptions, signal: AbortSignal): Promise<void> {
  const { clock, keeper, lastStatus, writeStatus } = options;
  for (;;) {
    await clock.sleep(EXCHANGE_MS, signal);
    if (signal.aborted) return;
    const { state } = keeper.status().process;
    if (state === "standby") keeper.recall(await lastStatus());
    if (state === "leading") writeStatus();
  }
}
