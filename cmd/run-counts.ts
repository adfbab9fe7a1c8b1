import { resultOf } from "../src/daemon/pass-result.ts";
import type { PassEnd } from "../src/daemon/ports.ts";
import { driftRepaired, leftBy, type PassDone, type PassLeft } from "../src/model/status/drift.ts";
import type { PassCounted } from "../src/web/metrics/pass-metrics.ts";

/** Counts passes, each beside the one before it: only so can a repair be told from a change. */
export function passCounter(): (end: PassEnd) => PassCounted {
  let before: PassLeft | undefined;
  return (end) => {
    const done = doneOf(end);
    const repaired = driftRepaired(done, before);
    before = leftBy(done);
    const seconds = (end.endedAt - end.startedAt) / 1000;
    const result = resultOf(end);
    if (!("report" in end)) return { result, seconds, actions: [], repaired };
    const { plan, outcomes } = end.report;
    const actions = outcomes.flatMap(({ result }, i) => {
      const kind = plan.actions[i]?.kind;
      return kind ? [{ kind, result }] : [];
    });
    return { result, seconds, actions, repaired };
  };
}

/** A term's first pass follows none: meanwhile another instance may have acted. */
function doneOf(end: PassEnd): PassDone {
  const revision = `${end.epoch} ${end.ruling.revision}`;
  const whole = !end.cut && end.watching === undefined;
  return { revision, whole, ...("report" in end && { report: end.report }) };
}
