import { wordsFor } from "./failure-words.ts";
import type { LogLevel } from "./options.ts";
import { complain, logging, logTo, UserError } from "./terminal.ts";

type Common = { readonly logLevel: LogLevel };

/** The one place where a command's result becomes an exit code, and an error a sentence. */
export async function run(flags: Common, work: () => Promise<number>): Promise<void> {
  try {
    if (flags.logLevel !== "silent") await logLines(flags.logLevel);
    process.exitCode = await work();
  } catch (error) {
    end(error);
  }
}

async function logLines(level: LogLevel): Promise<void> {
  const { createLog } = await import("./log.ts");
  const log = createLog(level);
  logTo(log);
  process.removeAllListeners("warning"); // Node's own words are no JSON
  process.on("warning", ({ message }) => log.warn(message));
}

export function end(error: unknown): void {
  const words = wordsFor(error);
  const log = logging();
  if (log) log.fatal(words, error);
  else complain(words);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}
