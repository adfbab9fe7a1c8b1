import type { LiveAlias } from "./action/alias.ts";
import type { AccountId, DocumentName, VpcRef, ZoneId } from "./ids.ts";

/**
 * What a step that darkens a name between two calls would put back (semantics 36): written before the first call, and gone
 * when the step has ended. Who finds one plays it before anything else. Its calls do no harm where the step went through, or
 * was not begun.
 */
export type OpenStep = {
  readonly zone: ZoneId;
  /** Epoch milliseconds. */
  readonly begunAt: number;
  readonly because: string;
  readonly undo: readonly UndoCall[];
};

/** `by`: whose credentials make the call; a spoke's, where it names one. */
export type UndoCall = { readonly by: Caller; readonly zone: ZoneId } & (
  | { readonly operation: "authorize" | "associate" | "deauthorize"; readonly vpc: VpcRef }
  | { readonly operation: "writeAliases"; readonly aliases: readonly LiveAlias[] }
);

export type Caller = {
  readonly account: AccountId;
  readonly hub: DocumentName;
  readonly spoke?: DocumentName | undefined;
  /** For when the document is gone by then. An ExternalId is a secret, and stands nowhere. */
  readonly role?: string | undefined;
};
