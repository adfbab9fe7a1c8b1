import type { Leadership, Term } from "./leadership.ts";
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
    readonly memory: Pick<TableMemory, "begin" | "understood" | "requests">;
    readonly written: Pick<ReturnType<typeof tableWitness>, "written">;
  };

/**
 * Who acts, by the lease of a table, and what the holder keeps there. Each begins anew with a term; and a term ends, beside
 * the lease's end, when a holder of a higher epoch is seen to have written, and when something on the table is not
 * understood: the lease is given back then, for an instance of a newer version may understand it, and not asked for until
 * that is gone.
 */
export function createTableLeadership(options: TableLeadershipOptions): {
  readonly leadership: Leadership;
  readonly keepers: TableKeepers;
} {
  const { lease, memory, written } = options;
  let ending = new AbortController();
  const end = () => ending.abort();
  const isPuzzled = () => memory.requests.puzzle?.() !== undefined;
  const keepers = createTableKeepers({ ...options, superseded: end });

  async function release(): Promise<void> {
    await written.written();
    await lease.release();
  }

  /** As long as something on the table is not understood, the lease is for others to take. */
  async function whenUnderstood(signal: AbortSignal): Promise<void> {
    if (!isPuzzled()) return;
    await release();
    await memory.understood(signal);
  }

  /** With something on the table that is not understood it is over before it begins. */
  async function begun(signal: AbortSignal): Promise<Term | undefined> {
    const term = await options.acquire(signal);
    if (!term) return undefined;
    ending = new AbortController();
    const lost = AbortSignal.any([term.lost, ending.signal]);
    const over = linkedSignal(signal, lost);
    keepers.begin(term.epoch);
    await memory.begin(term.epoch, over.signal, end).finally(over.unlink);
    return { ...term, lost };
  }

  async function acquire(signal: AbortSignal): Promise<Term | undefined> {
    for (;;) {
      await whenUnderstood(signal);
      const term = signal.aborted ? undefined : await begun(signal);
      if (!term || signal.aborted) return undefined;
      if (!isPuzzled()) return term;
    }
  }

  return { keepers, leadership: { acquire, drain: lease.drain, release } };
}
