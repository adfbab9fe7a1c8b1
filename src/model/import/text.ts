import { stringify } from "yaml";

/** A file of desired state below the folder that is imported to. */
export type ImportedFile = { readonly path: string; readonly text: string };

/** Beside the imported files, so that editors complete and check them wherever the folder is. */
export const SCHEMA_FILE = "vpce-operator.schema.json";

/** One document with what is worth knowing about it above it. */
export function yamlFile(path: string, comments: readonly string[], document: object): ImportedFile {
  const up = "../".repeat(path.split("/").length - 1);
  const head = [`yaml-language-server: $schema=${up}${SCHEMA_FILE}`, "", ...comments];
  const lines = head.flatMap((words) => wrapped(oneLine(words))).map((line) => `# ${line}`.trimEnd());
  return { path, text: `${lines.join("\n")}\n${stringify(document, { lineWidth: 0 })}` };
}

/** A comment ends at its line's end: what AWS answers (a VPC's Name tag) must not begin another line. */
function oneLine(words: string): string {
  return words.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

const COLUMNS_MAX = 110;
const INDENT = "  ";

/** Lines that fit behind `# `; a word that is longer than a line stays whole. */
function wrapped(words: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words.split(" ")) {
    const fits = "# ".length + line.length + 1 + word.length <= COLUMNS_MAX;
    if (line.trim() === "" || fits) line += line.trim() === "" ? word : ` ${word}`;
    else {
      lines.push(line);
      line = `${INDENT}${word}`;
    }
  }
  return [...lines, line];
}

/** Any text as a document's name: `Payments (prod)` → `payments-prod`; empty when nothing is left of it. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .slice(0, 63)
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** The wanted name if it is free, else one that carries `id` too; ids are unique. */
export function freeName(wanted: string, id: string, taken: Set<string>): string {
  const name = wanted && !taken.has(wanted) ? wanted : slug(`${wanted.slice(0, 40)}-${id}`);
  taken.add(name);
  return name;
}
