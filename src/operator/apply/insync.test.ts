import { expect, it } from "vitest";
import { VirtualClock } from "../../simulator/virtual-clock.ts";
import { createInsyncWatch } from "./insync.ts";

const never = new AbortController().signal;

/** Changes that are INSYNC at these moments, and every look at them. */
function watched(insyncAt: Readonly<Record<string, number>>) {
  const clock = new VirtualClock(0);
  const looks: string[] = [];
  const isInsync = async (id: string) => {
    looks.push(id);
    await clock.sleep(40);
    return clock.now() >= (insyncAt[id] ?? Number.POSITIVE_INFINITY);
  };
  return { clock, looks, watch: createInsyncWatch(clock, isInsync) };
}

it("sees a change about a second after it is INSYNC", async () => {
  const { clock, watch } = watched({ C1: 30_000 });
  await clock.run(watch("C1", never));
  expect(clock.now()).toBeGreaterThanOrEqual(30_000);
  expect(clock.now()).toBeLessThan(31_200);
});

it("of many changes only the oldest is looked at again and again", async () => {
  const { clock, looks, watch } = watched({ C1: 30_000, C2: 30_000, C3: 30_000 });
  await clock.run(Promise.all(["C1", "C2", "C3"].map((id) => watch(id, never))));
  expect(looks.filter((id) => id !== "C1")).toEqual(["C2", "C3"]);
});

it("gives up after five minutes, and at once when it is interrupted", async () => {
  const { clock, watch } = watched({});
  await expect(clock.run(watch("C1", never))).rejects.toThrow("NotInsync");
  expect(clock.now()).toBeGreaterThanOrEqual(300_000);
  const stop = new AbortController();
  const stopped = expect(clock.run(watch("C2", stop.signal))).rejects.toThrow("Interrupted");
  stop.abort();
  await stopped;
  expect(clock.now()).toBeLessThan(302_000);
});
