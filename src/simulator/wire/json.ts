import type { Json } from "../service.ts";
import { readScalar } from "./scalar.ts";
import type { Shape } from "./schema.ts";

/** Reads a JSON value by shape: only timestamps and blobs differ from what they look like. Unknown members go. */
export function readJson(shape: Shape, value: unknown): unknown {
  if (value == null) return undefined;
  switch (shape.kind) {
    case "list":
      return (value as unknown[]).map((item) => readJson(shape.item, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, readJson(shape.item, item)]),
      );
    case "structure":
      return readStructure(shape, value as Json);
    case "timestamp":
      return typeof value === "number" ? new Date(value * 1000) : value;
    case "blob":
      return readScalar(shape, String(value));
    default:
      return value;
  }
}

function readStructure(shape: Shape, value: Json): Json {
  const read: Json = {};
  for (const [name, member] of shape.members) {
    if (value[name] != null) read[name] = readJson(member, value[name]);
  }
  return read;
}

/** JSON as AWS writes it: dates as epoch seconds, blobs in base64. No shape is needed for that. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, function (this: Json, key, plain) {
    const original = this[key]; // a Date arrives as text in `plain`: toJSON ran first
    if (original instanceof Date) return original.getTime() / 1000;
    return original instanceof Uint8Array ? Buffer.from(original).toString("base64") : plain;
  });
}
