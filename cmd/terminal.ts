import { styleText } from "node:util";
import type { Paint } from "../src/model/render/text.ts";

type Stream = NodeJS.WriteStream;

/** Colours on a terminal only; `NO_COLOR` and `FORCE_COLOR` are obeyed by `styleText`. */
export function paintFor(stream: Stream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Something a user did or has that keeps the command from going on: printed as it is, without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
}
