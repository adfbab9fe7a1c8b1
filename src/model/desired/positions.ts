import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";

export type Path = readonly PropertyKey[];

/** Where one part of a document stands, and the parts within it: all that is kept of the parser's heavy tree. */
export type Spot = {
  readonly key: number | undefined;
  readonly start: number | undefined;
  readonly isNothing: boolean;
  /** A scalar that is no text, as it was typed. */
  readonly typed: string | undefined;
  /** What the parts of a mapping are called, in their order, of many also by name; those of a list have no names. */
  readonly names: readonly string[] | ReadonlyMap<string, number> | undefined;
  readonly parts: readonly Spot[];
};

/** A field that stands in its mapping already. */
type Repeated = { readonly name: string; readonly offset: number };

export function spotOf(document: Document.Parsed): { readonly spot: Spot; readonly repeated: Repeated[] } {
  const repeated: Repeated[] = [];
  const spot = spotOfNode(document.contents, undefined, repeated);
  return { spot: { ...spot, start: document.contents?.range?.[0] ?? document.range[0] }, repeated };
}

function spotOfNode(node: Node | null, key: number | undefined, repeated: Repeated[]): Spot {
  return {
    key,
    start: node?.range?.[0],
    isNothing: isNothing(node),
    typed: isScalar(node) && typeof node.value !== "string" ? node.source : undefined,
    ...partsOf(node, repeated),
  };
}

function partsOf(node: Node | null, repeated: Repeated[]): Pick<Spot, "names" | "parts"> {
  if (isSeq(node))
    return {
      names: undefined,
      parts: node.items.map((item) => spotOfNode(item as Node | null, undefined, repeated)),
    };
  if (!isMap(node)) return NO_PARTS;
  const names = new Map<string, number>();
  const parts: Spot[] = [];
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const offset = key.range?.[0];
    if (names.has(name)) repeated.push({ name, offset: offset ?? 0 });
    names.set(name, parts.length);
    parts.push(spotOfNode(value as Node | null, offset, repeated));
  }
  return { names: names.size === parts.length && parts.length <= FEW ? [...names.keys()] : names, parts };
}

/** A map for each small mapping of ten thousand documents would take more memory than it saves time. */
const FEW = 16;

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
  if (names === undefined) return parts[Number(step)];
  const name = String(step);
  return parts["get" in names ? (names.get(name) ?? -1) : names.indexOf(name)];
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
