import type { Json } from "../service.ts";
import type { Shape } from "./schema.ts";

/** Path of the first required member that the value lacks, such as `VPC` or `ChangeBatch.Changes.1.Action`. */
export function firstMissing(shape: Shape, value: unknown): string | undefined {
  if (value == null) return undefined;
  if (shape.kind === "structure") return missingMember(shape, value as Json);
  if (shape.kind === "list") return missingInList(shape, value as unknown[]);
  return undefined;
}

function missingMember(shape: Shape, value: Json): string | undefined {
  for (const [i, [name, member]] of shape.members.entries()) {
    if (value[name] == null && i < shape.required) return name;
    const below = firstMissing(member, value[name]);
    if (below) return `${name}.${below}`;
  }
  return undefined;
}

function missingInList(shape: Shape, items: unknown[]): string | undefined {
  for (const [i, item] of items.entries()) {
    const below = firstMissing(shape.item, item);
    if (below) return `${i + 1}.${below}`;
  }
  return undefined;
}
