import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

it("whatever latencies up to J do to the order of arrival, AWS's own bucket is never overdrawn", () => {
  const rate = fc.record({
    burst: fc.integer({ min: 7, max: 60 }),
    perSecond: fc.integer({ min: 1, max: 12 }),
  });
  const turns = fc.array(
    fc.record({ share: fc.constantFrom(0, 1, 0.3), forMs: fc.integer({ min: 1, max: 3000 }) }),
  );
  fc.assert(
    fc.property(rate, fc.integer({ min: 0, max: 500 }), turns, (aws, spreadMs, late) => {
      const ours = new TokenBucket(aws, 0);
      const arrivals: number[] = [];
      const shares = late.flatMap(({ share, forMs }) => Array<number>(forMs).fill(share));
      for (const [now, share] of shares.entries()) {
        ours.refill(now, 1, spreadMs);
        if (ours.lacks(1)) continue;
        ours.take(1);
        arrivals.push(now + share * spreadMs);
      }
      expect(lowest(aws, arrivals)).toBeGreaterThan(-1e-6);
    }),
  );
});

/** The lowest level that AWS's bucket reaches. */
function lowest(aws: { burst: number; perSecond: number }, arrivals: readonly number[]): number {
  let [level, min, last] = [aws.burst, aws.burst, 0];
  for (const at of arrivals.toSorted((a, b) => a - b)) {
    level = Math.min(aws.burst, level + ((at - last) / 1000) * aws.perSecond) - 1;
    min = Math.min(min, level);
    last = at;
  }
  return min;
}

it("gives what is dearer than it can hold once it is full", () => {
  const bucket = new TokenBucket({ burst: 11, perSecond: 1 }, 0);
  expect(bucket.lacks(500)).toBe(false);
  bucket.take(500);
  expect(bucket.lacks(1)).toBe(true);
  expect(bucket.msUntil(500, 1)).toBeCloseTo(11_000 / 0.995);
});

it("a bucket that holds one token gives it all the same", () => {
  const bucket = new TokenBucket({ burst: 1, perSecond: 10 }, 0);
  expect(bucket.lacks(1)).toBe(false);
  bucket.take(1);
  expect(bucket.msUntil(1, 1)).toBeCloseTo(100 / 0.995);
});

it("gains nothing from a clock that was set back", () => {
  const bucket = new TokenBucket({ burst: 2, perSecond: 1 }, 10_000);
  bucket.take(1);
  bucket.refill(0, 1, 250);
  expect(bucket.lacks(1)).toBe(true);
});
