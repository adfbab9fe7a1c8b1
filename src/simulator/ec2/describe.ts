import type { Filter } from "@aws-sdk/client-ec2";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import type { Call } from "../service.ts";
import { type IdKind, own } from "./access.ts";
import { invalidTogether, invalidValue } from "./errors.ts";
import { type Fields, matches, refuseFilters } from "./filters.ts";
import type { Resource } from "./state.ts";

type Selection = {
  ids?: string[] | undefined;
  Filters?: Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
};

/** What one Describe* operation has of its own. */
export type Described<T> = {
  /** All documented filters but those of tags. */
  fields: Fields<T>;
  ids: IdKind;
  /** Whether `tag:KEY` and `tag-key` are filters of it too. */
  isTagged?: boolean;
  unknownFilter?: "InvalidParameterValue" | "InvalidFilter";
  /** The least MaxResults. */
  pageMin?: number;
};

/** Resources per page when none is asked for, and at most. */
const PAGE = 1000;

/**
 * What all Describe* calls have in common: the caller's own resources of the Region and those shared with it, by ids
 * (every one of which must exist), by filters, in pages. Source: EC2 API reference, each operation's page, and
 * "Pagination" in its guide.
 */
export function select<T extends Resource>(
  call: Call,
  all: ReadonlyMap<string, T>,
  asked: Selection,
  { fields, ids, isTagged = true, unknownFilter = "InvalidParameterValue", pageMin = 5 }: Described<T>,
): { items: T[]; NextToken?: string } {
  const { Filters = [], MaxResults } = asked;
  refuseFilters(Filters, fields, { isTagged, code: unknownFilter });
  if (MaxResults !== undefined) refusePage(MaxResults, pageMin, asked.ids);
  const isSeen = (resource: T) =>
    resource.region === call.region &&
    (resource.account === call.account || resource.sharedWith?.has(call.account));
  const named = asked.ids?.map((id) => {
    const resource = all.get(id);
    return resource && isSeen(resource) ? resource : own(all, id, call, ids);
  });
  const matching = (named?.length ? named : [...all.values()].filter(isSeen)).filter((resource) =>
    Filters.every((filter) => matches(filter, resource, fields)),
  );
  const limit = Math.min(MaxResults ?? PAGE, PAGE);
  const page = pageByKey(matching, (one) => one.id, limit, keyOf(asked.NextToken, "InvalidNextToken"));
  const token = tokenOf(page.next);
  return token ? { items: page.items, NextToken: token } : { items: page.items };
}

function refusePage(size: number, least: number, ids: string[] | undefined): void {
  if (size < least)
    throw invalidValue(
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`,
    );
  if (ids?.length) throw invalidTogether("maxResults", "ids");
}
