import { CST, Lexer } from "yaml";
import type { Turns } from "../turns.ts";
import type { ProblemCode } from "./problem-codes.ts";

/** Far beyond what people write (10,000 spokes in one file have 3 MB), and well within what the parser can carry. */
const CHARACTERS_MAX = 8_000_000;
const NESTING_MAX = 50;
/** The parser looks every alias up among all anchors and aliases before it. */
const ANCHORS_MAX = 1_000;
/** Deeper than 50 levels of any indentation that people use; the parser recurses over each level. */
const INDENT_MAX = 400;

export type Excess = { readonly code: ProblemCode; readonly offset: number; readonly message: string };

/**
 * What the parser must not be given, found by its lexer alone: it recurses over nesting until memory or the stack ends,
 * and takes exponential time over nested `?` keys. A desired state needs neither.
 */
export function* excessOf(text: string): Turns<Excess | undefined> {
  if (text.length > CHARACTERS_MAX)
    return { code: "TooLarge", offset: 0, message: `the file has more than ${CHARACTERS_MAX} characters` };
  const tooFarIn = new RegExp(`^ {${INDENT_MAX},}`, "m").exec(text);
  const message = `a line is indented by more than ${INDENT_MAX} columns`;
  return tooFarIn ? { code: "TooDeep", offset: tooFarIn.index, message } : yield* excessOfLexemes(text);
}

/** How many make a piece: a millisecond. */
const PIECE = 5_000;

function* excessOfLexemes(text: string): Turns<Excess | undefined> {
  const depth: Depth = { brackets: 0, dashes: 0, anchors: 0 };
  let offset = 0;
  let scalarFollows = false;
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count % PIECE === 0) yield;
    const type: string | null | undefined = scalarFollows ? undefined : CST.tokenType(lexeme);
    scalarFollows = type === "scalar";
    if (type === "explicit-key-ind")
      return { code: "ExplicitKey", offset, message: "`?` keys are not understood here" };
    if (type) track(depth, type);
    const beyond = beyondIn(depth);
    if (beyond) return { ...beyond, offset };
    // The lexer announces documents and plain scalars by marks of its own, which are not in the text.
    if (type !== "scalar" && type !== "doc-mode" && type !== "flow-error-end") offset += lexeme.length;
  }
  return undefined;
}

type Depth = { brackets: number; dashes: number; anchors: number };

function beyondIn({ brackets, dashes, anchors }: Depth): Omit<Excess, "offset"> | undefined {
  if (brackets + dashes > NESTING_MAX)
    return { code: "TooDeep", message: `nested more than ${NESTING_MAX} levels deep` };
  if (anchors > ANCHORS_MAX)
    return { code: "TooManyAliases", message: `a document has more than ${ANCHORS_MAX} anchors and aliases` };
  return undefined;
}

/** Brackets nest over lines; dashes (`- - -`) within one line only, deeper lists being indented by hand. */
function track(depth: Depth, type: string): void {
  if (type === "flow-map-start" || type === "flow-seq-start") depth.brackets++;
  else if (type === "flow-map-end" || type === "flow-seq-end")
    depth.brackets = Math.max(0, depth.brackets - 1);
  else if (type === "seq-item-ind") depth.dashes++;
  else if (type === "newline") depth.dashes = 0;
  else if (type === "anchor" || type === "alias") depth.anchors++;
  else if (type === "doc-start") {
    depth.brackets = 0;
    depth.anchors = 0;
  }
}
