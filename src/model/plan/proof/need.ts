import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";

/** A step, and what it needs to have succeeded before: one of the keys; `what` in words. */
export type Need = { readonly action: Action; readonly keys: readonly ActionKey[]; readonly what: string };
