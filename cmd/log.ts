import { pino } from "pino";
import type { Action } from "../src/model/action.ts";
import type { Outcome } from "../src/model/outcome.ts";

/** One JSON line on stderr for each action's end; silent unless `--log-level` asks. */
export function createLog(level: string): { outcome(action: Action, outcome: Outcome): void } {
  const log = pino({ level, base: null }, pino.destination({ fd: 2, sync: true }));
  return {
    outcome(action, { result, failure }) {
      const { key, kind, account, hub, spoke } = action;
      const subject = "zone" in action ? { zone: action.zone.name } : { endpoint: action.target.key };
      const line = { action: kind, key, account, hub, spoke, ...subject, result, failure };
      if (result === "failed") log.error(line, "action failed");
      else log.info(line, "action ended");
    },
  };
}
