import type { YAMLError } from "yaml";
import type { ProblemCode } from "./problem-codes.ts";
import { desiredWords } from "./schema-words.ts";

/** A parser's error as it is told, and where. */
type Told = {
  readonly code: ProblemCode;
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
};

/** The parser's errors in words of our own: its messages may quote the text, and the text may hold a secret. */
export function inWords(errors: readonly YAMLError[], text: string): Told[] {
  // Of a line that is indented too far the parser says two things, at the field before it.
  // What follows a tab is misread because of it.
  const tab = firstTab(errors);
  const tooDeep = new Set(errors.filter((error) => isTooDeep(error, text)).map(({ pos }) => pos[0]));
  return errors
    .filter(({ code, pos }) => code === "TAB_AS_INDENT" || pos[0] < tab)
    .filter(({ code, pos }) => code === "MULTILINE_IMPLICIT_KEY" || !tooDeep.has(pos[0]))
    .map((error) => {
      const [code, message, hint] = wordsFor(error, text);
      const offset = tooDeep.has(error.pos[0]) ? nextLine(text, error.pos[0]).start : error.pos[0];
      return { code, offset, message, ...(hint !== undefined && { hint }) };
    });
}

/** The offset of the first tab that indents a line, else infinity. */
export function firstTab(errors: readonly YAMLError[]): number {
  const tabs = errors.filter(({ code }) => code === "TAB_AS_INDENT");
  return Math.min(...tabs.map(({ pos }) => pos[0]));
}

function wordsFor(error: YAMLError, text: string): [code: ProblemCode, message: string, hint?: string] {
  switch (error.code) {
    case "TAB_AS_INDENT":
      return ["TabIndent", "a tab indents this line", "YAML allows spaces only"];
    case "MISSING_CHAR":
      return [
        "Unclosed",
        "a closing quote, a bracket, a comma or a colon is missing",
        "was the file truncated?",
      ];
    case "BAD_INDENT":
      return ["BadIndentation", indentation(text, error.pos[0])];
    case "MULTILINE_IMPLICIT_KEY":
      if (!isTooDeep(error, text)) return ["Unclosed", "a colon is missing after a field on this line"];
      return [
        "BadIndentation",
        "this line is indented deeper than the field above it, which has a value already",
        "give both the same indentation",
      ];
    case "NON_STRING_KEY":
      return ["ExplicitKey", "a field's name must be a plain word"];
    case "TAG_RESOLVE_FAILED":
      return ["YamlTag", "YAML tags (!…) are not understood here"];
    case "BAD_SCALAR_START":
      return ["NotQuoted", "a plain value cannot begin with this character", "put it in quotes"];
    case "BLOCK_AS_IMPLICIT_KEY":
      return [
        "NotQuoted",
        "a field stands where a value is expected",
        "put a value that contains `: ` in quotes",
      ];
    default:
      return ["InvalidYaml", "this is not valid YAML", `the parser's code is ${error.code}`];
  }
}

/** A field written twice; its name only when it is one of the schema's. */
export function duplicateField(name: string): string {
  return desiredWords().has(name) ? `duplicate field ${name}` : "duplicate field";
}

function isTooDeep({ code, pos }: YAMLError, text: string): boolean {
  return code === "MULTILINE_IMPLICIT_KEY" && nextLine(text, pos[0]).indent > indentAt(text, pos[0]);
}

/** The next line with something on it: where its text starts, and after how many spaces. */
function nextLine(text: string, offset: number): { start: number; indent: number } {
  const rest = /\n( *)(?=[^\s#])/g;
  rest.lastIndex = offset;
  const found = rest.exec(text);
  return found ? { start: rest.lastIndex, indent: found[1]?.length ?? 0 } : { start: offset, indent: 0 };
}

function indentAt(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ */.exec(text.slice(start, offset))?.[0].length ?? 0;
}

/** As far as the lines above are looked at. */
const ABOVE_CHARACTERS = 4_000;

/** `this line begins after 1 space, those above it after 2 and 0`; when it fits, something else is wrong. */
function indentation(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const own = /^ */.exec(text.slice(start, start + 200))?.[0].length ?? 0;
  const above = text
    .slice(Math.max(0, start - ABOVE_CHARACTERS), start)
    .split("\n")
    .reverse();
  const levels: number[] = [];
  for (const line of above) {
    const indent = /^ *(?=[^\s#])/.exec(line)?.[0].length;
    if (indent !== undefined && indent < (levels.at(-1) ?? Number.POSITIVE_INFINITY)) levels.push(indent);
    if (indent === 0) break;
  }
  if (levels.length === 0 || levels.includes(own))
    return "the indentation does not fit the lines above, or a bracket is still open";
  const spaces = own === 1 ? "1 space" : `${own} spaces`;
  return `this line begins after ${spaces}, those above it after ${levels.join(" or ")}`;
}
