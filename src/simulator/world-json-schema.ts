import { z } from "zod";
import { worldSchema } from "./world-schema.ts";

/** As much of a JSON Schema as is read here. */
export type SchemaNode = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: false | SchemaNode;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly maximum?: number;
};

/** JSON Schema (draft 2020-12) of a world file as people write it, from the definition that parses. */
export function worldJsonSchema(): SchemaNode {
  const { $schema, ...schema } = z.toJSONSchema(worldSchema, { io: "input", override: withoutSafetyLimit });
  const head = {
    title: "vpce-operator world",
    description: "What exists in the simulated AWS from the start.",
  };
  return { $schema, ...head, ...schema } as SchemaNode;
}

/** That numbers are safe integers goes without saying. */
function withoutSafetyLimit({ jsonSchema }: { jsonSchema: { maximum?: number } }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** The names of the fields at a place; none where there is no mapping with fixed fields. */
export function fieldsAt(path: readonly PropertyKey[]): string[] {
  const root = worldJsonSchema();
  let here = [root];
  for (const step of path)
    here = here.flatMap((node) => {
      const { properties, items, additionalProperties } = node;
      const next = typeof step === "number" ? items : (properties?.[String(step)] ?? additionalProperties);
      return next ? formsOf(root, next) : [];
    });
  return here.flatMap((node) => Object.keys(node.properties ?? {}));
}

/** What may stand there: the node, what it refers to, or its alternatives. */
function formsOf(root: SchemaNode, node: SchemaNode): SchemaNode[] {
  const target = node.$ref ? root.$defs?.[node.$ref.replace("#/$defs/", "")] : node;
  if (!target) return [];
  return target.anyOf ? target.anyOf.flatMap((form) => formsOf(root, form)) : [target];
}
