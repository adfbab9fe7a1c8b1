import type { Finding } from "../finding.ts";
import type { Outcome } from "../outcome.ts";
import { plural } from "../render/words.ts";
import type { Condition } from "./status.ts";

/** What a plan and its outcomes say of one document. */
export type Standing = {
  /** Open ones, worst first. */
  readonly findings: readonly Finding[];
  readonly failed: readonly Outcome[];
  /** Steps that are planned and not done. */
  readonly pending: number;
};

/** Reasons of conditions beside those of findings and AWS's error codes. */
export const CONDITION_REASONS = {
  AsDesired: "everything that the document asks for is there",
  StepsToDo: "steps are planned, or under way",
} as const;

type Said = Pick<Condition, "type" | "status" | "reason" | "message">;

/** As Flux tells them: Ready always, the others only while they are true; `since` stays while status and reason do. */
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

function saidOf({ findings, failed, pending }: Standing): Said[] {
  const [worst] = findings;
  const [failure] = failed.flatMap((outcome) => outcome.failure ?? []);
  const steps = { reason: "StepsToDo", message: `${plural(pending, "step")} to do` };
  const trouble = failure
    ? { reason: failure.error, message: `${plural(failed.length, "step")} failed: ${failure.message}` }
    : worst && {
        reason: worst.reason,
        message: worst.todo ? `${worst.message}; ${worst.todo}` : worst.message,
      };
  const unready = trouble ?? (pending > 0 ? steps : undefined);
  const isUnknown = !failure && worst?.kind === "unknown";
  return [
    unready
      ? { type: "Ready", status: isUnknown ? "Unknown" : "False", ...unready }
      : { type: "Ready", status: "True", reason: "AsDesired", message: "as desired" },
    ...(pending > 0 ? [{ type: "Reconciling", status: "True", ...steps } as const] : []),
    ...(trouble && !isUnknown ? [{ type: "Stalled", status: "True", ...trouble } as const] : []),
  ];
}
