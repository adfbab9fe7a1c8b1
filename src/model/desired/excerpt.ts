import { echoOfField } from "./echo.ts";
import { formatProblem, type Problem } from "./problems.ts";
import { desiredWords } from "./schema-words.ts";
import { nearest } from "./suggest.ts";

/** Longer lines tell nobody where to look. */
const LINE_MAX = 120;
/** More than anybody looks at. */
const EXCERPTS_MAX = 500;

/** The problems, each with its line where every word of that line is harmless, or stands in the message already. */
export function withExcerpts(
  problems: readonly Problem[],
  textOf: (file: string) => string | undefined,
): Problem[] {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string) => {
    const known = lines.get(file) ?? textOf(file)?.split("\n") ?? [];
    lines.set(file, known);
    return known;
  };
  return problems.map((problem, index) => {
    const line = index < EXCERPTS_MAX ? linesOf(problem.file)[problem.line - 1] : undefined;
    const excerpt = line === undefined ? undefined : excerptOf(line, problem);
    return excerpt === undefined ? problem : { ...problem, excerpt };
  });
}

/**
 * The problem as text, with its line and a caret where the line may be shown:
 *
 *     hub.yaml:8:3: unknown field "regoin" in spec; did you mean "region"?
 *       8 |   regoin: eu-west-1
 *         |   ^
 */
export function formatWithExcerpt(problem: Problem): string {
  const { excerpt, line, column } = problem;
  if (excerpt === undefined) return formatProblem(problem);
  const margin = " ".repeat(String(line).length);
  const caret = `${" ".repeat(column - 1)}^`;
  return `${formatProblem(problem)}\n  ${line} | ${excerpt}\n  ${margin} | ${caret}`;
}

function excerptOf(written: string, { column, message, hint }: Problem): string | undefined {
  const line = withoutComment(written).trimEnd();
  if (line.length > LINE_MAX || column > line.length || !/^[\t\x20-\x7e]+$/.test(line)) return undefined;
  const said = new Set(wordsOf(`${message} ${hint ?? ""}`));
  let field: string | undefined;
  for (const word of wordsOf(line)) {
    const isKnown = desiredWords().has(word);
    if (!isKnown && !said.has(word) && echoOfField(word, field) !== word) return undefined;
    field = isKnown ? word : (nearest(word, desiredWords()) ?? field);
    if (field?.startsWith("externalId")) return undefined;
  }
  return line.replaceAll("\t", "→");
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/s, "");
}

/** What stands between white space, quotes, brackets and commas, without a key's colon; marks alone are no words. */
function wordsOf(text: string): string[] {
  const words = text.match(/[^\s[\]{}"',;]+/g) ?? [];
  return words.map((word) => word.replace(/:$/, "")).filter((word) => /[^-:|>?]/.test(word));
}
