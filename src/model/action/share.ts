import type { Region } from "../ids.ts";
import type { Tags } from "../ownership.ts";
import type { ActionKey, Common } from "./common.ts";
import type { RuleRef, ShareRef } from "./refs.ts";

/** A step on the resource share of AWS RAM by which spokes' accounts may use the hub's rules. */
export type ShareAction = Common & { readonly share: ShareRef } & (
    | {
        readonly kind: "createShare";
        readonly name: string;
        readonly tags: Tags;
        readonly clientToken: string;
      }
    | {
        readonly kind: "addToShare";
        readonly rules: readonly RuleRef[];
        readonly principals: readonly string[];
      }
    | {
        readonly kind: "removeFromShare";
        readonly rules: readonly RuleRef[];
        readonly principals: readonly string[];
      }
    /** Until an account sees the rules: made by that account's credentials. */
    | { readonly kind: "awaitShared"; readonly region: Region; readonly rules: readonly RuleRef[] }
    | { readonly kind: "deleteShare" }
  );

/** `of`: what tells steps on one share apart: an account, or nothing. */
export function shareActionKey(kind: ShareAction["kind"], share: ShareRef, of?: string): ActionKey {
  return [kind, share.key, ...(of ? [of] : [])].join(" ");
}
