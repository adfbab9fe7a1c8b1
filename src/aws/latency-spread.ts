import { SPREAD_SECONDS } from "../model/cost/pace.ts";

/** How far the latencies of the last half to whole minute lie apart: the J of `model/pace.ts`, measured. */
export class LatencySpread {
  #recent = emptyHalf(0);
  #before = emptyHalf(0);

  add(latencyMs: number, now: number): void {
    this.#rotate(now);
    this.#recent.count += 1;
    this.#recent.min = Math.min(this.#recent.min, latencyMs);
    this.#recent.max = Math.max(this.#recent.max, latencyMs);
  }

  ms(now: number): number {
    this.#rotate(now);
    const [a, b] = [this.#recent, this.#before];
    if (a.count + b.count < SAMPLES_MIN) return SPREAD_SECONDS.unknown * 1000;
    const spread = Math.max(a.max, b.max) - Math.min(a.min, b.min);
    return Math.min(SPREAD_SECONDS.max * 1000, Math.max(SPREAD_SECONDS.min * 1000, spread));
  }

  #rotate(now: number): void {
    const ageMs = now - this.#recent.since;
    if (ageMs < HALF_MS) return;
    this.#before = ageMs < 2 * HALF_MS ? this.#recent : emptyHalf(now);
    this.#recent = emptyHalf(now);
  }
}

type Half = { readonly since: number; count: number; min: number; max: number };

function emptyHalf(since: number): Half {
  return { since, count: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
}

const HALF_MS = 30_000;
const SAMPLES_MIN = 8;
