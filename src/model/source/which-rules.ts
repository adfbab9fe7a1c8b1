import { plural } from "../counted.ts";
import type { Problem } from "../desired/problems.ts";
import type { Commit, Head } from "./commit.ts";
import type { Refusal } from "./refusal.ts";

/** What a source shows now. A folder has no `head`: no history, and nobody's signature. */
export type Seen =
  | {
      readonly kind: "read";
      /** A commit, or a hash of what a folder holds. */
      readonly revision: string;
      readonly head?: Head;
      /** What is wrong with its documents; none: they are valid. */
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "failed"; readonly message: string };

export type Situation = {
  readonly seen: Seen;
  readonly remembered: Commit | undefined;
  /** Whether the documents that ruled last are to be had: in memory, or from their commit. */
  readonly hasLastGood: boolean;
  /** Commits that people accepted after a rewritten history, and that have not ruled since. */
  readonly accepted: ReadonlySet<string>;
};

export type Decision =
  | { readonly kind: "use"; readonly because: Because }
  /** What ruled last goes on ruling; drift is repaired by it. */
  | { readonly kind: "stay"; readonly refusal: Refusal }
  /** There is nothing to plan by. */
  | { readonly kind: "NoGoodState"; readonly refusal: Refusal };

/** `otherSource`: the table was bound to another URL or path, or the path was (semantics 38). */
export type Because = "folder" | "first" | "otherSource" | "otherRef" | "same" | "descends" | "accepted";

/**
 * Which desired state rules (semantics 42): the last good one, until a better one is valid.
 *
 * | the source shows | and it is signed, and valid | then |
 * |---|---|---|
 * | a folder | yes | use |
 * | a head; nothing, another ref or another source is remembered | yes | use |
 * | a head that is the remembered commit, or descends from it | yes | use |
 * | a head of another history that was accepted | yes | use |
 * | any of these | no | stay |
 * | a head of another history, an older one, or nobody can tell | – | stay |
 * | nothing: it cannot be read | – | stay |
 * | whatever makes it stay, and the last good one is not to be had | – | NoGoodState |
 */
export function whichRules({ seen, remembered, accepted, hasLastGood }: Situation): Decision {
  const verdict = seen.kind === "failed" ? unreadable(seen) : verdictOn(seen, remembered, accepted);
  if (typeof verdict === "string") return { kind: "use", because: verdict };
  return { kind: hasLastGood ? "stay" : "NoGoodState", refusal: verdict };
}

function unreadable({ message }: { readonly message: string }): Refusal {
  return { reason: "SourceUnreadable", message, problems: [] };
}

type Read = Extract<Seen, { kind: "read" }>;

function verdictOn(
  seen: Read,
  remembered: Commit | undefined,
  accepted: ReadonlySet<string>,
): Because | Refusal {
  const entitled = byHistory(seen, remembered, accepted);
  return typeof entitled === "string" ? (unsigned(seen) ?? invalid(seen) ?? entitled) : entitled;
}

function byHistory(
  { head }: Read,
  remembered: Commit | undefined,
  accepted: ReadonlySet<string>,
): Because | Refusal {
  if (!head) return "folder";
  if (!remembered) return "first";
  if (head.url !== remembered.url || head.path !== remembered.path) return "otherSource";
  if (head.ref !== remembered.ref) return "otherRef";
  const { relation, commit } = head;
  if (relation === "same" || relation === "descends") return relation;
  if (relation === "rewritten" && accepted.has(commit)) return "accepted";
  return {
    reason: REASONS[relation],
    revision: commit,
    message: historyWords(head, remembered),
    problems: [],
  };
}

const REASONS = {
  older: "OlderCommit",
  rewritten: "RewrittenHistory",
  unknown: "UnknownHistory",
} as const;

function historyWords({ relation, commit, ref }: Head, remembered: Commit): string {
  const [head, last] = [short(commit), short(remembered.commit)];
  switch (relation) {
    case "older":
      return `${ref} is at ${head}, which is older than ${last}, the last that ruled; a replica may lag behind, so this waits. To go back on purpose, commit a revert`;
    case "rewritten":
      return `${ref} is at ${head}, which does not descend from ${last}, the last that ruled: its history was rewritten. If that was meant: vpce-operator source accept ${commit}`;
    default:
      return `${ref} is at ${head}, and ${last}, the last that ruled, is not to be had from the repository any more, so nobody can tell whether it is older or was rewritten. Push a branch that holds ${last}, or name another ref`;
  }
}

function unsigned({ revision, head }: Read): Refusal | undefined {
  if (typeof head?.signature !== "object") return undefined;
  const message = `${short(revision)} is not signed by anybody who may: ${head.signature.bad}`;
  return { reason: "Unsigned", revision, message, problems: [] };
}

function invalid({ revision, head, problems }: Read): Refusal | undefined {
  if (problems.length === 0) return undefined;
  const message = `${head ? short(revision) : "the folder"} has ${plural(problems.length, "problem")}`;
  return { reason: "InvalidDocuments", revision, message, problems };
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
