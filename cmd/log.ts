import { type Logger, pino } from "pino";
import type { Action } from "../src/model/action/action.ts";
import type { Outcome } from "../src/model/outcome.ts";
import type { LogLevel } from "./options.ts";
import { write } from "./streams.ts";

/** JSON lines on standard error, and nothing else there. */
export type Log = {
  outcome(action: Action, outcome: Outcome): void;
  /** Once for each phase. */
  phase(what: string, of: number): void;
  warn(text: string): void;
  /** Why the command ends; with `debug`, where in the program. */
  fatal(text: string, error: unknown): void;
};

export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null }, { write: (line) => write(process.stderr, line) });
}

export function createLog(level: LogLevel): Log {
  return logOf(createLogger(level));
}

export function logOf(log: Logger): Log {
  return {
    outcome(action, { result, failure }) {
      const { key, kind, account, hub, spoke } = action;
      const line = { action: kind, key, account, hub, spoke, ...subjectOf(action), result, failure };
      if (result === "failed") log.error(line, "action failed");
      else log.info(line, "action ended");
    },
    phase: (phase, of) => log.info({ phase, of }, `${phase}: ${of}`),
    warn: (text) => log.warn(text),
    fatal: (text, error) => log.error(log.level === "debug" ? { stack: (error as Error).stack } : {}, text),
  };
}

/** The thing that an action is about, by the word for it. */
function subjectOf(action: Action): Readonly<Record<string, string>> {
  if ("zone" in action) return { zone: action.zone.name };
  if ("rule" in action) return { rule: action.rule.key };
  if ("own" in action) return { endpoint: action.own.id };
  if ("resolverEndpoint" in action) return { resolverEndpoint: action.resolverEndpoint.key };
  return "share" in action ? { share: action.share.key } : { endpoint: action.target.key };
}
