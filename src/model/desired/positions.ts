import { type Document, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";

export type Path = readonly PropertyKey[];

/**
 * Where a part of a document begins, as an offset into the file. What is missing or empty stands at the nearest key
 * above it; an alias stands where it is used.
 */
export function offsetIn(document: Document.Parsed, path: Path, part: "key" | "value"): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? document.range[0];
  for (const [index, step] of path.entries()) {
    const child = childOf(node, step);
    if (!child) return offset;
    const last = index === path.length - 1;
    if (child.key !== undefined) offset = child.key;
    else offset = child.node?.range?.[0] ?? offset;
    node = child.node;
    if (last && part === "value" && !isNothing(node)) offset = node?.range?.[0] ?? offset;
  }
  return offset;
}

/** The scalar at the path as it was typed, before YAML made a number or a boolean of it. */
export function scalarSource(document: Document.Parsed, path: Path): string | undefined {
  let node: Node | null = document.contents;
  for (const step of path) node = childOf(node, step)?.node ?? null;
  return isScalar(node) ? node.source : undefined;
}

function childOf(node: Node | null, step: PropertyKey): { key?: number; node: Node | null } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item as Node };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair && { ...keyOffset(pair), node: pair.value as Node | null };
}

function keyOffset({ key }: Pair): { key?: number } {
  const start = isScalar(key) ? key.range?.[0] : undefined;
  return start === undefined ? {} : { key: start };
}

/** Neither a value nor anything typed: an empty document, or a field that ends after its colon. */
export function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === "");
}

/** The plain value at a path of a document; undefined where there is none. */
export function valueAt(body: unknown, path: Path): unknown {
  let value = body;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
