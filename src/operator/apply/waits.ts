import type { ActionKey } from "../../model/action/common.ts";
import type { ZoneId } from "../../model/ids.ts";

/**
 * A wait that a pass ended before what it waits for came, or that is over and may be asked for again. `change`: what GetChange is asked about, where that is known;
 * `seen`: the id of the association whose effect is waited for, or `gone`.
 */
export type Wait = {
  readonly zone?: ZoneId;
  readonly change?: string;
  readonly seen?: string;
  readonly since: number;
};

/** What the last pass of this process still waited for: the next one goes on waiting, and writes nothing for it again. */
export type Waits = {
  /** A pass begins: what it does not keep is forgotten with it. */
  begin(): void;
  keep(key: ActionKey, wait: Wait): void;
  before(key: ActionKey): Wait | undefined;
};

export function createWaits(): Waits {
  let before: ReadonlyMap<ActionKey, Wait> = new Map();
  let kept = new Map<ActionKey, Wait>();
  return {
    begin() {
      before = kept;
      kept = new Map();
    },
    keep: (key, wait) => void kept.set(key, wait),
    before: (key) => before.get(key),
  };
}
