import { type Change, change, changesOf } from "../model/history.ts";
import type { Chapter } from "../store/history.ts";
import type { PassEnd, Witness } from "./ports.ts";
import { witness } from "./witnesses.ts";

/** What passes changed lately, for the page: of the table, or in this process the last thousand. */
export type RecentChanges = {
  readonly witness: Witness;
  /** Of one spoke, the newest first. Never rejects: where the table does not answer, what this process knows. */
  of(hub: string, spoke: string): Promise<readonly Change[]>;
};

export type RecentChangesOptions = {
  readonly now: () => number;
  /** Undefined: there is no table, or it does not answer. The oldest first. */
  readonly onTable: (since: number) => Promise<readonly Chapter[] | undefined>;
};

const KEPT = 1000;
const SHOWN = 50;
const WEEK_MS = 7 * 24 * 3_600_000;
/** However many people look, the table is asked so often at most. */
const ASKED_MS = 30_000;

export function createRecentChanges({ now, onTable }: RecentChangesOptions): RecentChanges {
  let own: readonly Change[] = [];
  let asked: { readonly at: number; readonly chapters: Promise<readonly Chapter[] | undefined> } | undefined;

  function chapters(): Promise<readonly Chapter[] | undefined> {
    if (!asked || now() - asked.at >= ASKED_MS)
      asked = { at: now(), chapters: onTable(now() - WEEK_MS).catch(() => undefined) };
    return asked.chapters;
  }

  return {
    witness: witness({
      passEnds(end) {
        const changes = "report" in end ? changesOf(end.report).map(datedBy(end)) : [];
        if (changes.length > 0) own = [...own, ...changes].slice(-KEPT);
      },
    }),
    async of(hub, spoke) {
      const read = await chapters();
      const all = read?.flatMap(({ at, entries }) =>
        entries.flatMap((entry) => {
          const known = change.safeParse(entry).data;
          return known ? [{ at, ...known }] : [];
        }),
      );
      const isOf = (one: Change) => one.hub === hub && one.spoke === spoke;
      return (all ?? own).filter(isOf).slice(-SHOWN).reverse();
    },
  };
}

function datedBy({ endedAt }: PassEnd): (one: Change) => Change {
  return (one) => ({ at: endedAt, ...one });
}
