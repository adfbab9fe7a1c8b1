import { describe } from "../src/model/render/describe.ts";
import { visible } from "../src/model/render/escape.ts";
import { duration } from "../src/model/render/words.ts";
import { confirmingLines, failureLines } from "./failure-lines.ts";
import type { Applying, Pass, Reading, Work } from "./phase.ts";
import { type Out, write } from "./streams.ts";
import { paintFor } from "./terminal.ts";

const WIDTH = 24;
/** Nothing ends while INSYNC is waited for, and the time that is left goes on. */
const TICK_MS = 1_000;
const CLEAR = "\r\u001b[2K";

/** How much of what is known to be read was, and about how long the rest takes where that can be told. */
export function readingBar({ now, hubs, calls }: Pass, stream: Out): Reading {
  let phase = { what: "hubs", done: 0, of: hubs, since: now() };
  const show = () => {
    const { what, done, of, since } = phase;
    const secondsEach = (now() - since) / 1000 / Math.max(1, done);
    const left =
      done > 0 && done < of ? `, about ${duration(Math.max(1, secondsEach * (of - done)))} left` : "";
    write(stream, `${CLEAR}reading ${what}: ${done} of ${of} (${calls()} API calls${left})`);
  };
  const ticker = setInterval(show, TICK_MS).unref();
  show();
  return {
    observed(what, done, of) {
      phase = { what, done, of, since: what === phase.what ? phase.since : now() };
      show();
    },
    end: once(() => {
      clearInterval(ticker);
      write(stream, CLEAR);
    }),
  };
}

/** A bar with an ETA. */
export function applyingBar({ now, total, eta }: Work, stream: Out): Applying {
  const start = now();
  const ended = { done: 0, failed: 0, skipped: 0, remaining: 0 };
  const failed = failureLines();
  const confirms = confirmingLines();
  const paint = paintFor(process.stderr);
  let last = "";
  const ticker = eta && total > 0 ? setInterval(show, TICK_MS).unref() : undefined;

  function line(): string {
    const { done, ...others } = ended;
    const filled = Math.floor((WIDTH * done) / Math.max(1, total));
    const bar = `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${done}/${total}`;
    const count = Object.values(ended).reduce((a, b) => a + b, 0);
    const secondsLeft = Math.max(1, eta?.secondsLeft((now() - start) / 1000) ?? 0);
    const isStopped = count >= total || ended.remaining > 0;
    const state = done === total ? "done" : isStopped ? "stopped" : `about ${duration(secondsLeft)} left`;
    const more = Object.entries(others).flatMap(([what, n]) => (n > 0 ? [`${n} ${what}`] : []));
    return [bar, state, ...more].join("  ");
  }

  function show(): void {
    const text = line();
    const room = (stream.columns ?? 100) - 1 - text.length - 2;
    const what = last.length <= room ? `  ${last}` : room > 20 ? `  ${last.slice(0, room - 1)}…` : "";
    write(stream, `${CLEAR}${text}${what}`);
  }

  return {
    outcome(action, outcome) {
      ended[outcome.result] += 1;
      eta?.ended(action);
      const words = failed(action, outcome);
      if (words !== undefined) write(stream, `${CLEAR}${paint("red", "✗")} ${words}\n`);
      last = outcome.result === "done" ? visible(describe(action)) : "";
      show();
    },
    confirming(zones, failure) {
      clearInterval(ticker);
      for (const text of confirms(zones, failure))
        write(stream, failure ? `${CLEAR}${paint("yellow", "!")} ${text}\n` : `${CLEAR}${text}`);
    },
    end: once(() => {
      clearInterval(ticker);
      write(stream, CLEAR);
    }),
  };
}

/** What stands in that line afterwards is somebody else's. */
function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
