import type { Logger } from "pino";
import { resultOf } from "../src/daemon/pass-result.ts";
import type { PassEnd, PassStart, ProcessState, Witness } from "../src/daemon/ports.ts";
import type { FailureKind } from "../src/model/failure.ts";
import { isOpen } from "../src/model/finding.ts";
import { causesOf } from "../src/model/render/causes.ts";
import type { Report } from "../src/model/report.ts";
import { formatRefusal, type Refusal } from "../src/model/source/refusal.ts";

const STATES: Record<ProcessState, string> = {
  standby: "waits until it may act",
  leading: "leading: this instance acts",
  draining: "stopping: calls in flight end, nothing more is started",
  stopped: "stopped",
  failed: "failed",
};

/** What a person has to mend is an error; what is tried again by itself is not. */
const LEVELS: Record<FailureKind, "error" | "warn" | "info"> = {
  throttled: "warn",
  transient: "warn",
  busy: "info",
  denied: "error",
  wrongAccount: "error",
  gone: "warn",
  exists: "warn",
  conflict: "error",
  unauthorized: "warn",
  lastVpc: "error",
  notEmpty: "error",
  limit: "error",
  unsupported: "warn",
  invalid: "error",
};

/** The daemon's events as JSON lines, one each. */
export function logWitness(log: Logger): Witness {
  let pass: { readonly pass: string } | undefined;
  /** Said when it begins, not in each pass. */
  let told: ReadonlySet<string> = new Set();
  return {
    state: (state) => log.info({ state }, STATES[state]),
    passStarts(start) {
      pass = { pass: start.id };
      log.info(startLine(start), "pass begins");
    },
    observed: () => undefined,
    planned({ actions, held, findings }) {
      const now = new Set<string>();
      const kinds = Object.fromEntries(
        [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length]),
      );
      log.info({ ...pass, actions: actions.length, held: held.length, ...kinds }, "planned");
      const causes = causesOf(findings.filter(isOpen));
      for (const { findings: alike, where, message, todo } of causes) {
        const [{ kind, reason }] = alike;
        const words = `${where}: ${message}${todo === undefined ? "" : `; ${todo}`}`;
        if (!told.has(words)) log.warn({ ...pass, kind, reason, times: alike.length }, words);
        now.add(words);
      }
      told = now;
    },
    outcome(action, { result, failure }) {
      const { key, kind, account, hub, spoke, endpoint } = action;
      const line = { ...pass, action: kind, key, account, hub, spoke, endpoint, result, failure };
      if (failure) log[LEVELS[failure.kind]](line, "action failed");
      else log.debug(line, "action ended");
    },
    passEnds(end) {
      if ("error" in end) log.error({ ...pass, err: end.error }, "pass failed");
      else log.info(endLine(end), "pass ended");
    },
    waits: () => undefined,
  };
}

function startLine({ id, why, ruling, epoch, watching }: PassStart) {
  return { pass: id, why: [...why], revision: ruling.revision, epoch, ...(watching && { watching }) };
}

function endLine(end: PassEnd & { readonly report: Report }) {
  const results = Object.fromEntries(
    [...Map.groupBy(end.report.outcomes, ({ result }) => result)].map(([result, all]) => [
      result,
      all.length,
    ]),
  );
  const ms = Math.round(end.endedAt - end.startedAt);
  return { pass: end.id, ms, cut: end.cut, converged: resultOf(end) === "converged", ...results };
}

/** Said when it changes, not at each look. */
export function refusalTeller(
  log: Logger,
): (attempted: string | undefined, refusal: Refusal | undefined) => void {
  let before: string | undefined;
  return (attempted, refusal) => {
    const words = refusal && formatRefusal(refusal);
    if (words === before) return;
    before = words;
    if (refusal) log.error({ revision: attempted, reason: refusal.reason }, words);
    else log.info({ revision: attempted }, "desired state is good again");
  };
}
