import { AwsError } from "./service.ts";

/** A page, and the key of the first item that did not fit. */
export type Page<T> = { items: T[]; next?: string };

/**
 * The items from key `from` on, at most `limit` of them, in the order of their keys. As the continuation is a
 * key and not a position, what comes and goes between two pages shifts no other item.
 */
export function pageByKey<T>(all: Iterable<T>, key: (item: T) => string, limit: number, from = ""): Page<T> {
  const sorted = [...all]
    .map((item) => ({ key: key(item), item }))
    .filter((entry) => entry.key >= from)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const items = sorted.slice(0, limit).map((entry) => entry.item);
  const next = sorted[limit]?.key;
  return next === undefined ? { items } : { items, next };
}

const MARK = "page:";

/** The opaque form in which most APIs hand the continuation out. */
export function tokenOf(next: string | undefined): string | undefined {
  return next === undefined ? undefined : Buffer.from(MARK + next).toString("base64");
}

/** The key inside a token; `code` is the API's own name for a token that it never gave out (HTTP 400). */
export function keyOf(token: string | undefined, code: string): string {
  if (!token) return "";
  const text = Buffer.from(token, "base64").toString();
  if (!text.startsWith(MARK))
    throw new AwsError(code, "The value that you specified for NextToken is not valid.");
  return text.slice(MARK.length);
}
