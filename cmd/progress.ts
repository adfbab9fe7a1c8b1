import type { Action } from "../src/model/action.ts";
import type { Eta } from "../src/model/cost/eta.ts";
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

/** Nothing ends while INSYNC is waited for, and the time that is left goes on. */
const TICK_MS = 1_000;

/** A bar with an ETA on a terminal; elsewhere a line now and then. Failures are lines of their own in both. */
export function createProgress(now: () => number, total = 0, eta?: Eta): Progress {
  const { stderr } = process;
  const paint = paintFor(stderr);
  const start = now();
  const ended = { done: 0, failed: 0, skipped: 0, remaining: 0 };
  let lastLine = start;
  let last = "";
  const ticker = eta && total > 0 ? setInterval(() => show(last), TICK_MS).unref() : undefined;

  const secondsLeft = () => Math.max(1, eta?.secondsLeft((now() - start) / 1000) ?? 0);

  function line(): string {
    const { done, failed, skipped, remaining } = ended;
    const filled = Math.floor((BAR_WIDTH * done) / Math.max(1, total));
    const bar = `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${done}/${total}`;
    const others = [
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(remaining > 0 ? [`${remaining} remaining`] : []),
    ];
    const isOver = done + failed + skipped + remaining >= total;
    const state =
      done === total ? "done" : isOver || remaining > 0 ? "stopped" : `about ${duration(secondsLeft())} left`;
    return [bar, state, ...others].join("  ");
  }

  function clear(): void {
    if (stderr.isTTY) stderr.write("\r\u001b[2K");
  }

  function show(current: string): void {
    const width = (stderr.columns ?? 100) - 1;
    const text = line();
    const room = width - text.length - 2;
    const what =
      current.length <= room ? `  ${current}` : room > 20 ? `  ${current.slice(0, room - 1)}…` : "";
    if (stderr.isTTY) stderr.write(`\r\u001b[2K${text}${what}`);
    else if (now() - lastLine >= PLAIN_EVERY_MS || ended.done === total) {
      lastLine = now();
      stderr.write(`${text}\n`);
    }
  }

  return {
    outcome(action, outcome) {
      ended[outcome.result] += 1;
      eta?.ended(action);
      if (outcome.result === "failed") {
        clear();
        const { error, message } = outcome.failure ?? { error: "Unknown", message: "" };
        stderr.write(`${paint("red", "✗")} ${describe(action)}: ${error}: ${message}\n`);
      }
      last = outcome.result === "done" ? describe(action) : "";
      show(last);
    },
    observed(what, seen, of) {
      if (stderr.isTTY) stderr.write(`\r\u001b[2Kreading ${what}: ${seen}/${of}`);
      if (stderr.isTTY && seen === of) clear();
    },
    end() {
      clearInterval(ticker);
      clear();
    },
  };
}
