import { plural } from "../src/model/counted.ts";
import { duration } from "../src/model/render/words.ts";
import { applyingBar, readingBar } from "./bar.ts";
import { confirmingLines, failureLines } from "./failure-lines.ts";
import type { Log } from "./log.ts";
import type { Applying, Pass, Reading, Work } from "./phase.ts";
import { type Out, write } from "./streams.ts";
import { logging } from "./terminal.ts";

/** On a terminal from the first second; elsewhere a line for each phase; as JSON lines where those are asked for. */
export function createReading(pass: Pass, stream: Out = process.stderr, log = logging()): Reading {
  if (!log && stream.isTTY) return readingBar(pass, stream);
  const phase = phases(stream, log);
  phase("reading hubs", pass.hubs, plural(pass.hubs, "hub"));
  return {
    observed: (what, _done, of) => phase(`reading ${what}`, of, plural(of, what.replace(/s$/, ""))),
    end: () => undefined,
  };
}

/** Failures are lines of their own, one for each cause. */
export function createApplying(work: Work, stream: Out = process.stderr, log = logging()): Applying {
  const tell = confirmingLines();
  if (log)
    return {
      outcome: log.outcome,
      confirming(zones, failure) {
        if (!failure) log.phase("confirming zones", zones);
        else for (const text of tell(zones, failure)) log.warn(text);
      },
      end: () => undefined,
    };
  if (stream.isTTY) return applyingBar(work, stream);
  const { total, eta } = work;
  if (total > 0)
    phases(stream)(
      "applying",
      total,
      `${plural(total, "action")}${eta ? `, about ${duration(eta.secondsLeft(0))}` : ""}`,
    );
  const failed = failureLines();
  return {
    outcome(action, outcome) {
      const line = failed(action, outcome);
      if (line !== undefined) write(stream, `✗ ${line}\n`);
    },
    confirming(zones, failure) {
      for (const text of tell(zones, failure)) write(stream, `${text}\n`);
    },
    end: () => undefined,
  };
}

/** Says that a phase begins, once. */
function phases(stream: Out, log?: Log): (what: string, of: number, words: string) => void {
  const said = new Set<string>();
  return (what, of, words) => {
    if (said.has(what)) return;
    said.add(what);
    if (log) log.phase(what, of);
    else write(stream, `${what.split(" ")[0]} ${words}\n`);
  };
}
