import { RATE_MARGIN, SPREAD_SECONDS } from "../model/cost/pace.ts";
import type { Rate } from "../model/cost/rates.ts";

/**
 * Our copy of one of AWS's token buckets: as large, a hair slower, and with a reserve at the bottom that is not given
 * away (`model/pace.ts`). A call that would need more than all of it is served from a full one.
 */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #reserve: number;
  #level: number;
  #at: number;

  constructor({ burst, perSecond }: Rate, now: number) {
    this.#capacity = burst;
    this.#perMs = (perSecond * RATE_MARGIN) / 1000;
    this.#reserve = this.#perMs * SPREAD_SECONDS.unknown * 1000;
    this.#level = this.#capacity;
    this.#at = now;
  }

  /** Adds what has flowed in since the last call; `pace` is the share of the full rate. A clock set back adds nothing. */
  refill(now: number, pace: number, spreadMs: number): void {
    this.#reserve = this.#perMs * spreadMs;
    const elapsedMs = Math.max(0, now - this.#at);
    this.#level = Math.min(this.#capacity, this.#level + elapsedMs * this.#perMs * pace);
    this.#at = now;
  }

  lacks(tokens: number): boolean {
    return this.#level + EPSILON < this.#neededFor(tokens);
  }

  /** Milliseconds until the tokens are there, if nobody takes any before. */
  msUntil(tokens: number, pace: number): number {
    return Math.max(0, this.#neededFor(tokens) - this.#level) / (this.#perMs * pace);
  }

  take(tokens: number): void {
    this.#level -= Math.min(tokens, this.#capacity);
  }

  /** What was taken and not used. */
  giveBack(tokens: number): void {
    this.#level = Math.min(this.#capacity, this.#level + Math.min(tokens, this.#capacity));
  }

  /** AWS says that it is empty: there is no more to give than the reserve. */
  empty(): void {
    this.#level = Math.min(this.#reserve, this.#level);
  }

  #neededFor(tokens: number): number {
    return Math.min(tokens + this.#reserve, this.#capacity);
  }
}

/** Sums of fractions end a hair below the whole. */
const EPSILON = 1e-9;
