import { createHmac } from "node:crypto";
import type { Trouble } from "../../model/status/troubles.ts";

/** What a receiver gets: JSON of a fixed form, small whatever the fleet. */
export type Message = {
  readonly version: 1;
  readonly instance: string;
  readonly source: string;
  /** Where people see more, if that is known. */
  readonly status?: string;
  readonly at: string;
  readonly began: readonly Entry[];
  readonly ended: readonly Entry[];
  /** Entries that had no place. */
  readonly more?: number;
};

type Entry = Omit<Trouble, "since"> & { readonly since: string };

const ENTRIES_MAX = 20;
const WORDS_MAX = 500;

export type Edges = { readonly began: readonly Trouble[]; readonly ended: readonly Trouble[] };

export function messageOf(
  { began, ended }: Edges,
  from: Pick<Message, "instance" | "source" | "status">,
  at: number,
): Message {
  const shown = began.slice(0, ENTRIES_MAX);
  const over = ended.slice(0, ENTRIES_MAX - shown.length);
  const more = began.length + ended.length - shown.length - over.length;
  return {
    version: 1,
    ...from,
    at: new Date(at).toISOString(),
    began: shown.map(entryOf),
    ended: over.map(entryOf),
    ...(more > 0 && { more }),
  };
}

/** As GitHub signs its webhooks: HMAC-SHA-256 over the very bytes. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

function entryOf({ since, message, ...trouble }: Trouble): Entry {
  const words = message.length > WORDS_MAX ? `${message.slice(0, WORDS_MAX)}…` : message;
  return { ...trouble, message: words, since: new Date(since).toISOString() };
}
