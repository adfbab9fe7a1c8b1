import { Composer, type Document, isAlias, LineCounter, Parser, visit } from "yaml";
import type { Turns } from "../turns.ts";
import { excessOf } from "./limits.ts";
import { leftoversIn } from "./not-yaml.ts";
import { isNothing, offsetIn, type Path, spotOf, typedAt } from "./positions.ts";
import type { Place, Problem, Problems } from "./problems.ts";
import { duplicateField, firstTab, inWords } from "./syntax.ts";

export type File = { readonly path: string; readonly text: string };

/** One YAML document: its plain value, and where every part of it stands. */
export type Source = {
  readonly file: string;
  readonly body: unknown;
  /** False when the YAML itself is broken: the body is what could still be read of it. */
  readonly intact: boolean;
  /** Where the value at the path stands; for a missing one, the nearest key above it. */
  readonly value: (path: Path) => Place;
  readonly key: (path: Path) => Place;
  /** A scalar that is no text, as it was typed: `012345678901`, although YAML reads a number without the zero. */
  readonly typed: (path: Path) => string | undefined;
};

/** The parser's guard against alias bombs: how many values aliases may stand for in one document. */
const ALIASES_MAX = 100;
const SYNTAX_PROBLEMS_MAX = 10;

/** Said of a place without a single file; `remark` is what the reader of that place knows about it. */
export function nothingFound(file: string, remark?: string): Problem {
  const refusal = "an empty desired state would remove everything, so it is refused";
  const hint = remark === undefined ? refusal : `${remark}; ${refusal}`;
  return {
    code: "NothingFound",
    file,
    line: 1,
    column: 1,
    severity: "error",
    message: "no desired state found",
    hint,
  };
}

/** The documents of one file by their place; each is a piece. A file without one is a problem: it may be truncated. */
export function* readDocuments({ path: file, text }: File, problems: Problems): Turns<Source[]> {
  const excess = yield* excessOf(text);
  if (excess) {
    problems.error(excess.code, placeIn(text, excess.offset, file), excess.message);
    return [];
  }
  const leftovers = leftoversIn(text);
  for (const { code, offset, message, hint } of leftovers)
    problems.error(code, placeIn(text, offset, file), message, hint);
  if (leftovers.length > 0) return [];
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  // The parser compares each key with all others of its mapping: positions.ts finds repeated ones in one go.
  const keys = { stringKeys: true, uniqueKeys: false };
  const options = { ...keys, lineCounter: lines, prettyErrors: false, logLevel: "silent" } as const;
  const sources: Source[] = [];
  // One by one, as the parser makes them: the trees of ten thousand documents would not be held at a time.
  for (const document of new Composer(options).compose(new Parser(lines.addNewLine).parse(text))) {
    // What is left of a document with comments only, as after a last `---`, holds nothing.
    if (document.errors.length === 0 && isNothing(document.contents)) continue;
    sources.push(readDocument(document, file, text, place, problems));
    yield;
  }
  if (sources.length === 0) {
    problems.error(
      "NoDocument",
      { file, line: 1, column: 1 },
      "the file holds no document",
      "was it truncated? delete the file if it is not needed",
    );
  }
  return sources;
}

function readDocument(
  document: Document.Parsed,
  file: string,
  text: string,
  place: (offset: number) => Place,
  problems: Problems,
): Source {
  const broken = [...document.errors, ...document.warnings];
  for (const { code, offset, message, hint } of inWords(broken.slice(0, SYNTAX_PROBLEMS_MAX), text))
    problems.error(code, place(offset), message, hint);
  const body = plain(document, place, problems);
  const { spot, repeated } = spotOf(document);
  const tab = firstTab(broken);
  const real = repeated.filter(({ offset }) => offset < tab);
  for (const { name, offset } of real.slice(0, SYNTAX_PROBLEMS_MAX))
    problems.error("DuplicateField", place(offset), duplicateField(name));
  return {
    file,
    body: body?.value,
    intact: body !== undefined && broken.length === 0,
    value: (path) => place(offsetIn(spot, path, "value")),
    key: (path) => place(offsetIn(spot, path, "key")),
    typed: (path) => typedAt(spot, path),
  };
}

function plain(
  document: Document.Parsed,
  place: (offset: number) => Place,
  problems: Problems,
): { value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch (error) {
    // Aliases are all that can fail here; the parser says so without a position.
    if (!(error instanceof ReferenceError)) throw error;
    const { unresolved, first } = aliasesIn(document);
    if (unresolved !== undefined)
      problems.error("UnknownAlias", place(unresolved), "this alias has no anchor before it");
    else
      problems.error(
        "TooManyAliases",
        place(first),
        `aliases stand for more than ${ALIASES_MAX} values`,
        "write the values out",
      );
    return undefined;
  }
}

/** Offsets of the first alias of all, and of the first without an anchor. */
function aliasesIn(document: Document.Parsed): { first: number; unresolved?: number } {
  let first: number | undefined;
  let unresolved: number | undefined;
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        return undefined;
      }
      const offset = node.range?.[0] ?? 0;
      first ??= offset;
      if (anchors.has(node.source)) return undefined;
      unresolved = offset;
      return visit.BREAK;
    },
  });
  return { first: first ?? 0, ...(unresolved !== undefined && { unresolved }) };
}

/** For a text that was not parsed, so that no LineCounter knows it. */
function placeIn(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset).split("\n");
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
