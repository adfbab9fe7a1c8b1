import type { Estate } from "../estate.ts";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";

type Paged = { maxResults?: number | undefined; nextToken?: string | undefined };

/**
 * A page of a list, and the token of the next one. "These operations can occasionally return an empty set of results even
 * when there are more results available" (API reference, each list; terraform-provider-aws#33985): as often as the option
 * says, the first page is such a one.
 */
export function page<T>(
  estate: Estate,
  all: readonly T[],
  key: (item: T) => string,
  { maxResults = PAGE, nextToken }: Paged,
): { items: T[]; nextToken?: string } {
  const { items, next } = isEmpty(estate, nextToken)
    ? { items: [], next: "" }
    : pageByKey(all, key, maxResults, keyOf(nextToken, "InvalidNextTokenException"));
  const token = tokenOf(next);
  return token ? { items, nextToken: token } : { items };
}

/** What it is when a caller does not say is not documented. */
const PAGE = 100;

function isEmpty({ options, surroundings }: Estate, nextToken: string | undefined): boolean {
  const { emptyRamPages } = options.behaviours;
  return nextToken === undefined && emptyRamPages > 0 && surroundings.random() < emptyRamPages;
}
