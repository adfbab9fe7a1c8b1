import type { Action } from "../src/model/action.ts";
import type { Outcome } from "../src/model/outcome.ts";
import { describe, duration } from "../src/model/render/words.ts";
import { paintFor } from "./terminal.ts";

export type Progress = {
  outcome(action: Action, outcome: Outcome): void;
  observed(what: string, done: number, of: number): void;
  end(): void;
};

const BAR_WIDTH = 24;
const PLAIN_EVERY_MS = 10_000;

/** A bar with an ETA on a terminal; elsewhere a line now and then. Failures are lines of their own in both. */
export function createProgress(total: number, forecastSeconds: number, now: () => number): Progress {
  const { stderr } = process;
  const paint = paintFor(stderr);
  const start = now();
  let done = 0;
  let lastLine = start;

  function line(current: string): string {
    const filled = Math.round((BAR_WIDTH * done) / Math.max(1, total));
    const elapsed = (now() - start) / 1000;
    const left = Math.max(
      forecastSeconds - elapsed,
      done === 0 ? 0 : (elapsed / done) * (total - done) * 0.1,
    );
    const bar = `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`;
    return `${bar} ${done}/${total}  ${done === total ? "done" : `about ${duration(left)} left`}  ${current}`;
  }

  function clear(): void {
    if (stderr.isTTY) stderr.write("\r\u001b[2K");
  }

  function show(current: string): void {
    if (stderr.isTTY) stderr.write(`\r\u001b[2K${line(current).slice(0, (stderr.columns ?? 100) - 1)}`);
    else if (now() - lastLine >= PLAIN_EVERY_MS || done === total) {
      lastLine = now();
      stderr.write(`${line("").trimEnd()}\n`);
    }
  }

  return {
    outcome(action, outcome) {
      done += 1;
      if (outcome.result === "failed") {
        clear();
        const { error, message } = outcome.failure ?? { error: "Unknown", message: "" };
        stderr.write(`${paint("red", "✗")} ${describe(action)}: ${error}: ${message}\n`);
      }
      show(describe(action));
    },
    observed(what, seen, of) {
      if (stderr.isTTY) stderr.write(`\r\u001b[2Kreading ${what}: ${seen}/${of}`);
      if (stderr.isTTY && seen === of) clear();
    },
    end: clear,
  };
}
