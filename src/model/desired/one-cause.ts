import type * as z from "zod";
import { type Path, valueAt } from "./positions.ts";
import { fieldsAt, homeOf } from "./schema-fields.ts";
import { nearest } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** One cause is one problem: a field that is missing because its name is misspelt is told by the misspelt one only. */
export function withoutConsequences(
  issues: readonly Issue[],
  schema: z.ZodType,
  body: unknown,
): readonly Issue[] {
  const meant = new Set(issues.flatMap((issue) => meantBy(issue, schema, body)));
  return issues.filter((issue) => !missedBy(issue, body).some((path) => meant.has(keyOf(path))));
}

/** The absent fields that unknown ones were probably meant to be. */
function meantBy(issue: Issue, schema: z.ZodType, body: unknown): string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const allowed = fieldsAt(schema, issue.path);
  return issue.keys.flatMap((key) => {
    const word = homeOf(key, schema, issue.path) ? undefined : nearest(key, allowed);
    const path = word === undefined ? undefined : [...issue.path, word];
    return path && valueAt(body, path) === undefined ? [keyOf(path)] : [];
  });
}

/** The fields that the issue finds absent. */
function missedBy(issue: Issue, body: unknown): Path[] {
  const fields: unknown = issue.code === "custom" ? issue.params?.fields : undefined;
  if (Array.isArray(fields)) return fields.map((field) => [...issue.path, String(field)]);
  return valueAt(body, issue.path) === undefined ? [issue.path] : [];
}

function keyOf(path: Path): string {
  return path.map(String).join(" ");
}
