import { desiredJsonSchema } from "./json-schema.ts";
import { PROBLEM_CODES } from "./problem-codes.ts";

/** As much of a JSON Schema as a reference page shows. */
type Schema = {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
};

const CODES_BEGIN =
  "<!-- codes: begin. Made from src/model/desired/problem-codes.ts by `node tools/docs.ts`. -->";
const CODES_END = "<!-- codes: end -->";

const BEGIN =
  "<!-- reference: begin. Made from the schema by `node tools/docs.ts`; edit the schema instead. -->";
const END = "<!-- reference: end -->";

/** Every field of every kind as Markdown tables, from the same definition that parses. */
export function desiredStateReference(): string {
  const documents = desiredJsonSchema().oneOf as readonly Schema[];
  return documents.map(sectionOf).join("\n\n");
}

/** The page with its parts between marks replaced by the current reference and the codes of problems. */
export function withReference(page: string): string {
  return between(between(page, BEGIN, END, desiredStateReference()), CODES_BEGIN, CODES_END, problemCodes());
}

function between(page: string, begin: string, end: string, text: string): string {
  const [first, last] = [page.indexOf(begin), page.indexOf(end)];
  if (first < 0 || last < first) throw new Error("the page has no place for the reference");
  return `${page.slice(0, first)}${begin}\n\n${text}\n\n${page.slice(last)}`;
}

function problemCodes(): string {
  const rows = Object.entries(PROBLEM_CODES).map(([code, words]) => `| \`${code}\` | ${cell(words)} |`);
  return ["| code | meaning |", "|---|---|", ...rows].join("\n");
}

function sectionOf(document: Schema): string {
  const rows = rowsOf(document, "").map((cells) => `| ${cells.join(" | ")} |`);
  const head = ["| field | value | required or default | meaning |", "|---|---|---|---|"];
  const description = document.properties?.spec?.description ?? "";
  return [`### ${document.title}`, "", description, "", ...head, ...rows].join("\n");
}

function rowsOf(schema: Schema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const own = [`\`${path}\``, valueIn(field), presence(name, field, schema), cell(field.description ?? "")];
    const nested = fieldsOf(field);
    const below = field.items ? `${path}[].` : `${path}.`;
    return [...(path === "spec" ? [] : [own]), ...(nested ? rowsOf(nested, below) : [])];
  });
}

/** The mapping with fields of its own in this value, if there is one: itself, one of its alternatives, a list's. */
function fieldsOf(field: Schema): Schema | undefined {
  const { properties, anyOf, items } = field;
  return properties ? field : (anyOf?.find((branch) => branch.properties) ?? (items && fieldsOf(items)));
}

function presence(name: string, field: Schema, parent: Schema): string {
  if (field.default !== undefined && field.type !== "object") return `\`${JSON.stringify(field.default)}\``;
  if (parent.required?.includes(name)) return "required";
  return parent.maxProperties === 1 ? "exactly one" : "";
}

function valueIn(field: Schema): string {
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.enum) return field.enum.map((word) => `\`${word}\``).join(", ");
  if (field.anyOf) return field.anyOf.map(valueIn).filter(Boolean).join(" or ");
  if (field.items) return `list of ${valueIn(field.items)}`;
  if (field.type === "integer") return `${field.minimum} to ${field.maximum}`;
  if (field.type === "object")
    return field.additionalProperties && field.additionalProperties.type === "string"
      ? "mapping of text to text"
      : "mapping";
  return { string: "text", boolean: "`true`, `false`" }[field.type ?? ""] ?? "";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
