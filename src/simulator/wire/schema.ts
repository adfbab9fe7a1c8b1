/**
 * Reads the schemas that every current AWS SDK client exports as plain arrays (`AssociateVPCWithHostedZone$`), so
 * that the simulator speaks AWS's own names without a table of its own. Imports nothing: the module is a parameter.
 *
 * ```
 * operation  [9, ns, name, traits, () => input, () => output]     traits.http = [method, uri, status]
 * structure  [3, ns, name, traits, [names…], [references…], required]   union 4, error -3 likewise
 * list       [1, ns, name, traits, item]    map [2, ns, name, traits, key, item]    simple [0, ns, name, traits, type]
 * reference  type | schema | () => schema | [reference, traits]
 * type       0 string, 1 number, 2 boolean, 4–7 timestamp, 15 document, 17 and 19 big numbers, 21 and 42 blob;
 *            64 + type: a list of it, 128 + type: a map of it
 * traits     bits (see FLAGS) or { xmlName, xmlFlattened, ec2QueryName, httpQuery, httpHeader, … }
 * ```
 */
export type Operation = {
  name: string;
  method: string;
  /** HTTP status of a success. */
  status: number;
  /** Matches the path of a REST request; the labels' values are its groups, in the order of `labels`. */
  path: RegExp;
  labels: string[];
  /** Names in the query string that are part of the route, such as `rrset?foo`. */
  fixed: string[];
  input: () => Shape;
  output: () => Shape;
};

type Kind = "string" | "number" | "boolean" | "timestamp" | "blob" | "list" | "map" | "structure" | "unit";
type Traits = { readonly [name: string]: unknown };
export type Shape = {
  kind: Kind;
  name: string;
  traits: Traits;
  /** The type code: tells the timestamp formats apart (7: epoch seconds). */
  type: number;
  members: [name: string, shape: Shape][];
  /** How many of the members, from the first, are required. */
  required: number;
  item: Shape;
};

/** All operations of a client module: what the REST protocols need to route. */
export function operationsOf(module: object): Operation[] {
  return Object.values(module).filter(isOperation).map(operation);
}

/** One operation of a client module by name; cheap even for EC2, whose 800 operations take 100 ms together. */
export function operationNamed(module: object, name: string): Operation | undefined {
  const schema = (module as { [name: string]: unknown })[`${name}$`];
  return isOperation(schema) ? operation(schema) : undefined;
}

const isOperation = (value: unknown): value is unknown[] => Array.isArray(value) && value[0] === 9;

function operation([, , name, traits, input, output]: unknown[]): Operation {
  const [method = "POST", uri = "/", status = 200] = (traitsOf(traits).http ?? []) as [
    string?,
    string?,
    number?,
  ];
  const [path = "/", fixed = ""] = uri.split("?");
  const pattern = path.replace(/\{\w+\+\}/g, "(.+)").replace(/\{\w+\}/g, "([^/]+)");
  return {
    name: name as string,
    method,
    status,
    path: new RegExp(`^${pattern}/?$`),
    labels: [...path.matchAll(/\{(\w+)\+?\}/g)].map((match) => match[1] as string),
    fixed: [...new URLSearchParams(fixed).keys()],
    input: () => shapeOf(input),
    output: () => shapeOf(output),
  };
}

const FLAGS = ["httpLabel", "idempotent", "idempotencyToken", "sensitive", "httpPayload", "httpResponseCode"];
const KINDS: { readonly [type: number]: Kind } = {
  0: "string",
  1: "number",
  2: "boolean",
  4: "timestamp",
  5: "timestamp",
  6: "timestamp",
  7: "timestamp",
  15: "string",
  17: "number",
  19: "number",
  21: "blob",
  42: "blob",
};

function traitsOf(traits: unknown): Traits {
  if (typeof traits !== "number") return (traits as Traits) ?? {};
  return Object.fromEntries(FLAGS.filter((_, bit) => (traits >> bit) & 1).map((flag) => [flag, 1]));
}

const known = new Map<unknown, Shape>();

function shapeOf(reference: unknown): Shape {
  const schema = typeof reference === "function" ? reference() : reference;
  if (Array.isArray(schema) && schema.length === 2)
    return withTraits(shapeOf(schema[0]), traitsOf(schema[1]));
  const cached = known.get(schema);
  if (cached) return cached;
  const made: Shape = { kind: "unit", name: "", traits: {}, type: 0, members: [], required: 0, item: UNIT };
  known.set(schema, made); // before its members: shapes may be recursive
  if (typeof schema === "number") return Object.assign(made, ofType(schema));
  return Array.isArray(schema) ? Object.assign(made, ofSchema(schema)) : made; // "unit": nothing at all
}

const UNIT = { kind: "unit", name: "", traits: {}, type: 0, members: [], required: 0 } as unknown as Shape;

/** A view of the shape: it may not be complete yet, so it cannot be copied. */
function withTraits(shape: Shape, traits: Traits): Shape {
  return Object.create(shape, { traits: { value: { ...shape.traits, ...traits } } });
}

function ofType(type: number): Partial<Shape> {
  if (type >= 128) return { kind: "map", item: shapeOf(type - 128) };
  if (type >= 64) return { kind: "list", item: shapeOf(type - 64) };
  return { kind: KINDS[type] ?? "string", type };
}

function ofSchema([code, , name, traits, first, second, required]: unknown[]): Partial<Shape> {
  const own = { name: name as string, traits: traitsOf(traits) };
  if (code === 1) return { ...own, kind: "list", item: shapeOf(first) };
  if (code === 2) return { ...own, kind: "map", item: shapeOf(second) };
  if (code === 0) {
    const { kind, type, traits: below } = shapeOf(first);
    return { ...own, kind, type, traits: { ...below, ...own.traits } };
  }
  const references = second as unknown[];
  const members = (first as string[]).map((member, i): [string, Shape] => [member, shapeOf(references[i])]);
  return { ...own, kind: "structure", members, required: (required as number | undefined) ?? 0 };
}
