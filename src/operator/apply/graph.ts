import { type Action, isWait, startsAfter } from "../../model/action/action.ts";
import type { ActionKey } from "../../model/action/common.ts";
import { newStep, type Step } from "./step.ts";

/** The steps of a plan, in its order, and which of them wait for which. */
export class StepGraph {
  readonly #steps: ReadonlyMap<ActionKey, Step>;
  readonly #dependents = new Map<ActionKey, Step[]>();

  /** `now` in epoch milliseconds. */
  constructor(actions: readonly Action[], now: number) {
    this.#steps = new Map(actions.map((action, order) => [action.key, newStep(action, order, now)]));
    for (const step of this.all()) this.#link(step);
    this.#countDeletions();
  }

  all(): Step[] {
    return [...this.#steps.values()];
  }

  get(key: ActionKey): Step | undefined {
    return this.#steps.get(key);
  }

  dependentsOf({ action }: Step): readonly Step[] {
    return this.#dependents.get(action.key) ?? [];
  }

  /** Steps that light a name, and the waits between them. */
  lighting(): ReadonlySet<Step> {
    const needed = new Set<Step>();
    for (const step of this.all().reverse()) {
      const isNeeded = () => this.dependentsOf(step).some((dependent) => needed.has(dependent));
      if (step.action.urgent || (isWait(step.action) && isNeeded())) needed.add(step);
    }
    return needed;
  }

  #link(step: Step): void {
    for (const key of new Set(startsAfter(step.action))) {
      if (!this.#steps.has(key)) continue; // done in an earlier pass, or withheld by the guard with its dependents
      step.waiting += 1;
      const dependents = this.#dependents.get(key);
      if (dependents) dependents.push(step);
      else this.#dependents.set(key, [step]);
    }
  }

  /** What waits for a step stands after it in the plan, and is counted before it. */
  #countDeletions(): void {
    for (const step of this.all().reverse()) {
      for (const { deletions } of this.dependentsOf(step))
        step.deletions = Math.max(step.deletions, deletions);
      if (step.action.kind === "deleteZone") step.deletions += 1;
    }
  }
}
