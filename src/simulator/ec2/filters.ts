import type { Filter } from "@aws-sdk/client-ec2";
import { AwsError } from "../service.ts";
import type { Resource } from "./resource.ts";

/** A filter's name → the values that a resource has for it. */
export type Fields<T> = { [filter: string]: (resource: T) => string | readonly string[] | undefined };

/** A documented filter for something that nothing here has, an elastic IP address for instance: it matches none. */
export const nothing = (): undefined => undefined;

/**
 * Throws for a filter that the operation does not have, whether or not there is anything to match, and for more than
 * AWS takes. Source: EC2 API reference, "Filter"; `InvalidFilter` for PrivateLink's operations: mondoohq/mql#4454.
 */
export function refuseFilters<T>(
  filters: readonly Filter[],
  fields: Fields<T>,
  { isTagged, code }: { isTagged: boolean; code: "InvalidParameterValue" | "InvalidFilter" },
): void {
  for (const { Name = "null", Values = [] } of filters) {
    const isOfTags = isTagged && (Name === "tag-key" || (Name.startsWith("tag:") && Name.length > 4));
    if (!isOfTags && !Object.hasOwn(fields, Name))
      throw new AwsError(code, `The filter '${Name}' is invalid`);
    if (Values.length > VALUES_MAX)
      throw new AwsError(
        "FilterLimitExceeded",
        `The maximum number of filter values specified on a single call is ${VALUES_MAX}`,
      );
  }
}

/** Any of the values, `*` and `?` standing for text. */
export function matches<T extends Resource>(filter: Filter, resource: T, fields: Fields<T>): boolean {
  const wanted = filter.Values ?? [];
  return valuesOf(filter.Name ?? "", resource, fields).some((value) =>
    wanted.some((pattern) => likeness(pattern).test(value)),
  );
}

const VALUES_MAX = 200;

function valuesOf<T extends Resource>(name: string, resource: T, fields: Fields<T>): readonly string[] {
  if (name.startsWith("tag:")) return [resource.tags.get(name.slice(4)) ?? []].flat();
  if (name === "tag-key") return [...resource.tags.keys()];
  return [fields[name]?.(resource) ?? []].flat();
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
