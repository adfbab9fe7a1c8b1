import type { Forecast } from "../cost/forecast.ts";
import type { Desired } from "../desired/types.ts";
import type { Plan } from "../plan/plan.ts";
import { visible, visibleIn } from "./escape.ts";
import { type Detail, type Item, noteText, paperOf } from "./paper.ts";
import { wrap } from "./wrap.ts";

/** Paints words; the identity where there is no terminal to paint on. */
export type Paint = (style: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;
export const plain: Paint = (_style, text) => text;

export type TextOptions = {
  readonly detail?: Detail;
  /** Characters in a line. */
  readonly width?: number;
  /** Said before all else. */
  readonly first?: readonly string[];
  /** Said before the last lines. */
  readonly hint?: string;
};

/** The whole plan for a person on a terminal; the last line counts what it does. */
export function planText(
  raw: Plan,
  forecast: Forecast,
  desired: Desired,
  paint: Paint = plain,
  options: TextOptions = {},
): string {
  const { width = 80, first = [], hint } = options;
  const { blocks, head } = paperOf(visibleIn(raw), forecast, desired, options.detail);
  const parts = blocks.map(({ title, items }) =>
    [paint("bold", title), ...items.flatMap((item) => itemLines(item, paint, width))].join("\n"),
  );
  const last = [...(hint ? [hint] : []), ...head].flatMap((line) => {
    const [indent = ""] = /^ */.exec(line) ?? [];
    return wrap(line.trimStart(), width, indent);
  });
  const top = first.flatMap((line) => wrap(visible(line), width, "")).join("\n");
  return `${[...(top ? [top] : []), ...parts, last.join("\n")].join("\n\n")}\n`;
}

function itemLines({ sign, style, text, tag, notes, todo }: Item, paint: Paint, width: number): string[] {
  const words = wrap(tag === undefined ? text : `${text} [${tag}]`, width, `  ${sign} `);
  return [
    ...words.map((line) => paint(style, line)),
    ...notes.flatMap((note) => wrap(noteText(note), width, "      ")).map((line) => paint("dim", line)),
    ...(todo === undefined ? [] : wrap(todo, width, "      → ")),
  ];
}
