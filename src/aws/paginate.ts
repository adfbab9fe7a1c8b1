import { FailureError } from "./failure.ts";

/** One page, and the token of the next one; AWS also says "no more" by an empty token. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string | undefined };

/** Reads the page that the token names; without a token, the first. */
export type ReadPage<Item> = (token: string | undefined) => Promise<Page<Item>>;

/**
 * All items of a paginated list. Empty pages that carry a token are followed (RAM and EC2 send them).
 * Never returns a part: too many pages, or a token that comes back, fail the whole list (FailureError), because
 * what is missing from a list must not look absent.
 */
export async function listAll<Item>(read: ReadPage<Item>, pagesMax = 1000): Promise<Item[]> {
  const all: Item[] = [];
  for await (const items of pages(read, pagesMax)) for (const item of items) all.push(item);
  return all;
}

/** As `listAll`, page by page. */
async function* pages<Item>(read: ReadPage<Item>, pagesMax = 1000): AsyncGenerator<readonly Item[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const { items, next } = await read(token);
    yield items;
    if (next === undefined || next === "") return;
    if (seen.has(next))
      throw listFailure("transient", "RepeatedToken", `page ${page + 1} names a page that was already read`);
    seen.add(next);
    token = next;
  }
  throw listFailure("limit", "TooManyPages", `the list goes on after ${pagesMax} pages`);
}

function listFailure(kind: "transient" | "limit", error: string, message: string): FailureError {
  return new FailureError({ kind, error, message });
}
