import { pacedRate } from "../model/pace.ts";
import type { Rate } from "../model/rates.ts";

/** Our copy of one of AWS's token buckets, a hair smaller. A call that costs more than it holds is served from a full one. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #level: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    const { burst, perSecond } = pacedRate(rate);
    this.#capacity = burst;
    this.#perMs = perSecond / 1000;
    this.#level = this.#capacity;
    this.#at = now;
  }

  /** Adds what has flowed in since the last call; `pace` is the share of the full rate. A clock set back adds nothing. */
  refill(now: number, pace: number): void {
    const elapsedMs = Math.max(0, now - this.#at);
    this.#level = Math.min(this.#capacity, this.#level + elapsedMs * this.#perMs * pace);
    this.#at = now;
  }

  lacks(tokens: number): boolean {
    return this.#level + EPSILON < this.#needed(tokens);
  }

  /** Milliseconds until the tokens are there, if nobody takes any before. */
  msUntil(tokens: number, pace: number): number {
    return Math.max(0, this.#needed(tokens) - this.#level) / (this.#perMs * pace);
  }

  take(tokens: number): void {
    this.#level -= this.#needed(tokens);
  }

  /** AWS says that it is empty. */
  empty(): void {
    this.#level = Math.min(0, this.#level);
  }

  #needed(tokens: number): number {
    return Math.min(tokens, this.#capacity);
  }
}

/** Sums of fractions end a hair below the whole. */
const EPSILON = 1e-9;
