import { type SchemaNode, worldJsonSchema } from "./world-json-schema.ts";

const BEGIN = "<!-- reference: begin. Made by `node tools/docs.ts`; edit the schema instead. -->";
const END = "<!-- reference: end -->";

/** Every field of a world file as Markdown tables, one for each kind of thing, from the definition that parses. */
export function worldReference(): string {
  const { $defs = {}, ...root } = worldJsonSchema();
  const file = sectionOf("The file", root);
  return [file, ...Object.entries($defs).map(([name, node]) => sectionOf(name, node))].join("\n\n");
}

/** The page with its part between the two marks replaced by the current reference. */
export function withWorldReference(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error("the page has no place for the reference");
  return `${page.slice(0, begin)}${BEGIN}\n\n${worldReference()}\n\n${page.slice(end)}`;
}

function sectionOf(title: string, node: SchemaNode): string {
  const forms = node.anyOf ?? [node];
  const rows = forms.flatMap((form) =>
    Object.entries(form.properties ?? {}).map(
      ([name, field]) =>
        `| ${[`\`${name}\``, valueIn(field), presence(name, field, form), cell(field.description)].join(" | ")} |`,
    ),
  );
  const head = ["| field | value | required or default | meaning |", "|---|---|---|---|"];
  return [`### ${title}`, "", node.description ?? "", "", ...head, ...new Set(rows)].join("\n");
}

function presence(name: string, field: SchemaNode, parent: SchemaNode): string {
  if (field.default !== undefined) return `\`${JSON.stringify(field.default)}\``;
  return parent.required?.includes(name) ? "required" : "";
}

function valueIn(field: SchemaNode): string {
  if (field.$ref) return linkTo(field.$ref.replace("#/$defs/", ""));
  if (field.enum) return field.enum.map((word) => `\`${word}\``).join(", ");
  if (field.anyOf) return field.anyOf.map(valueIn).join(" or ");
  if (field.items) return `list of ${valueIn(field.items)}`;
  if (field.additionalProperties) return `mapping of text to ${valueIn(field.additionalProperties)}`;
  if (field.type === "integer" || field.type === "number")
    return field.maximum === undefined ? "number" : `0 to ${field.maximum}`;
  return { string: "text", boolean: "`true`, `false`", null: "`null`" }[field.type ?? ""] ?? "mapping";
}

const linkTo = (name: string): string => `[${name}](#${name.toLowerCase()})`;

const cell = (text = ""): string => text.replaceAll("|", "\\|");
