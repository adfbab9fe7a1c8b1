import { notServed, unread } from "./reading.ts";
import type { AwsError, Handler, Json, Service } from "./service.ts";

/** What AWS's API model asks of a text or number, and of a list's items and how many they are. */
export type Constraint = {
  readonly count?: readonly [least: number, most: number];
  readonly length?: readonly [least: number, most: number];
  readonly range?: readonly [least: number, most: number];
  readonly oneOf?: readonly string[];
  readonly pattern?: RegExp;
  /** What may stand before it and does not count. */
  readonly prefix?: RegExp;
};

/** What a service's operations read of what they are given, and what it must be like. */
export type Parameters = {
  /** Operation → members that it reads, lists' items as their own: `VPC.VPCId`; a whole structure by its name. */
  readonly taken: { readonly [operation: string]: readonly string[] };
  /** Operation → members that have to be there, where the wire knows no schema that says so. */
  readonly required?: { readonly [operation: string]: readonly string[] };
  readonly constraintOf: (operation: string, path: string) => Constraint | undefined;
  readonly invalid: (message: string, operation: string) => AwsError;
};

/** The handlers, each of which refuses what it would not read (501), and then what the API's model does not admit. */
export function withParameters(handlers: Service, parameters: Parameters): Service {
  const checked = Object.entries(handlers).map(([operation, handle]): [string, Handler] => {
    const taken = parameters.taken[operation] ?? [];
    return [
      operation,
      (call) => {
        const passedOver = unread(call.input, taken);
        if (passedOver) throw notServed(`${passedOver} of ${operation}`);
        refuseUnfit(operation, parameters, call.input);
        return handle(call);
      },
    ];
  });
  return Object.fromEntries(checked);
}

/** `shown` is the path as AWS's validation errors write it. Structures are not among them, lists are. */
type Member = { path: string; shown: string; value: unknown };

function refuseUnfit(operation: string, { constraintOf, required, invalid }: Parameters, input: Json): void {
  const missing = (required?.[operation] ?? []).filter((name) => input[name] == null);
  const absent = missing.map(
    (name) => `Value null at '${small(name)}' failed to satisfy constraint: Member must not be null`,
  );
  const unfit = [...membersOf(input)].flatMap(({ path, shown, value }) => {
    const failed = failedBy(constraintOf(operation, path) ?? {}, value);
    if (failed === undefined) return [];
    const text = Array.isArray(value) ? `[${value.map(String).join(", ")}]` : String(value);
    return [`Value '${text}' at '${shown}' failed to satisfy constraint: Member must ${failed}`];
  });
  const wrong = [...absent, ...unfit];
  if (wrong.length === 0) return;
  const count = `${wrong.length} validation error${wrong.length > 1 ? "s" : ""} detected`;
  throw invalid(`${count}: ${wrong.join("; ")}`, operation);
}

function failedBy({ count, length, prefix, ...rest }: Constraint, value: unknown): string | undefined {
  if (Array.isArray(value)) return failedByLength(value.length, count);
  const text = prefix ? String(value).replace(prefix, "") : String(value);
  return failedByLength(text.length, length) ?? failedByValue(rest, value);
}

function failedByLength(size: number, bounds: Constraint["length"]): string | undefined {
  const [least, most] = bounds ?? [0, size];
  if (size > most) return `have length less than or equal to ${most}`;
  return size < least ? `have length greater than or equal to ${least}` : undefined;
}

function failedByValue({ range, oneOf, pattern }: Constraint, value: unknown): string | undefined {
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (range && Number(value) < least) return `have value greater than or equal to ${least}`;
  if (range && Number(value) > most) return `have value less than or equal to ${most}`;
  if (oneOf && !oneOf.includes(String(value))) return `satisfy enum value set: [${oneOf.join(", ")}]`;
  if (pattern && !pattern.test(String(value))) return `satisfy regular expression pattern: ${pattern.source}`;
  return undefined;
}

function* membersOf(value: unknown, path = "", shown = ""): Generator<Member> {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    yield { path, shown, value };
    for (const [index, item] of value.entries()) yield* membersOf(item, path, `${shown}.${index + 1}.member`);
  } else if (typeof value === "object" && !(value instanceof Date || value instanceof Uint8Array)) {
    for (const [name, member] of Object.entries(value as Json)) {
      yield* membersOf(member, joined(path, name), joined(shown, small(name)));
    }
  } else yield { path, shown, value };
}

const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const joined = (path: string, name: string): string => (path ? `${path}.${name}` : name);
