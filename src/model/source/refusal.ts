import { formatProblem, type Problem } from "../desired/problems.ts";

/** Why what a source shows does not rule, for metrics and machines: a reason never changes its meaning. */
export const REFUSAL_REASONS = {
  SourceUnreadable: "the repository or folder cannot be read",
  InvalidDocuments: "the documents have problems; each is told by its place",
  Unsigned: "the commit is not signed by anybody who may sign",
  OlderCommit: "the commit is older than the one that ruled last",
  RewrittenHistory: "the commit does not descend from the one that ruled last, and was not accepted",
  UnknownHistory: "whether the commit descends from the one that ruled last cannot be told",
  OtherTable: "the documents name another table than the one whose lease this instance takes",
  OtherOwners: "the table of this instance belongs to other owners",
} as const satisfies Record<string, string>;

export type RefusalReason = keyof typeof REFUSAL_REASONS;

export type Refusal = {
  readonly reason: RefusalReason;
  /** A commit, or a hash of what a folder holds; absent when there was none to be seen. */
  readonly revision?: string;
  readonly message: string;
  readonly problems: readonly Problem[];
};

/** What was refused and why, and below it every problem as `file:line:column: …`. */
export function formatRefusal({ message, problems }: Refusal): string {
  return [message, ...problems.map(formatProblem)].join("\n");
}
