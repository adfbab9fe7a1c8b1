import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { Effect } from "../../action/effects.ts";
import type { VpcRef, ZoneName } from "../../ids.ts";
import type { VpcView } from "../../observed/vpc.ts";
import type { RulePair } from "./rule-ground.ts";

/** How good an answer is. DEAD: NXDOMAIN, nothing, or a server that fails. */
export const DEAD = 0;
export const PUBLIC = 1;
export const PRIVATE = 2;
export type Grade = typeof DEAD | typeof PUBLIC | typeof PRIVATE;

/**
 * A change of who answers in a VPC has two nodes: it is *sent* when its action runs, and *sure* when one of the keys in `sure` has
 * succeeded: a wait for it in DNS, or the action itself where nothing remembers the answer from before.
 */
export type Change = { readonly action: Action; readonly sure: readonly ActionKey[] };

/** What the plan does to one carrier of a VPC. */
export type Touched = {
  readonly id: string;
  readonly name: ZoneName;
  readonly kind: Effect["by"]["kind"];
  readonly gain?: Change;
  readonly loss?: Change;
};

/** Who may answer one name in one VPC, before the plan, during it, or after. */
export type Carrier = {
  readonly name: ZoneName;
  readonly grade: Grade;
  /** `maybe`: could not be seen, and is not known to be absent. */
  readonly present: "seen" | "maybe" | "no";
  readonly gain?: Change;
  readonly loss?: Change;
  /** Seen, though perhaps not in DNS yet: one of these waits makes it sure. Absent: it is. */
  readonly listed?: readonly ActionKey[];
  /** Documents accept what it hides beneath its name. */
  readonly accepted?: true;
  /** For people: what it is, and what could be done about it. */
  readonly what: string;
  readonly todo?: string;
};

/** One VPC in a plan: what the plan touches there, and what else is there that is not ours. */
export type Place = {
  readonly vpc: VpcRef;
  /** By id. */
  readonly touched: ReadonlyMap<string, Touched>;
  readonly named: ReadonlyMap<ZoneName, readonly Touched[]>;
  /** Our rules that are associated with it. */
  readonly pairs: ReadonlyMap<ZoneName, readonly RulePair[]>;
  readonly others: VpcView;
};
