import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";

export type Path = readonly PropertyKey[];

/** Where one part of a document stands, and the parts within it: all that is kept of the parser's heavy tree. */
export type Spot = {
  readonly key: number | undefined;
  readonly start: number | undefined;
  readonly isNothing: boolean;
  /** A scalar that is no text, as it was typed. */
  readonly typed: string | undefined;
  /** What the parts of a mapping are called, in their order; those of a list have no names. */
  readonly names: readonly string[] | undefined;
  readonly parts: readonly Spot[];
};

export function spotOf(document: Document.Parsed): Spot {
  const spot = spotOfNode(document.contents, undefined);
  return { ...spot, start: document.contents?.range?.[0] ?? document.range[0] };
}

function spotOfNode(node: Node | null, key: number | undefined): Spot {
  return {
    key,
    start: node?.range?.[0],
    isNothing: isNothing(node),
    typed: isScalar(node) && typeof node.value !== "string" ? node.source : undefined,
    ...partsOf(node),
  };
}

function partsOf(node: Node | null): Pick<Spot, "names" | "parts"> {
  if (isSeq(node))
    return { names: undefined, parts: node.items.map((item) => spotOfNode(item as Node | null, undefined)) };
  if (!isMap(node)) return NO_PARTS;
  const fields = node.items.flatMap(({ key, value }) => (isScalar(key) ? [{ key, value }] : []));
  return {
    names: fields.map(({ key }) => String(key.value)),
    parts: fields.map(({ key, value }) => spotOfNode(value as Node | null, key.range?.[0])),
  };
}

const NO_PARTS = { names: undefined, parts: [] };

/**
 * Where a part of a document begins, as an offset into the file. What is missing or empty stands at the nearest key
 * above it; an alias stands where it is used.
 */
export function offsetIn(document: Spot, path: Path, part: "key" | "value"): number {
  let spot = document;
  let offset = document.start ?? 0;
  for (const [index, step] of path.entries()) {
    const child = partOf(spot, step);
    if (!child) return offset;
    const isLast = index === path.length - 1;
    const value = isLast && part === "value" && !child.isNothing ? child.start : undefined;
    offset = value ?? child.key ?? child.start ?? offset;
    spot = child;
  }
  return offset;
}

/** The scalar at the path as it was typed, before YAML made a number or a boolean of it; a text has none. */
export function typedAt(document: Spot, path: Path): string | undefined {
  let spot: Spot | undefined = document;
  for (const step of path) spot = spot && partOf(spot, step);
  return spot?.typed;
}

/** Of a field that was written twice the last one counts. */
function partOf({ names, parts }: Spot, step: PropertyKey): Spot | undefined {
  return parts[names ? names.lastIndexOf(String(step)) : Number(step)];
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
