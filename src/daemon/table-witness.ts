import { changesOf } from "../model/history.ts";
import { spokeNames } from "../model/leaving.ts";
import type { Status } from "../model/status/status.ts";
import type { Store } from "../store/store.ts";
import type { PassEnd, Witness } from "./ports.ts";
import { witness } from "./witnesses.ts";

export type TableWitnessOptions = {
  readonly store: Pick<Store, "status" | "history">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly status: () => Status;
  readonly problem: (message: string) => void;
};

/** A status of ten thousand spokes is many items: others read it at most a minute old. */
const STATUS_MS = 60_000;

/**
 * Writes down what passes did, and how things stand, one after the other: no pass waits for it. `written`: resolves when all
 * of it stands on the table, with the last status.
 */
export function tableWitness(
  options: TableWitnessOptions,
): Witness & { written(): Promise<void>; changed(): void } {
  const { store, now, status, problem } = options;
  let queue: Promise<unknown> = Promise.resolve();
  let statusAt = Number.NEGATIVE_INFINITY;
  let epoch: number | undefined;
  let told = "";

  function write(what: string, work: () => Promise<{ readonly kind: string }>): void {
    queue = queue.then(work).then(
      ({ kind }) => {
        if (kind !== "written") problem(`${what} was not written (${kind})`);
      },
      (error: unknown) => problem(`${what} was not written: ${String(error)}`),
    );
  }

  function writeStatus(by: number): void {
    statusAt = now();
    told = aboutOf(status());
    write("the status", () => store.status.write(status(), by));
  }

  return {
    ...witness({
      passEnds(end) {
        if (end.watching === "dryRun") return;
        epoch = end.epoch;
        const entries = entriesOf(end);
        const { id: pass, epoch: by } = end; // not the plan, should the table be slow
        const at = Math.round(end.endedAt);
        if (entries.length > 0) write("the history", () => store.history.add({ at, pass, entries }, by));
        if (now() - statusAt >= STATUS_MS) writeStatus(end.epoch);
      },
    }),
    /** Between passes: written when it says something else than what stands there. */
    changed() {
      if (epoch !== undefined && aboutOf(status()) !== told) writeStatus(epoch);
    },
    async written() {
      if (epoch !== undefined) writeStatus(epoch);
      await queue;
    },
  };
}

/** Passes that changed nothing and failed in nothing are not told. */
function entriesOf(end: PassEnd): readonly unknown[] {
  if ("report" in end) return changesOf(end.report, spokeNames(end.ruling.desired, end.known));
  return [{ action: "pass", result: "failed", problem: String(end.error) }];
}

/** What pipelines and people wait for. */
function aboutOf({ lastPass, source, paused }: Status): string {
  return JSON.stringify([lastPass?.id, source.lastApplied, source.refusal?.message, paused?.reason]);
}
