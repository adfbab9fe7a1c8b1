import { echoOfField } from "./echo.ts";
import { formatProblem, type Problem } from "./problems.ts";
import { desiredWords } from "./schema-words.ts";
import { nearest } from "./suggest.ts";

/** Longer lines tell nobody where to look. */
const LINE_MAX = 120;
/** More than anybody looks at. */
const EXCERPTS_MAX = 500;

/**
 * The problems, each with its line. A word that is neither harmless nor in the message already may be a secret, and reads `…`;
 * where one stands before the place, or nothing else does on the line, the line is not shown.
 */
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
  const said = new Set(wordsOf(`${message} ${hint ?? ""}`).map(({ word }) => word));
  const masked: Word[] = [];
  let field: string | undefined;
  for (const one of wordsOf(line)) {
    const { word } = one;
    const isKnown = desiredWords().has(word);
    if (!isKnown && !said.has(word) && echoOfField(word, field) !== word) masked.push(one);
    field = isKnown ? word : (nearest(word, desiredWords()) ?? field);
    if (field?.startsWith("externalId")) return undefined;
  }
  const [first] = masked;
  if (first && (first.at < column - 1 || masked.length === wordsOf(line).length)) return undefined;
  return withoutWords(line, masked).replaceAll("\t", "→");
}

function withoutWords(line: string, masked: readonly Word[]): string {
  return masked.reduceRight(
    (text, { word, at }) => `${text.slice(0, at)}…${text.slice(at + word.length)}`,
    line,
  );
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/s, "");
}

type Word = { readonly word: string; readonly at: number };

/** What stands between white space, quotes, brackets and commas, without a key's colon; marks alone are no words. */
function wordsOf(text: string): Word[] {
  const words = text.matchAll(/[^\s[\]{}"',;]+/g);
  return [...words]
    .map(({ 0: word, index: at }) => ({ word: word.replace(/:$/, ""), at }))
    .filter(({ word }) => /[^-:|>?]/.test(word));
}
