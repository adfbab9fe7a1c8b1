import { compare } from "./compare.ts";
import type { AccountId, DocumentName, VpcRef, ZoneName } from "./ids.ts";

/**
 * What the plan has to say besides actions. One shape for all, so that every output shows every kind:
 *
 * - `unknown`: could not be seen; nothing was concluded from it (plan exits 1)
 * - `withheld`: a change that we know of and do not make (exits 2)
 * - `conflict`: somebody else holds the name in that VPC (exits 2)
 * - `window`: planned actions leave a name unresolved in one VPC for a short while
 * - `note`: worth knowing, nothing to do for the operator
 */
export type FindingKind = "unknown" | "withheld" | "conflict" | "window" | "note";

export type Finding = {
  readonly kind: FindingKind;
  /** Stable, for machines: `QuotaExceeded`, `AccessDenied`, `NameHeldByOtherZone`… */
  readonly reason: string;
  readonly hub: DocumentName;
  readonly endpoint?: DocumentName;
  readonly spoke?: DocumentName;
  readonly zone?: ZoneName;
  readonly vpc?: VpcRef;
  readonly account?: AccountId;
  /** Of a window: the action that opens it; a window of an action that is not in the plan is not told. */
  readonly action?: string;
  /** What happened and why, in a sentence. */
  readonly message: string;
  /** What a person can do about it. */
  readonly todo?: string;
};

const ORDER: Record<FindingKind, number> = { unknown: 0, conflict: 1, withheld: 2, window: 3, note: 4 };

/** Worst first, then by place: the same findings in the same order whatever the order of reading. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const place = (f: Finding) =>
    [f.hub, f.endpoint ?? "", f.spoke ?? "", f.zone ?? "", f.vpc?.id ?? "", f.reason, f.message].join(
      "\u0000",
    );
  return [...findings].sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || compare(place(a), place(b)));
}
