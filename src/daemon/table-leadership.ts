import type { Leadership } from "./leadership.ts";
import type { LeaseKeeper, LeaseTerm } from "./lease/keeper.ts";
import { linkedSignal } from "./linked-signal.ts";
import { createTableKeepers, type TableKeepers, type TableKeepersOptions } from "./table-keepers.ts";
import type { TableMemory } from "./table-memory.ts";
import type { TableTerm } from "./table-term.ts";
import type { tableWitness } from "./table-witness.ts";

export type TableLeadershipOptions = Omit<TableKeepersOptions, keyof TableTerm> &
  Pick<TableTerm, "problem"> & {
    readonly lease: Pick<LeaseKeeper, "drain" | "release">;
    /** Undefined: the signal aborted first. */
    readonly acquire: (signal: AbortSignal) => Promise<LeaseTerm | undefined>;
    readonly memory: Pick<TableMemory, "begin">;
    readonly written: Pick<ReturnType<typeof tableWitness>, "written">;
  };

/**
 * Who acts, by the lease of a table, and what the holder keeps there. Each begins anew with a term; and a term ends, beside
 * the lease's end, when a holder of a higher epoch is seen to have written.
 */
export function createTableLeadership(options: TableLeadershipOptions): {
  readonly leadership: Leadership;
  readonly keepers: TableKeepers;
} {
  const { lease, memory, written } = options;
  let superseded = new AbortController();
  const keepers = createTableKeepers({ ...options, superseded: () => superseded.abort() });
  return {
    keepers,
    leadership: {
      async acquire(signal) {
        const term = await options.acquire(signal);
        if (!term) return undefined;
        superseded = new AbortController();
        const lost = AbortSignal.any([term.lost, superseded.signal]);
        const begun = linkedSignal(signal, lost);
        keepers.begin(term.epoch);
        await memory.begin(term.epoch, begun.signal).finally(begun.unlink);
        return signal.aborted ? undefined : { ...term, lost };
      },
      drain: lease.drain,
      async release() {
        await written.written();
        await lease.release();
      },
    },
  };
}
