import { styleText } from "node:util";
import { visibleLines } from "../src/model/render/escape.ts";
import type { Paint } from "../src/model/render/text.ts";

type Stream = NodeJS.WriteStream;

/** Colours on a terminal only; `NO_COLOR` and `FORCE_COLOR` are obeyed by `styleText`. */
export function paintFor(stream: Stream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** As `JSON.stringify(…, undefined, 2)`, list by list: the whole of a large plan would be longer than a string may be. */
export function printJson(document: object): void {
  const { stdout } = process;
  const indented = (value: unknown, by: string) =>
    JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${by}`);
  const members = Object.entries(document).filter(([, value]) => value !== undefined);
  stdout.write("{");
  for (const [i, [name, value]] of members.entries()) {
    stdout.write(`${i === 0 ? "" : ","}\n  ${JSON.stringify(name)}: `);
    if (!Array.isArray(value) || value.length === 0) stdout.write(indented(value, "  "));
    else {
      for (const [k, item] of value.entries())
        stdout.write(`${k === 0 ? "[" : ","}\n    ${indented(item, "    ")}`);
      stdout.write("\n  ]");
    }
  }
  stdout.write("\n}\n");
}

/** Without colours: what a file or AWS put into the words is shown, not obeyed. */
export function complain(text: string): void {
  const shown = visibleLines(text);
  process.stderr.write(shown.endsWith("\n") ? shown : `${shown}\n`);
}

/** Something a user did or has that keeps the command from going on: printed as it is, without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
}
