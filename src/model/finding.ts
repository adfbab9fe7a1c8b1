import { compare } from "./compare.ts";
import type { Failure } from "./failure.ts";
import type { FindingKind } from "./finding-kind.ts";
import type { AccountId, DocumentName, VpcRef, ZoneName } from "./ids.ts";
import type { Reason } from "./reasons.ts";

export type Finding = FindingPlace & {
  readonly kind: FindingKind;
  /** Stable, for machines: each is explained in `reasons.ts`; of what could not be read, AWS's own error code. */
  readonly reason: Reason | ErrorCode;
  /** What happened and why, in a sentence. */
  readonly message: string;
  /** What a person can do about it. */
  readonly todo?: string;
};

export type FindingPlace = {
  readonly hub: DocumentName;
  readonly endpoint?: DocumentName;
  readonly spoke?: DocumentName;
  readonly zone?: ZoneName;
  readonly vpc?: VpcRef;
  readonly account?: AccountId;
  /** Of a window: the action that opens it; a window of an action that is not in the plan is not told. */
  readonly action?: string;
};

/** Why something is as it is, or stays so. */
export type Why = {
  readonly reason: Reason | ErrorCode;
  readonly message: string;
  readonly todo?: string | undefined;
};

/** The name of an AWS error, or of one of ours that is told like it (`Failure.error`). */
export type ErrorCode = string & { readonly __brand: "ErrorCode" };

export function errorCode({ error }: Pick<Failure, "error">): ErrorCode {
  return error as ErrorCode;
}

export function finding(kind: FindingKind, place: FindingPlace, { reason, message, todo }: Why): Finding {
  return { kind, reason, ...place, message, ...(todo !== undefined && { todo }) };
}

/** Whether something is not as desired, or not known to be: notes and windows do not count. */
export function isOpen({ kind }: Finding): boolean {
  return kind === "unknown" || kind === "withheld" || kind === "conflict";
}

const ORDER: Record<FindingKind, number> = { unknown: 0, conflict: 1, withheld: 2, window: 3, note: 4 };

/** Worst first, then by place: the same findings in the same order whatever the order of reading. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const place = (f: Finding) =>
    [f.hub, f.endpoint ?? "", f.spoke ?? "", f.zone ?? "", f.vpc?.id ?? "", f.reason, f.message].join(
      "\u0000",
    );
  return [...findings].sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || compare(place(a), place(b)));
}

/** What is said twice in the same words is said once. */
export function distinctFindings(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}
