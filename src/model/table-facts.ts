import { tableInWords } from "./desired/table.ts";
import type { TableRef } from "./desired/types.ts";

/** What a table remembers that a reader of a plan has to know. Times are epoch milliseconds. */
export type TableFacts = {
  readonly name: string;
  readonly region: string;
  /** Who holds the lease, as last written: it may have died since. Absent: nobody. */
  readonly leader?: { readonly label: string; readonly epoch: number };
  readonly paused?: { readonly reason: string; readonly author: string; readonly since: number };
  /** What the daemon went by last. */
  readonly lastGood?: { readonly url: string; readonly ref: string; readonly commit: string };
  /** What of it could not be read, and why. */
  readonly unread?: string;
};

/** In sentences, for the head of a plan. */
export function factsInWords({ name, region, leader, paused, lastGood, unread }: TableFacts): string[] {
  const table = { name, region } as TableRef;
  const who = leader ? `${leader.label} holds the lease, epoch ${leader.epoch}` : "nobody holds the lease";
  const rules = lastGood
    ? `; ${lastGood.commit.slice(0, 12)} of ${lastGood.ref} ruled last (${lastGood.url})`
    : "";
  return [
    `The ${tableInWords(table)}: ${unread === undefined ? `${who}${rules}` : `could not be read (${unread})`}.`,
    ...(paused
      ? [
          `Paused by ${paused.author} since ${new Date(paused.since).toISOString()}: ${paused.reason}. Nothing is applied until somebody resumes: vpce-operator resume --table ${name} --region ${region}`,
        ]
      : []),
  ];
}
