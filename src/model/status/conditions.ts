import { plural } from "../counted.ts";
import type { Failure, FailureKind } from "../failure.ts";
import type { Finding } from "../finding.ts";
import type { Outcome } from "../outcome.ts";
import type { Reason } from "../reasons.ts";
import type { Condition } from "./status.ts";

/** What a plan and its outcomes say of one document. */
export type Standing = {
  /** Open ones, worst first. */
  readonly findings: readonly Finding[];
  /** All of them, worst first: notes and windows too. */
  readonly told: readonly Finding[];
  readonly failed: readonly Outcome[];
  /** Steps that are planned and not done. */
  readonly pending: number;
  /** Steps that would add something, and that are held back for all of a hub. */
  readonly held: number;
};

/** Reasons of conditions beside those of findings and AWS's error codes. */
export const CONDITION_REASONS = {
  AsDesired: "everything that the document asks for is there",
  StepsToDo: "steps are planned, or under way",
  StepsHeldBack: "steps are held back; the hub's own condition says why",
  Leaving: "the spoke's document is gone, and its VPC is in zones still",
} as const;

type Said = Pick<Condition, "type" | "status" | "reason" | "message">;

/**
 * As Flux tells them: Ready always; Reconciling while passes bring it nearer by themselves, Stalled while a person has to do
 * something first; PathBlocked while packets do not follow the names, or rules' queries get nowhere. `since` stays while status and reason do.
 */
export function conditionsOf(
  standing: Standing,
  before: readonly Condition[],
  { at, revision }: { readonly at: number; readonly revision: string },
): Condition[] {
  return saidOf(standing).map((said) => {
    const last = before.find(({ type }) => type === said.type);
    const isSame = last?.status === said.status && last.reason === said.reason;
    return { ...said, since: isSame ? last.since : at, revision };
  });
}

function saidOf(standing: Standing): Said[] {
  const { findings, failed, pending, held } = standing;
  const [worst] = findings;
  const failures = failed.flatMap((outcome) => outcome.failure ?? []);
  const isUnknown = failures.length === 0 && worst?.kind === "unknown";
  const steps = pending > 0 && { reason: "StepsToDo", message: `${plural(pending, "step")} to do` };
  const trouble = troubleOf(failures, worst);
  const waits = held > 0 && {
    reason: "StepsHeldBack",
    message: `${plural(held, "step")} held back; the hub says why`,
  };
  const unready = trouble ?? (steps || waits);
  const stalled = troubleOf(
    failures.filter(({ kind }) => !RETRIED.has(kind)),
    findings.find(({ kind, reason }) => kind !== "unknown" && !PASSING.has(reason)),
  );
  const rollout = troubleOf(
    [],
    findings.find(({ reason }) => reason === "RolloutCanary"),
  );
  const path = troubleOf(
    [],
    standing.told.find(({ reason }) => reason === "PathBlocked" || reason === "HopBlocked"),
  );
  const goesOn = rollout ?? (steps || (isUnknown || stalled ? undefined : trouble));
  return [
    unready
      ? { type: "Ready", status: isUnknown ? "Unknown" : "False", ...unready }
      : { type: "Ready", status: "True", reason: "AsDesired", message: "as desired" },
    ...(goesOn ? [{ type: "Reconciling", status: "True", ...goesOn } as const] : []),
    ...(stalled ? [{ type: "Stalled", status: "True", ...stalled } as const] : []),
    ...(path ? [{ type: "PathBlocked", status: "True", ...path } as const] : []),
  ];
}

/** Withheld until a later pass, which makes it by itself: nobody has to do anything. */
export const PASSING: ReadonlySet<string> = new Set<Reason>([
  "BacksOff",
  "FirstUse",
  "NextPass",
  "NextWave",
  "NotSettled",
  "OwnVpcLast",
  "RegionalNamePending",
  "ResolverMoves",
  "RolloutCanary",
  "RuleLeavesShare",
  "SwitchWaits",
]);
const RETRIED: ReadonlySet<FailureKind> = new Set(["throttled", "transient", "busy"]);

function troubleOf(
  failures: readonly Failure[],
  finding: Finding | undefined,
): Pick<Said, "reason" | "message"> | undefined {
  const [failure] = failures;
  if (failure) {
    const message = `${plural(failures.length, "step")} failed: ${failure.message}`;
    return { reason: failure.error, message };
  }
  if (!finding) return undefined;
  const { reason, message, todo } = finding;
  return { reason, message: todo ? `${message}; ${todo}` : message };
}
