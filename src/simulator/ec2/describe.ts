import type { Filter, Tag, TagSpecification } from "@aws-sdk/client-ec2";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import { AwsError, type Call } from "../service.ts";
import { notFound } from "./errors.ts";
import type { Resource, Tags } from "./state.ts";

/** A filter's name → the values that a resource has for it. */
export type Fields<T> = { [filter: string]: (resource: T) => string | readonly string[] | undefined };

type Selection = {
  ids?: string[] | undefined;
  Filters?: Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
};

/** How to say that an id is not there: the error's code and its noun. */
type NotFound = { code: string; kind: string };

/** Resources per page when none is asked for, and at most. */
const PAGE = 1000;

/**
 * What all Describe* calls have in common: the caller's own resources of the Region, and those shared with it, by ids (every one of which must
 * exist), by filters (with `*` and `?`; `tag:KEY`, `tag-key`), in pages.
 */
export function select<T extends Resource>(
  call: Call,
  all: ReadonlyMap<string, T>,
  asked: Selection,
  fields: Fields<T>,
  absent: NotFound,
): { items: T[]; NextToken?: string } {
  const isMine = (resource: T) =>
    (resource.account === call.account || resource.sharedWith?.has(call.account)) &&
    resource.region === call.region;
  const named = asked.ids?.map((id) => {
    const resource = all.get(id);
    if (!resource || !isMine(resource)) throw notFound(absent.code, absent.kind, id);
    return resource;
  });
  const matching = (named?.length ? named : [...all.values()].filter(isMine)).filter((resource) =>
    (asked.Filters ?? []).every((filter) => matches(filter, resource, fields)),
  );
  const limit = Math.min(asked.MaxResults ?? PAGE, PAGE);
  const page = pageByKey(matching, (one) => one.id, limit, keyOf(asked.NextToken, "InvalidNextToken"));
  const token = tokenOf(page.next);
  return token ? { items: page.items, NextToken: token } : { items: page.items };
}

export const tagList = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

/** The tags that a creating call gives to a resource of that type. */
export function tagsFor(specifications: TagSpecification[] | undefined, type: string): Tags {
  const tags = (specifications ?? [])
    .filter((specification) => specification.ResourceType === type)
    .flatMap((specification) => specification.Tags ?? []);
  return new Map(tags.map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
}

function matches<T extends Resource>(filter: Filter, resource: T, fields: Fields<T>): boolean {
  const wanted = filter.Values ?? [];
  return valuesOf(filter.Name ?? "", resource, fields).some((value) =>
    wanted.some((pattern) => likeness(pattern).test(value)),
  );
}

function valuesOf<T extends Resource>(name: string, resource: T, fields: Fields<T>): readonly string[] {
  if (name.startsWith("tag:")) return [resource.tags.get(name.slice(4)) ?? []].flat();
  if (name === "tag-key") return [...resource.tags.keys()];
  const field = fields[name];
  if (!field) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  return [field(resource) ?? []].flat();
}

const PATTERNS = new Map<string, RegExp>();

function likeness(pattern: string): RegExp {
  const known = PATTERNS.get(pattern);
  if (known) return known;
  const source = RegExp.escape(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".");
  const made = new RegExp(`^${source}$`, "s");
  if (PATTERNS.size > 10_000) PATTERNS.clear();
  PATTERNS.set(pattern, made);
  return made;
}
