import * as z from "zod";
import type { Path } from "./positions.ts";

/** The fields that the schema knows at a path, seen through defaults, alternatives and lists. */
export function fieldsAt(schema: z.ZodType, path: Path): string[] {
  return Object.keys(shapeAt(schema, path) ?? {});
}

/** The nearest mapping, on the way to the path or below it, that has the field: where a wrong indentation took it from. */
export function homeOf(field: string, schema: z.ZodType, path: Path): Path | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const above = path.slice(0, length);
    if (fieldsAt(schema, above).includes(field)) return above;
  }
  return below(field, shapeAt(schema, path), path);
}

function below(field: string, shape: z.ZodRawShape | undefined, path: Path): Path | undefined {
  const children = Object.entries(shape ?? {}).map(
    ([name, value]) => [[...path, name], shapeOf(value)] as const,
  );
  const direct = children.find(([, child]) => child && Object.hasOwn(child, field));
  if (direct) return direct[0];
  for (const [at, child] of children) {
    const found = below(field, child, at);
    if (found) return found;
  }
  return undefined;
}

function shapeAt(schema: z.ZodType, path: Path): z.ZodRawShape | undefined {
  let here = bare(schema);
  for (const step of path) {
    if (here instanceof z.ZodObject) here = bare(here.shape[String(step)]);
    else if (here instanceof z.ZodArray) here = bare(here.element);
  }
  return here instanceof z.ZodObject ? here.shape : undefined;
}

function shapeOf(schema: unknown): z.ZodRawShape | undefined {
  const here = bare(schema);
  return here instanceof z.ZodObject ? here.shape : undefined;
}

function bare(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return bare(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion)
    return schema.options.map(bare).find((option) => option instanceof z.ZodObject);
  return schema;
}
