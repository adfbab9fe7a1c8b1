import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "./virtual-clock.ts";

test("sleepers wake in the order of their times, equal times in the order they lay down", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50)), async (waits) => {
      const clock = new VirtualClock(0);
      const woken: [ms: number, who: number][] = [];
      const sleepers = waits.map(async (ms, who) => {
        await clock.sleep(ms);
        expect(clock.now()).toBe(ms);
        woken.push([ms, who]);
      });
      await clock.run(Promise.all(sleepers));
      expect(woken).toEqual(woken.toSorted(([a, i], [b, j]) => a - b || i - j));
      expect(woken).toHaveLength(waits.length);
    }),
  );
});

test("an hour of virtual time takes no time", async () => {
  const clock = new VirtualClock(0);
  const work = async () => {
    for (let i = 0; i < 3600; i++) await clock.sleep(1000);
    return "done";
  };
  expect(await clock.run(work())).toBe("done");
  expect(clock.now()).toBe(3_600_000);
});

test("work that waits for nobody is called a deadlock", async () => {
  await expect(new VirtualClock().run(new Promise(() => {}))).rejects.toThrow("deadlock");
});

test("an aborted sleep ends at once and moves no time", async () => {
  const clock = new VirtualClock(0);
  const stop = new AbortController();
  const work = async () => {
    const long = clock.sleep(60_000, stop.signal);
    await clock.sleep(10);
    stop.abort();
    await long;
    await clock.sleep(5, stop.signal);
    await clock.sleep(1);
  };
  await clock.run(work());
  expect(clock.now()).toBe(11);
});

test("an observer sees every moment, the last one included", async () => {
  const seen = new Set<number>();
  const clock = new VirtualClock(0);
  clock.onStep(() => seen.add(clock.now()));
  await clock.run(Promise.all([clock.sleep(1), clock.sleep(7), clock.sleep(7), clock.sleep(30)]));
  expect([...seen]).toEqual([0, 1, 7, 30]);
});

test("an error of the work is the work's own", async () => {
  const clock = new VirtualClock();
  const work = clock.sleep(5).then(() => Promise.reject(new Error("its own")));
  await expect(clock.run(work)).rejects.toThrow("its own");
});
