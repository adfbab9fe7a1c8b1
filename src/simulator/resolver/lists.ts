import type { Filter } from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import { refused } from "./access.ts";

type ListInput = {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  Filters?: Filter[] | undefined;
};

type Page<S> = { items: S[]; MaxResults: number; NextToken?: string };

/** Filter → what of an item it looks at. */
export type Fields<S> = { [filter: string]: (shape: S) => string | string[] | undefined };

/** What every List* call of Resolver does: those that the filters admit, in pages of at most 100, in the order of ids. */
export function list<S>(
  estate: Estate,
  all: readonly S[],
  idOf: (shape: S) => string | undefined,
  input: ListInput,
  fields: Fields<S> = {},
): Page<S> {
  const MaxResults = Math.min(input.MaxResults ?? 100, 100);
  const admitted = all.filter((shape) => (input.Filters ?? []).every(admits(fields, shape)));
  const { items, next } = pageByKey(
    admitted,
    (shape) => idOf(shape) ?? "",
    sizeOfPage(estate, MaxResults),
    keyOf(input.NextToken, "InvalidNextTokenException"),
  );
  const token = tokenOf(next);
  return token ? { items, MaxResults, NextToken: token } : { items, MaxResults };
}

/** A page may hold less than was asked for, and nothing at all, and still have a token. */
function sizeOfPage({ options, surroundings }: Estate, most: number): number {
  if (options.behaviours.resolverPages === "full") return most;
  return Math.floor(surroundings.random() * (most + 1));
}

const admits =
  <S>(fields: Fields<S>, shape: S) =>
  ({ Name = "", Values = [] }: Filter): boolean => {
    const field = fields[Name] ?? byOldName(fields, Name);
    if (!field) throw refused("InvalidParameterException", `The filter "${Name}" is invalid`);
    return [field(shape) ?? []].flat().some((value) => Values.includes(value));
  };

/** Filters were first called `CREATOR_REQUEST_ID`; such names still work (API reference, Filter, "Name"). */
function byOldName<T>(fields: { [filter: string]: T }, name: string): T | undefined {
  if (!/^[A-Z_]+$/.test(name)) return undefined;
  const bare = name.replaceAll("_", "").toLowerCase();
  return Object.entries(fields).find(([filter]) => filter.toLowerCase() === bare)?.[1];
}
