import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { type WorldSpec, worldSchema } from "./world-schema.ts";

type Path = readonly PropertyKey[];

/** A world file, read and checked. `at` tells where a part of it stands, as `file:line:column`. */
export type World = { spec: WorldSpec; at(path: Path): string };

/** Every problem of a world file, each as `file:line:column: message`, in one error. */
export class WorldError extends Error {
  constructor(problems: string[], options?: ErrorOptions) {
    super(problems.join("\n"), options);
    this.name = "WorldError";
  }
}

/** Reads a world file; `file` is what problems call it. Throws WorldError with all of them. */
export function parseWorld(yamlText: string, file = "world.yaml"): World {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new WorldError(
      document.errors.map((error) => `${place(error.pos[0])}: ${error.message.split("\n")[0]}`),
    );

  /** The nearest part that is there: a missing field is missing in its parent. */
  const at = (path: Path): string => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return place(node.range[0]);
    }
    return place(0);
  };
  const result = worldSchema.safeParse(plainValue(document, place(0)), { reportInput: true });
  if (!result.success)
    throw new WorldError(
      result.error.issues.map((issue) => {
        const name = issue.path.map(String).join(".") || "the file";
        return `${at(issue.path)}: ${name} ${inWords(issue)}`;
      }),
    );
  return { spec: result.data, at };
}

/** Aliases that would multiply beyond reason are refused by the parser. */
function plainValue(document: Document, start: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new WorldError([`${start}: ${(error as Error).message}`], { cause: error });
  }
}

/** What follows the part's name. A wrong key, or a value of several forms, has its reasons one level deeper. */
function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has ${issue.keys.length > 1 ? "unknown fields" : "the unknown field"} ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "invalid_key":
      return `is a wrong key: ${issue.issues.map(({ message }) => message).join(", ")}`;
    case "invalid_union":
      return issue.errors.map((form) => (form[0] ? inWords(form[0]) : "")).join(", or ");
    case "invalid_format":
      return `must be ${issue.message}`;
    case "custom":
      return `is not clear: ${issue.message}`;
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return `is wrong (${issue.message})`;
  }
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
