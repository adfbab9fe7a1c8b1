import type { Commit, Head } from "../../model/source/commit.ts";
import type { Contents } from "./contents.ts";

/** Where desired state comes from: a folder, or a Git repository. */
export type Source = {
  /** What a table is bound to (semantics 38): URL and path, or the folder's name, without credentials. */
  readonly name: string;
  /**
   * Looks at it. `remembered` is the commit that ruled last: a head is held against it. Never rejects but when the
   * signal aborts.
   */
  poll(signal: AbortSignal, remembered?: Commit): Promise<Reading>;
  /** What a commit that ruled before held, from the clone, or from the repository. A folder has no memory. */
  recall?(commit: Commit, signal: AbortSignal): Promise<Reading>;
  /** Calls at each change that it is told of, which may be more or fewer than there are; returns what ends it. */
  watch?(onChange: () => void): () => void;
};

export type Reading = Read | Failed;

export type Read = {
  readonly kind: "read";
  readonly contents: Contents;
  /** A commit, or a hash of what the folder holds. */
  readonly revision: string;
  /** The id of the path's tree, or that hash: only when it changes do the documents. */
  readonly tree: string;
  /** `unsettled`: a folder that may have been caught in the middle of a copy (semantics 42). */
  readonly removals: "allowed" | "unsettled";
  /** Git's. */
  readonly head?: Head;
};

export type Failed = { readonly kind: "failed"; readonly message: string };
