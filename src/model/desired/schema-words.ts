import { desiredJsonSchema } from "./json-schema.ts";

/** Every word that the schema itself brings: fields, kinds, choices. */
export function desiredWords(): ReadonlySet<string> {
  words ??= new Set(wordsIn(desiredJsonSchema()));
  return words;
}

let words: ReadonlySet<string> | undefined;

function wordsIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, enum: choices, const: only } = schema as Record<string, unknown>;
  const own = [...(Array.isArray(choices) ? choices : []), only].filter((word) => typeof word === "string");
  const fields = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return [...own, ...fields, ...Object.values(schema).flatMap(wordsIn)];
}
