import type { Action } from "../src/model/action/action.ts";
import type { Eta } from "../src/model/cost/eta.ts";
import type { Failure } from "../src/model/failure.ts";
import type { Outcome } from "../src/model/outcome.ts";

/** What is read before anything is planned. */
export type Reading = { observed(what: string, done: number, of: number): void; end(): void };
/** What is done of a plan. */
export type Applying = {
  outcome(action: Action, outcome: Outcome): void;
  /** The last looks, which are repeated for a minute while AWS does not show what was written, or does not answer. */
  confirming(zones: number, failure?: Failure): void;
  end(): void;
};

export type Pass = {
  readonly now: () => number;
  /** How many hubs will be read. */
  readonly hubs: number;
  /** API calls made so far. */
  readonly calls: () => number;
};
export type Work = { readonly now: () => number; readonly total: number; readonly eta?: Eta };
