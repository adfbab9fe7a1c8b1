import type { ProblemCode } from "./problem-codes.ts";

/** What a text holds that other tools should have taken out before. `offset` is into the text. */
export type Leftover = {
  readonly code: ProblemCode;
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
};

const LEFTOVERS_MAX = 10;

/** Git's conflict markers, and lines or values that begin as those of Helm and Jinja do; neither is ever YAML for us. */
export function leftoversIn(text: string): Leftover[] {
  const conflicts = offsetsOf(/^<{7}(?= |\r?$)/gm, text).map((offset) => ({ ...CONFLICT, offset }));
  const templates = offsetsOf(TEMPLATE, text).map((offset) => ({ ...UNRENDERED, offset }));
  return [...conflicts, ...templates];
}

/** Whether a value is the text of a template: it was quoted, or began with something else. */
export function isTemplate(value: unknown): boolean {
  return typeof value === "string" && /\{\{|\{%/.test(value);
}

const TEMPLATE = /(?<=^[ \t]{0,200}(?:- {1,9}){0,9}(?:[\w.-]{1,64}: {1,9})?)\{[{%#]/gm;

const CONFLICT = {
  code: "MergeConflict",
  message: "a merge conflict of Git is not resolved",
  hint: "keep one side, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
} as const;

export const UNRENDERED = {
  code: "TemplateBraces",
  message: "a template stands here that was not rendered",
  hint: "templates are not read: write what Helm or Jinja makes of it",
} as const;

function offsetsOf(pattern: RegExp, text: string): number[] {
  const offsets: number[] = [];
  for (const { index } of text.matchAll(pattern)) {
    offsets.push(index);
    if (offsets.length === LEFTOVERS_MAX) break;
  }
  return offsets;
}
