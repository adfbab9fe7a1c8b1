import type { Desired } from "../desired/types.ts";
import type { RolloutState } from "./state.ts";

/** What a plan has to know of a hub's rollout. */
export type RolloutGate =
  | {
      readonly kind: "kept";
      readonly state: RolloutState;
      /** The documents of the last completed state. Absent: there is none, or they are not to be had any more. */
      readonly last?: Desired;
      /** Since when this process saw the canary served at each look, in epoch milliseconds. */
      readonly servedSince?: number;
    }
  /** Nobody can tell what reached whom, in words: the table could not be read or written. */
  | { readonly kind: "closed"; readonly why: string };

/** By the hub's name. `shown`: for people who look at a plan; nothing is held back, and it says what would be. */
export type RolloutGates = ReadonlyMap<string, RolloutGate> | "shown";

/** All canaries, by `vpcKey`. */
export function canariesOf(gates: RolloutGates | undefined): ReadonlySet<string> {
  if (gates === undefined || gates === "shown") return new Set();
  return new Set([...gates.values()].flatMap((gate) => (gate.kind === "kept" ? gate.state.chosen : [])));
}
