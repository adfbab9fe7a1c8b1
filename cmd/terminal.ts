import { styleText } from "node:util";
import { visibleLines } from "../src/model/render/escape.ts";
import type { Paint } from "../src/model/render/text.ts";
import type { Log } from "./log.ts";
import { type Out, write } from "./streams.ts";

/** Colours on a terminal only; `NO_COLOR` and `FORCE_COLOR` are obeyed by `styleText`. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

const WIDTH_DEFAULT = 80;
const WIDTH_LEAST = 40;

/** Characters in a line: the terminal's, else COLUMNS, else 80. */
export function widthOf(stream: Pick<Out, "columns">, columns = process.env.COLUMNS): number {
  const width = stream.columns || Number(columns);
  return Number.isInteger(width) && width > 0 ? Math.max(WIDTH_LEAST, width) : WIDTH_DEFAULT;
}

export function print(text: string): void {
  write(process.stdout, text.endsWith("\n") ? text : `${text}\n`);
}

/** As `JSON.stringify(…, undefined, 2)`, list by list: the whole of a large plan would be longer than a string may be. */
export function printJson(document: object): void {
  const put = (text: string) => write(process.stdout, text);
  const indented = (value: unknown, by: string) =>
    JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${by}`);
  const members = Object.entries(document).filter(([, value]) => value !== undefined);
  put("{");
  for (const [i, [name, value]] of members.entries()) {
    put(`${i === 0 ? "" : ","}\n  ${JSON.stringify(name)}: `);
    if (!Array.isArray(value) || value.length === 0) put(indented(value, "  "));
    else {
      for (const [k, item] of value.entries()) put(`${k === 0 ? "[" : ","}\n    ${indented(item, "    ")}`);
      put("\n  ]");
    }
  }
  put("\n}\n");
}

/** With `--log-level` everything on standard error is a JSON line, or is not written. */
let log: Log | undefined;

export function logTo(to: Log): void {
  log = to;
}

export function logging(): Log | undefined {
  return log;
}

/** Something to know, on standard error, without colours: what a file or AWS put into it is shown, not obeyed. */
export function complain(text: string): void {
  const shown = visibleLines(text);
  if (log) log.warn(shown.trim());
  else write(process.stderr, shown.endsWith("\n") ? shown : `${shown}\n`);
}

/** Something a user did or has that keeps the command from going on: printed as it is, without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Exit codes of their own (semantics 26). */
export const HELD_BY_ANOTHER = 3;
export const TIME_OVER = 4;
