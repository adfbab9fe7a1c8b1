import type { Rate } from "../model/rates.ts";

/**
 * Our copy of one of AWS's token buckets, a hair smaller than AWS's own.
 *
 * AWS counts a request when it arrives, we when it leaves. If latencies differ by up to J, what arrives within t left
 * within t + J: at most burst + rate × (t + J). So a burst smaller by rate × J keeps within AWS's bucket; J is 250 ms
 * here, and at least one token. The rate itself is 0.5 % lower, which repays what a rarer, longer delay bunched up.
 * A call that costs more than the bucket holds is served from a full one.
 */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #level: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#capacity = Math.max(1, rate.burst - Math.max(1, rate.perSecond * JITTER_SECONDS));
    this.#perMs = (rate.perSecond * RATE_MARGIN) / 1000;
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

const JITTER_SECONDS = 0.25;
const RATE_MARGIN = 0.995;
/** Sums of fractions end a hair below the whole. */
const EPSILON = 1e-9;
