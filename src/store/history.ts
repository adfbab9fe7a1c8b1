import { FailureError } from "../aws/failure.ts";
import type { Seen } from "../model/failure.ts";
import { decoded, encoded, type Item, number } from "./encoding.ts";
import { type Items, seen, type Written } from "./items.ts";
import { TTL_ATTRIBUTE } from "./records.ts";

/** What one pass did, or a refusal: entries as the caller makes them. */
export type Chapter = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly pass: string;
  readonly entries: readonly unknown[];
};

export type History = {
  /** The same chapter again changes nothing. */
  add(chapter: Chapter, epoch: number): Promise<Written>;
  /** The oldest first. */
  since(at: number): Promise<Seen<readonly Chapter[]>>;
};

const PARTITION = "history";
const KEPT_MS = 90 * 24 * 3_600_000;

export function tableHistory(items: Items): History {
  return {
    async add(chapter, epoch) {
      for (const [n, part] of parts(chapter).entries()) {
        const { at, pass } = chapter;
        const place: Item = {
          pk: { S: PARTITION },
          sk: { S: `${new Date(at).toISOString()}#${pass}#${String(n).padStart(4, "0")}` },
          [TTL_ATTRIBUTE]: number(Math.floor((at + KEPT_MS) / 1000)),
        };
        const result = await items.put({ ...place, ...part }, epoch);
        if (result.kind !== "written") return result;
      }
      return { kind: "written" };
    },
    async since(at) {
      const found = await items.query(PARTITION, { from: new Date(at).toISOString() });
      if (found.kind === "unreadable") return found;
      return seen(async () => joined(found.value.map((item) => decoded(item) as Chapter)));
    },
  };
}

/** A chapter that does not fit into one item, in halves. One entry that does not fit by itself is an error of its maker. */
function parts(chapter: Chapter): readonly Item[] {
  try {
    return [encoded(chapter)];
  } catch (error) {
    const { entries } = chapter;
    if (!(error instanceof FailureError) || entries.length < 2) throw error;
    const half = Math.ceil(entries.length / 2);
    const halves = [entries.slice(0, half), entries.slice(half)];
    return halves.flatMap((some) => parts({ ...chapter, entries: some }));
  }
}

function joined(read: readonly Chapter[]): readonly Chapter[] {
  const chapters: Chapter[] = [];
  for (const part of read) {
    const last = chapters.at(-1);
    if (last?.pass === part.pass && last.at === part.at)
      chapters[chapters.length - 1] = { ...last, entries: [...last.entries, ...part.entries] };
    else chapters.push(part);
  }
  return chapters;
}
