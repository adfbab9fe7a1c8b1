import type { AccountId, DocumentName } from "../ids.ts";

/** What every action has. */
export type Common = {
  readonly key: ActionKey;
  /** Must have succeeded before this one starts. */
  readonly after: readonly ActionKey[];
  /** Must have ended, well or badly, before this one starts: the authorization goes after the association. */
  readonly afterSettled?: readonly ActionKey[];
  /** Have their turn before this one where they are in the plan; it can do without them. */
  readonly inTurnAfter?: readonly ActionKey[];
  readonly hub: DocumentName;
  /** The account whose credentials make the call and whose rate it uses. */
  readonly account: AccountId;
  /** The document whose role is assumed; absent: the hub's. */
  readonly spoke?: DocumentName;
  readonly endpoint?: DocumentName;
  /** A sentence that says why. */
  readonly because: string;
  /** Takes something away that somebody may use: counted and held back by the guard. */
  readonly removal?: true;
  /** Who loses something by it could not be looked at: it goes only where somebody names the digest (semantics 62). */
  readonly unseen?: true;
  /** Until this is done a name does not resolve in some VPC: it goes before everything else. */
  readonly urgent?: true;
};

export type ActionKey = string;
