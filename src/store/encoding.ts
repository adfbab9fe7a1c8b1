import { gunzipSync, gzipSync } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { FailureError } from "../aws/failure.ts";
import type { Failure } from "../model/failure.ts";
import { SHAPE } from "./records.ts";

export type Item = Record<string, AttributeValue>;

/** The largest item that DynamoDB takes, less what keys and names may need ("Service quotas": 400 KB). */
export const ITEM_BYTES_MAX = 380_000;
/** Longer text is packed; shorter text can be read in AWS's console. */
const TEXT_BYTES_MAX = 32_000;

/** The value as attributes. Throws FailureError (limit) when it does not fit into an item even when packed. */
export function encoded(value: unknown): Item {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= TEXT_BYTES_MAX) return { shape: number(SHAPE), json: { S: text } };
  const packed = gzipSync(text);
  if (packed.byteLength > ITEM_BYTES_MAX) {
    const message = `a value of ${packed.byteLength} bytes does not fit into one item of the table`;
    throw new FailureError({ kind: "limit", error: "ItemTooLarge", message });
  }
  return { shape: number(SHAPE), packed: { B: packed } };
}

/** Throws FailureError for an item of a later form, or one that is none of ours. */
export function decoded(item: Item): unknown {
  refuseNewer(item);
  try {
    return JSON.parse(item.packed?.B ? gunzipSync(item.packed.B).toString() : (item.json?.S ?? ""));
  } catch (cause) {
    throw foreign(item, cause);
  }
}

/** Throws FailureError for an item of a later form. */
export function refuseNewer(item: Item): void {
  const shape = numberIn(item, "shape");
  if (shape > SHAPE)
    throw new FailureError({ kind: "unsupported", error: "NewerShape", message: newer(shape) });
}

/** It stands there and is not understood: no waiting mends that, and what it says may matter. */
export function isForeign({ error }: Failure): boolean {
  return error === "NewerShape" || error === "ForeignItem";
}

function newer(shape: number): string {
  return `the table holds items of form ${shape}, and this version of vpce-operator knows forms up to ${SHAPE}: run a newer one`;
}

export function foreign(item: Item, cause: unknown): FailureError {
  const place = `${item.pk?.S} ${item.sk?.S}`;
  const message = `the item ${place} of the table is not as vpce-operator writes it`;
  return new FailureError({ kind: "invalid", error: "ForeignItem", message }, { cause });
}

export const number = (value: number): AttributeValue => ({ N: String(value) });

export function numberIn(item: Item, name: string): number {
  return Number(item[name]?.N ?? Number.NaN);
}
