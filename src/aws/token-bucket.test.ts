import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

it("whatever latencies up to 250 ms do to the order of arrival, AWS's own bucket is never overdrawn", () => {
  const rate = fc.record({
    burst: fc.integer({ min: 5, max: 60 }),
    perSecond: fc.integer({ min: 1, max: 12 }),
  });
  const calls = fc.array(
    fc.record({ gapMs: fc.integer({ min: 0, max: 300 }), latencyMs: fc.integer({ min: 0, max: 250 }) }),
    {
      maxLength: 200,
    },
  );
  fc.assert(
    fc.property(rate, calls, (aws, tries) => {
      const ours = new TokenBucket(aws, 0);
      const arrivals: number[] = [];
      let now = 0;
      for (const { gapMs, latencyMs } of tries) {
        now += gapMs;
        ours.refill(now, 1);
        if (ours.lacks(1)) continue;
        ours.take(1);
        arrivals.push(now + latencyMs);
      }
      expect(lowest(aws, arrivals)).toBeGreaterThan(-1e-6);
    }),
  );
});

it("nor when every latency falls from 250 ms to nothing at the worst moment", () => {
  const aws = { burst: 50, perSecond: 12 };
  const ours = new TokenBucket(aws, 0);
  const arrivals: number[] = [];
  for (let now = 0; now < 10_000; now++) {
    ours.refill(now, 1);
    if (ours.lacks(1)) continue;
    ours.take(1);
    arrivals.push(now < 6000 ? now + 250 : now);
  }
  expect(lowest(aws, arrivals)).toBeGreaterThan(-1e-6);
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
  expect(bucket.msUntil(500, 1)).toBeCloseTo(10_000 / 0.995);
});

it("gains nothing from a clock that was set back", () => {
  const bucket = new TokenBucket({ burst: 2, perSecond: 1 }, 10_000);
  bucket.take(1);
  bucket.refill(0, 1);
  expect(bucket.lacks(1)).toBe(true);
});
