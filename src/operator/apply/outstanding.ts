import { isZoneAction } from "../../model/action/family.ts";
import type { Step } from "./step.ts";

/**
 * How many authorizations stand, in each account and in each zone: which of the two AWS's quota is meant for, its
 * documents do not agree on (semantics 19).
 */
export class Outstanding {
  readonly #counts = new Map<string, number>();
  readonly #maxOf: (account: string) => number;

  constructor(maxOf: (account: string) => number) {
    this.#maxOf = maxOf;
  }

  add(step: Step, change: 1 | -1): void {
    for (const scope of scopesOf(step)) this.#counts.set(scope, (this.#counts.get(scope) ?? 0) + change);
  }

  /** Whether the account or zone has all that it may have. */
  isFull(scope: string, { action }: Step): boolean {
    return (this.#counts.get(scope) ?? 0) >= this.#maxOf(action.account);
  }
}

/** Where the authorization that a step makes or deletes is counted. */
export function scopesOf({ action }: Step): string[] {
  return isZoneAction(action) ? [`account ${action.account}`, `authorized ${action.zone.key}`] : [];
}
