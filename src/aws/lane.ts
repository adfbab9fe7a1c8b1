import type { Clock } from "../model/clock.ts";
import { LatencySpread } from "./latency-spread.ts";
import type { TokenBucket } from "./token-bucket.ts";

/** What a call takes from one bucket. */
export type Draw = { readonly bucket: TokenBucket; readonly tokens: number };

/** Somebody who waits, and how to tell that the tokens are taken. */
type Waiter = { readonly since: number; readonly arrival: number; readonly wake: () => void };

/** Those who want the same draws with the same priority, in the order they came. */
type Line = { readonly draws: readonly Draw[]; readonly priority: number; readonly waiters: Set<Waiter> };

/**
 * The calls that share one set of token buckets, and the order in which they are served:
 *
 *     buckets   all ▮▮▮▮▯   Associate ▮▯   GetHostedZone ▮▮▮▮
 *     lines     Associate, priority 5:      ● ● ● ●
 *               GetHostedZone, priority 1:  ● ●
 *
 * - The draws of a call are taken together or not at all.
 * - A call of priority p is served as if it had come p minutes earlier: higher priority first, then first come, and
 *   nobody starves.
 * - A waiter holds back those behind it only in the buckets that it lacks tokens in: who waits for an empty action
 *   bucket does not stop others from using the account's bucket.
 * - One sleeper, however many wait; only the head of each line is looked at.
 *
 * On a throttled answer the whole lane slows down: somebody else draws from the same buckets, and nothing says from
 * which.
 */
export class Lane {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #lines = new Map<string, Line>();
  readonly #spread = new LatencySpread();
  #arrivals = 0;
  #pace = 1;
  #cutAt = Number.NEGATIVE_INFINITY;
  #alarm: { readonly at: number; readonly cancel: AbortController } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  bucket(name: string, make: () => TokenBucket): TokenBucket {
    const bucket = this.#buckets.get(name) ?? make();
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** Stands in the line of that name until `wake`; the answer leaves the line before that. */
  wait(name: string, draws: readonly Draw[], priority: number, wake: () => void): () => void {
    const line = this.#lines.get(name) ?? { draws, priority, waiters: new Set() };
    const waiter = { since: this.#clock.now(), arrival: this.#arrivals++, wake };
    line.waiters.add(waiter);
    this.#lines.set(name, line);
    this.#serve();
    return () => {
      line.waiters.delete(waiter);
      this.#serve();
    };
  }

  /** Of calls that are not made after all. */
  giveBack(draws: readonly Draw[]): void {
    this.#refill(this.#clock.now());
    for (const { bucket, tokens } of draws) bucket.giveBack(tokens);
    this.#serve();
  }

  /** An attempt took so long. Whoever waits only for the reserve may go when it turns out smaller. */
  answered(latencyMs: number): void {
    const now = this.#clock.now();
    const before = this.#spread.ms(now);
    this.#spread.add(latencyMs, now);
    if (this.#spread.ms(now) < before) this.#serve();
  }

  /** Slows down, at most once a second, and takes the buckets of the throttled call for as empty as AWS says. */
  slowDown(emptied: readonly TokenBucket[]): void {
    const now = this.#clock.now();
    if (now - this.#cutAt < CUT_INTERVAL_MS) return;
    this.#refill(now);
    this.#pace = Math.max(PACE_MIN, this.#paceAt(now) * PACE_CUT);
    this.#cutAt = now;
    for (const bucket of emptied) bucket.empty();
  }

  /** Share of the full rate: what the last cut left, and a slow linear climb since. */
  #paceAt(now: number): number {
    return Math.min(1, this.#pace + Math.max(0, now - this.#cutAt) * CLIMB_PER_MS);
  }

  #refill(now: number): void {
    const pace = this.#paceAt(now);
    const spreadMs = this.#spread.ms(now);
    for (const bucket of this.#buckets.values()) bucket.refill(now, pace, spreadMs);
  }

  /** Wakes everybody whose tokens are there, and sets the alarm for the next. */
  #serve(): void {
    const now = this.#clock.now();
    this.#refill(now);
    const queue = this.#heads();
    const claimed = new Set<TokenBucket>();
    let waitMs = Number.POSITIVE_INFINITY;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { line, head } = next;
      const lacking = line.draws.filter(({ bucket, tokens }) => bucket.lacks(tokens));
      for (const { bucket } of lacking) claimed.add(bucket);
      if (lacking.length > 0) {
        waitMs = Math.min(waitMs, this.#msUntilAll(lacking, now));
      } else if (!line.draws.some(({ bucket }) => claimed.has(bucket))) {
        for (const { bucket, tokens } of line.draws) bucket.take(tokens);
        line.waiters.delete(head);
        head.wake();
        insertHead(queue, line);
      }
    }
    this.#setAlarm(waitMs === Number.POSITIVE_INFINITY ? undefined : now + Math.max(1, Math.ceil(waitMs)));
  }

  /** The first of each line, in serving order; lines in which nobody waits any more are forgotten. */
  #heads(): Head[] {
    const heads: Head[] = [];
    for (const [name, line] of this.#lines) {
      if (line.waiters.size === 0) this.#lines.delete(name);
      else insertHead(heads, line);
    }
    return heads;
  }

  #msUntilAll(draws: readonly Draw[], now: number): number {
    const pace = this.#paceAt(now);
    return Math.max(...draws.map(({ bucket, tokens }) => bucket.msUntil(tokens, pace)));
  }

  #setAlarm(at: number | undefined): void {
    if (this.#alarm?.at === at) return;
    this.#alarm?.cancel.abort();
    this.#alarm = undefined;
    if (at === undefined) return;
    const alarm = { at, cancel: new AbortController() };
    this.#alarm = alarm;
    void this.#clock.sleep(at - this.#clock.now(), alarm.cancel.signal).then(() => {
      if (this.#alarm !== alarm) return;
      this.#alarm = undefined;
      this.#serve();
    });
  }
}

type Head = { readonly line: Line; readonly head: Waiter; readonly rank: number };

/** Puts the first of the line to its place in the serving order; does nothing for an empty line. */
function insertHead(heads: Head[], line: Line): void {
  const [head] = line.waiters;
  if (head === undefined) return;
  const rank = head.since - line.priority * PRIORITY_STEP_MS;
  const after = (other: Head) =>
    other.rank > rank || (other.rank === rank && other.head.arrival > head.arrival);
  const at = heads.findIndex(after);
  heads.splice(at === -1 ? heads.length : at, 0, { line, head, rank });
}

/** One step of priority is worth this much waiting. */
const PRIORITY_STEP_MS = 60_000;
/** A throttled answer multiplies the pace by this, at most once in the interval, and never below the minimum. */
const PACE_CUT = 0.7;
const PACE_MIN = 0.1;
const CUT_INTERVAL_MS = 1000;
/** From one cut back to the full rate in half a minute. */
const CLIMB_PER_MS = 0.01 / 1000;
