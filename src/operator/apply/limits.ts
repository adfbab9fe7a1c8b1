import { isZoneAction } from "../../model/action/family.ts";
import type { Step } from "./step.ts";

/**
 * What steps under way take from others: locks (semantics 18), and authorizations, of which so many may stand in an account
 * and in a zone: which of the two AWS's quota is meant for, its documents do not agree on (semantics 19).
 */
export class Limits {
  readonly #locked = new Set<string>();
  /** By account and by zone. */
  readonly #authorizations = new Map<string, number>();
  readonly #maxOf: (account: string) => number;

  constructor(maxOf: (account: string) => number) {
    this.#maxOf = maxOf;
  }

  /** The first of what the step needs and cannot have now. */
  lacking(step: Step): string | undefined {
    const needed = step.action.kind === "authorize" ? [...step.locks, ...scopesOf(step)] : step.locks;
    return needed.find((one) => !this.isFree(one, step));
  }

  isFree(one: string, { action }: Step): boolean {
    return !this.#locked.has(one) && (this.#authorizations.get(one) ?? 0) < this.#maxOf(action.account);
  }

  take(step: Step): void {
    for (const lock of step.locks) this.#locked.add(lock);
    if (step.action.kind === "authorize") this.count(step, 1);
  }

  /** Answers what others may have now. */
  free(step: Step): readonly string[] {
    for (const lock of step.locks) this.#locked.delete(lock);
    if (step.action.kind !== "deauthorize") return step.locks;
    this.count(step, -1);
    return [...step.locks, ...scopesOf(step)];
  }

  /** An authorization stands, or no longer does. */
  count(step: Step, change: 1 | -1): void {
    for (const scope of scopesOf(step))
      this.#authorizations.set(scope, (this.#authorizations.get(scope) ?? 0) + change);
  }
}

/** Where the authorization that a step makes or deletes is counted. */
export function scopesOf({ action }: Step): string[] {
  return isZoneAction(action) ? [`account ${action.account}`, `authorized ${action.zone.key}`] : [];
}
