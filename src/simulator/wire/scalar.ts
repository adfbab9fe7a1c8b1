import { AwsError } from "../service.ts";
import type { Shape } from "./schema.ts";

/** Type code of a timestamp in epoch seconds; the others are written as ISO 8601 in XML and in query strings. */
const EPOCH_SECONDS = 7;

/** The value of a scalar member from its text in XML, a query string, a path or a header. */
export function readScalar(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case "number":
      return number(text);
    case "boolean":
      return text === "true";
    case "timestamp":
      return new Date(shape.type === EPOCH_SECONDS ? number(text) * 1000 : text);
    case "blob":
      return Buffer.from(text, "base64");
    default:
      return text;
  }
}

/** The text of a scalar member. */
export function writeScalar(shape: Shape, value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (!(value instanceof Date)) return String(value);
  if (shape.type === EPOCH_SECONDS) return String(value.getTime() / 1000);
  return value.toISOString().replace(".000Z", "Z");
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value))
    throw new AwsError("MalformedInput", `"${text}" is not a number.`);
  return value;
}
