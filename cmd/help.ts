import type { Command } from "commander";
import { wrap } from "../src/model/render/wrap.ts";
import { widthOf } from "./terminal.ts";

/** Room enough for a few words beside the longest option; commander wraps nothing that has less. */
const DESCRIPTION_LEAST = 24;

/** Help at the terminal's width, the sentences below the options too; examples stay as they are to be copied. */
export function withHelpFitted(command: Command): Command {
  return command.configureHelp({ minWidthToWrap: DESCRIPTION_LEAST }).configureOutput({
    getOutHelpWidth: () => widthOf(process.stdout),
    getErrHelpWidth: () => widthOf(process.stderr),
    writeOut: (text) => void process.stdout.write(fitted(text, widthOf(process.stdout))),
  });
}

export function fitted(text: string, width: number): string {
  const lines = text.split("\n");
  return lines.flatMap((line) => (/^\S/.test(line) ? wrap(line, width, "") : line)).join("\n");
}
