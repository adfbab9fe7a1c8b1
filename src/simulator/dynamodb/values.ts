import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { validation } from "./errors.ts";

/** How DynamoDB orders two values of one type; undefined where they have none. Numbers are exact to 38 digits there. */
export function compared(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  if (a.N !== undefined && b.N !== undefined) return comparedNumbers(a.N, b.N);
  return undefined;
}

export function isEqual(a: AttributeValue, b: AttributeValue): boolean {
  return compared(a, b) === 0 || textOf(a) === textOf(b);
}

function comparedNumbers(a: string, b: string): number {
  const whole = /^-?\d+$/;
  if (!whole.test(a) || !whole.test(b)) return Number(a) - Number(b);
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function textOf(value: AttributeValue): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Uint8Array ? [...inner] : inner));
}

/** Names in UTF-8 and values; of a number about half its digits ("DynamoDB item sizes and formats"). */
export function bytesOf(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOfValue(value),
    0,
  );
}

function bytesOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.M !== undefined) return 3 + bytesOf(value.M);
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + 1 + bytesOfValue(one), 0);
  const set = value.SS ?? value.NS ?? value.BS;
  return set
    ? set.reduce<number>(
        (sum, one) => sum + (typeof one === "string" ? Buffer.byteLength(one) : one.byteLength),
        0,
      )
    : 1;
}

/** Every value has one type, and a number is one. */
export function refuseMalformed(item: Record<string, AttributeValue>): void {
  for (const value of Object.values(item)) {
    const types = Object.entries(value).filter(([, inner]) => inner !== undefined);
    if (types.length !== 1)
      throw validation(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
      );
    if (value.N !== undefined && !Number.isFinite(Number.parseFloat(value.N)))
      throw validation(`The parameter cannot be converted to a numeric value: ${value.N}`);
  }
}
