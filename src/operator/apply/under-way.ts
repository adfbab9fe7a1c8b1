import { isWait } from "../../model/action/action.ts";
import type { Clock } from "../../model/clock.ts";
import type { Step } from "./step.ts";

/** How many steps are under way. When for `waitsMaxMs` these were nothing but waits for AWS, `onIdle` is told. */
export class UnderWay {
  readonly #clock: Clock;
  readonly #waitsMaxMs: number | undefined;
  readonly #onIdle: () => void;
  #all = 0;
  /** Of those, what ends by itself. */
  #busy = 0;
  /** Counts while nothing but waits runs. */
  #idle: AbortController | undefined;

  constructor(clock: Clock, waitsMaxMs: number | undefined, onIdle: () => void) {
    this.#clock = clock;
    this.#waitsMaxMs = waitsMaxMs;
    this.#onIdle = onIdle;
  }

  get isNothing(): boolean {
    return this.#all === 0;
  }

  begin(step: Step): void {
    this.#count(step, 1);
  }

  end(step: Step): void {
    this.#count(step, -1);
  }

  #count(step: Step, change: 1 | -1): void {
    this.#all += change;
    if (endsByItself(step)) this.#busy += change;
    const isIdle = this.#busy === 0 && this.#all > 0;
    if (this.#waitsMaxMs === undefined || isIdle === (this.#idle !== undefined)) return;
    this.#idle?.abort();
    this.#idle = isIdle ? new AbortController() : undefined;
    const signal = this.#idle?.signal;
    if (!signal) return;
    void this.#clock.sleep(this.#waitsMaxMs, signal).then(() => {
      if (!signal.aborted) this.#onIdle();
    });
  }
}

/** `awaitSure` takes a minute, whatever AWS does; begun anew by each pass it would never end. */
function endsByItself({ action }: Step): boolean {
  return !isWait(action) || action.kind === "awaitSure";
}
