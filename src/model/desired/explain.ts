import type * as z from "zod";
import type { Source } from "./documents.ts";
import { echo, echoNumber, spell } from "./echo.ts";
import { isTemplate, UNRENDERED } from "./not-yaml.ts";
import { type Path, valueAt } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { fieldsAt, homeOf } from "./schema-fields.ts";
import { didYouMean } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** One finding of the schema in words, at its place. A value is quoted only where it is harmless (echo.ts). */
export function explain(issue: Issue, schema: z.ZodType, source: Source, problems: Problems): void {
  const { path } = issue;
  const value = valueAt(source.body, path);
  if (value === undefined || value === null) {
    const [code, state] =
      value === undefined ? (["FieldMissing", "is missing"] as const) : (["FieldEmpty", "is empty"] as const);
    problems.error(code, source.key(path), `${spell(path)} ${state}`);
    return;
  }
  if (issue.code === "unrecognized_keys") unknownFields(issue.keys, path, schema, source, problems);
  else if (issue.code === "invalid_union") unionProblems(issue, schema, source, problems);
  else if (issue.code === "invalid_key") {
    problems.error("WrongValue", source.key(path), `${spell(path)}: the key ${issue.issues[0]?.message}`);
  } else if (isTemplate(value)) {
    problems.error(UNRENDERED.code, source.value(path), UNRENDERED.message, UNRENDERED.hint);
  } else {
    const code = issue.code === "invalid_type" ? "WrongType" : "WrongValue";
    problems.error(code, source.value(path), ...wrongValue(issue, value, source));
  }
}

function wrongValue(
  issue: Issue,
  value: unknown,
  source: Source,
): [message: string, hint?: string | undefined] {
  const { path } = issue;
  if (issue.code === "invalid_type") return wrongType(issue, value, source);
  if (issue.code === "too_big" || issue.code === "too_small")
    return [`${spell(path)} ${issue.message}${quoted(echoNumber(value))}`];
  if (issue.code !== "invalid_value") return [`${spell(path)} ${issue.message}${instead(value, path)}`];
  const allowed = issue.values.map(String);
  const message = `${spell(path)} must be ${allowed.join(" or ")}${instead(value, path, allowed)}`;
  return [message, issue.values.length > 1 ? suggestion(value, issue.values) : undefined];
}

/** Fields that people may expect, and what to do without. */
const LATER: Readonly<Record<string, string>> = {
  connectivity:
    "routes, attachments and peerings are made by people: they are checked before a name moves (pathCheck), and never changed",
};

/** More in one mapping are told as a number. */
const UNKNOWN_MAX = 50;

function unknownFields(
  keys: readonly string[],
  path: Path,
  schema: z.ZodType,
  source: Source,
  problems: Problems,
): void {
  const allowed = fieldsAt(schema, path);
  const where = path.length === 0 ? "" : ` in ${spell(path)}`;
  const surplus = keys.length - UNKNOWN_MAX;
  if (surplus > 0) problems.error("UnknownField", source.key(path), `${surplus} more unknown fields${where}`);
  for (const key of keys.slice(0, UNKNOWN_MAX)) {
    const home = homeOf(key, schema, path);
    const elsewhere = home && `it is a field of ${spell(home)}: is the indentation right?`;
    const hint = LATER[key] ?? elsewhere ?? didYouMean(key, allowed) ?? `allowed: ${allowed.join(", ")}`;
    const name = key === "<<" ? key : echo(key, [], allowed);
    const message = `unknown field${name === undefined ? "" : ` "${name}"`}${where}`;
    problems.error("UnknownField", source.key([...path, key]), message, hint);
  }
}

/** Of a union's branches only the one whose type fits is worth explaining; when none fits, the union's own words. */
function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  schema: z.ZodType,
  source: Source,
  problems: Problems,
): void {
  const { path } = issue;
  const fitting = issue.errors.find((branch) => !branch.some(refusesAll));
  if (fitting) {
    for (const inner of fitting)
      explain({ ...inner, path: [...path, ...inner.path] }, schema, source, problems);
    return;
  }
  const value = valueAt(source.body, path);
  const words = issue.errors.flat().flatMap((inner) => (inner.code === "invalid_value" ? inner.values : []));
  const message = `${spell(path)} ${issue.message}${instead(value, path, words.map(String))}`;
  problems.error("WrongValue", source.value(path), message, suggestion(value, words));
}

function refusesAll(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  boolean: "true or false",
};

function wrongType(issue: z.core.$ZodIssueInvalidType, value: unknown, source: Source): [string, string?] {
  const { path, expected } = issue;
  const scalar = typeof value === "number" || typeof value === "boolean";
  const type = TYPES[expected];
  if (type === undefined) return [`${spell(path)} ${issue.message}${quoted(echoNumber(value))}`];
  const message = `${spell(path)} must be ${type}, not ${typeName(value)}`;
  if (expected !== "string" || !scalar) return [message];
  const typed = echo(source.typed(path), path);
  const why = path.at(-1) === "account" ? ", for YAML drops the leading zeros of numbers" : "";
  return [message, `${typed === undefined ? "put it in quotes" : `write "${typed}"`}${why}`];
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return (
    { string: "text", object: "a mapping", boolean: "true or false" }[typeof value as string] ?? "a number"
  );
}

function instead(value: unknown, path: Path, allowed: readonly string[] = []): string {
  const shown = echo(value, path, allowed);
  return quoted(shown === undefined ? undefined : JSON.stringify(shown));
}

function quoted(shown: string | undefined): string {
  return shown === undefined ? "" : `, not ${shown}`;
}

function suggestion(value: unknown, allowed: readonly unknown[]): string | undefined {
  return typeof value === "string" ? didYouMean(value, allowed.map(String)) : undefined;
}
