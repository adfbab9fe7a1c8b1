import { AwsError, type Json } from "../service.ts";
import { readScalar } from "./scalar.ts";
import type { Shape } from "./schema.ts";

type Tree = { [key: string]: Tree | string };

/**
 * Reads the body of a query request by shape. The two dialects name keys differently:
 * - query (STS): members by name, lists `Tags.member.1.Key`;
 * - EC2: `ec2QueryName`, else the XML name with a capital; lists `SubnetId.1`, never with a word between.
 *
 * EC2 refuses a parameter that it does not know: UnknownParameter. Source: EC2 API reference, "Error codes".
 */
export function readForm(shape: Shape, form: URLSearchParams, dialect: "query" | "ec2"): Json {
  const tree = treeOf(form);
  for (const name of ["Action", "Version"]) delete tree[name];
  if (dialect === "ec2") refuseUnknown(shape, tree, "");
  return read(shape, tree, dialect) as Json;
}

function refuseUnknown(shape: Shape, tree: Tree | string, above: string): void {
  if (typeof tree === "string") return;
  const members = new Map(shape.members.map(([name, member]) => [keyOf(name, member, "ec2"), member]));
  for (const [key, below] of Object.entries(tree)) {
    const path = above + key;
    const member = shape.kind === "list" && /^\d+$/.test(key) ? shape.item : members.get(key);
    if (!member) throw new AwsError("UnknownParameter", `The parameter ${path} is not recognized`);
    refuseUnknown(member, below, `${path}.`);
  }
}

/** `A.1.B=x` becomes `{ A: { 1: { B: "x" } } }`. Null prototypes: keys come from outside. */
function treeOf(form: URLSearchParams): Tree {
  const root: Tree = Object.create(null);
  for (const [key, value] of form) {
    const path = key.split(".");
    const last = path.pop() as string;
    let at = root;
    for (const step of path) {
      const below = at[step];
      at = at[step] = typeof below === "object" ? below : Object.create(null);
    }
    at[last] = value;
  }
  return root;
}

function read(shape: Shape, tree: Tree | string, dialect: "query" | "ec2"): unknown {
  if (shape.kind === "list") return readList(shape, tree, dialect);
  if (shape.kind !== "structure") return typeof tree === "string" ? readScalar(shape, tree) : undefined;
  const value: Json = {};
  if (typeof tree === "string") return value;
  for (const [name, member] of shape.members) {
    const below = tree[keyOf(name, member, dialect)];
    if (below !== undefined) value[name] = read(member, below, dialect);
  }
  return value;
}

function readList(shape: Shape, tree: Tree | string, dialect: "query" | "ec2"): unknown[] {
  if (typeof tree === "string") return []; // `Tags=`: an empty list
  const flat = dialect === "ec2" || shape.traits.xmlFlattened;
  const items = flat ? tree : tree[(shape.item.traits.xmlName as string | undefined) ?? "member"];
  if (items === undefined || typeof items === "string") return [];
  const inOrder = Object.keys(items).sort((a, b) => Number(a) - Number(b));
  return inOrder.map((index) => read(shape.item, items[index] as Tree | string, dialect));
}

function keyOf(name: string, member: Shape, dialect: "query" | "ec2"): string {
  const plain = (member.traits.xmlName as string | undefined) ?? name;
  if (dialect === "query") return plain;
  return (member.traits.ec2QueryName as string | undefined) ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
