/** Where commits come from: a repository without credentials in its URL, a branch or tag, a folder in it. */
export type CommitPlace = { readonly url: string; readonly ref: string; readonly path: string };

/** A commit as it is remembered: with the id of the tree at the path, which is all that documents depend on. */
export type Commit = CommitPlace & { readonly commit: string; readonly tree: string };

/**
 * How a head stands to the commit that is remembered.
 *
 * | relation | the head |
 * |---|---|
 * | same | is that commit |
 * | descends | has it among its ancestors |
 * | older | is among its ancestors: a replica that lags behind, or a branch that was set back |
 * | rewritten | neither of them comes from the other |
 * | unknown | the remembered commit is not to be had, so nobody can tell |
 */
export type Relation = "same" | "descends" | "older" | "rewritten" | "unknown";

/** What the check of the head's signature came to; `unasked`: none is required. */
export type Signature = "unasked" | "good" | { readonly bad: string };

/** What a branch or tag points at now. */
export type Head = Commit & {
  /** To the commit that is remembered; without one, `same`. */
  readonly relation: Relation;
  readonly signature: Signature;
};
