import type { z } from "zod";
import { nearest } from "./nearest.ts";
import { fieldsAt } from "./world-json-schema.ts";

type Path = readonly PropertyKey[];

/** What is wrong at a place of the file: at the value there, or at the key of that name in it. */
export type Misfit = { path: Path; key?: string; words: string };

/** What the schema has against a file, in words. */
export function misfits(issue: z.core.$ZodIssue, parent: Path = []): Misfit[] {
  const path = [...parent, ...issue.path];
  const name = path.map(String).join(".") || "the file";
  const at = (words: string): Misfit[] => [{ path, words: `${name} ${words}` }];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path,
        key,
        words: `${name} has the unknown field "${key}"${meant(key, path)}`,
      }));
    case "invalid_key":
      return [
        {
          path: path.slice(0, -1),
          key: String(path.at(-1)),
          words: `${name} is a wrong key: ${issue.issues.map(({ message }) => message).join(", ")}`,
        },
      ];
    case "invalid_union":
      return ofForms(issue, path) ?? at(issue.errors.map(ofForm).join(", or "));
    default:
      return at(plainWords(issue));
  }
}

/** A value that is of one of the forms but for what is in it is told of that alone. */
function ofForms(issue: z.core.$ZodIssueInvalidUnion, path: Path): Misfit[] | undefined {
  const near = issue.errors.filter((form) => !form.some((one) => one.path.length === 0 && isType(one)));
  const [best] = near.sort((a, b) => a.length - b.length);
  return best?.flatMap((one) => misfits(one, path));
}

const isType = (issue: z.core.$ZodIssue): boolean => issue.code === "invalid_type";

const ofForm = ([first]: z.core.$ZodIssue[]): string => (first ? plainWords(first) : "");

function plainWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      if (issue.expected === "string" && typeof issue.input === "number")
        return "must be text: put it in quotes";
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "invalid_format":
      return issue.message.startsWith("an account id")
        ? `is wrong: ${issue.message}`
        : `must be ${issue.message}`;
    case "custom":
      return `is not clear: ${issue.message}`;
    case "too_small":
      return `must be at least ${issue.minimum}${ofWhat(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${ofWhat(issue.origin)}`;
    default:
      return `is wrong (${issue.message})`;
  }
}

const ofWhat = (origin: string): string => ({ string: " characters long", array: " long" })[origin] ?? "";

function meant(key: string, path: Path): string {
  const fields = fieldsAt(path);
  const near = nearest(key, fields);
  if (near) return `: did you mean ${near}?`;
  return fields.length > 0 ? `: it takes ${fields.join(", ")}` : "";
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  null: "null",
};
