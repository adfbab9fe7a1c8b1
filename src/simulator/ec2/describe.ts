import type { Filter } from "@aws-sdk/client-ec2";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import { type ReadingHandler, reading } from "../reading.ts";
import type { Call, Json } from "../service.ts";
import { absent, type IdKind } from "./access.ts";
import { invalidTogether, invalidValue } from "./errors.ts";
import { type Fields, matches, refuseFilters } from "./filters.ts";
import type { Resource } from "./resource.ts";

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
  /** Whom it is there for. Absent: its owner, and those that it is shared with. */
  isSeen?: (resource: T, call: Call) => boolean;
};

/** The items that a list of the answer has. */
type Item<List> = List extends (infer One)[] | undefined ? One : never;

/**
 * The Describe* operation that takes ids in its member `idsMember`, filters and a page, and answers the resources in
 * its member `itemsMember`. `all`: whatever may be selected, of any account and Region.
 */
export function listing<In extends Omit<Selection, "ids">, Out>() {
  return <T extends Resource, Ids extends keyof In & string, Items extends keyof Out & string>(
    idsMember: Ids,
    itemsMember: Items,
    {
      all,
      shown,
      ...described
    }: Described<T> & {
      all: (call: Call) => ReadonlyMap<string, T>;
      shown: (resource: T, call: Call) => Item<Out[Items]>;
    },
  ): ReadingHandler =>
    reading<Selection & Json, Json>()([idsMember, "Filters", "MaxResults", "NextToken"], (input, call) => {
      const ids = (input as Json)[idsMember] as string[] | undefined;
      const { items, ...token } = select(call, all(call), { ...input, ids }, described);
      return { [itemsMember]: items.map((one) => shown(one, call)), ...token };
    });
}

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
  {
    fields,
    ids,
    isTagged = true,
    unknownFilter = "InvalidParameterValue",
    pageMin = 5,
    isSeen: isThere = isItsOwn,
  }: Described<T>,
): { items: T[]; NextToken?: string } {
  const { Filters = [], MaxResults } = asked;
  refuseFilters(Filters, fields, { isTagged, code: unknownFilter });
  if (MaxResults !== undefined) refusePage(MaxResults, pageMin, asked.ids);
  const isSeen = (resource: T) => isThere(resource, call);
  const named = asked.ids?.map((id) => {
    const resource = all.get(id);
    if (resource && isSeen(resource)) return resource;
    throw absent(ids, id);
  });
  const matching = (named?.length ? named : [...all.values()].filter(isSeen)).filter((resource) =>
    Filters.every((filter) => matches(filter, resource, fields)),
  );
  const limit = Math.min(MaxResults ?? PAGE, PAGE);
  const page = pageByKey(matching, (one) => one.id, limit, keyOf(asked.NextToken, "InvalidNextToken"));
  const token = tokenOf(page.next);
  return token ? { items: page.items, NextToken: token } : { items: page.items };
}

const isItsOwn = ({ account, region, sharedWith }: Resource, call: Call): boolean =>
  region === call.region && (account === call.account || sharedWith?.has(call.account) === true);

function refusePage(size: number, least: number, ids: string[] | undefined): void {
  if (size < least)
    throw invalidValue(
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`,
    );
  if (ids?.length) throw invalidTogether("maxResults", "ids");
}
