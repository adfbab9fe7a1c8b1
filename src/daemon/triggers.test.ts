import { expect, it } from "vitest";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { createTriggers } from "./triggers.ts";

const never = new AbortController().signal;
const MINUTE = 60_000;

it.each([
  [0, 4.5 * MINUTE],
  [0.5, 5 * MINUTE],
  [0.999999, 5.5 * MINUTE],
])(
  "nobody asks: the next pass comes after five minutes, give or take a tenth (chance %f)",
  async (chance, due) => {
    const clock = new VirtualClock(0);
    const triggers = createTriggers({ clock, random: () => chance });
    expect([...(await clock.run(triggers.next(never)))]).toEqual(["interval"]);
    expect(clock.now()).toBeCloseTo(due, 0);
  },
);

it("changes that follow each other closely make one pass, a second after the last of them", async () => {
  const clock = new VirtualClock(0);
  const triggers = createTriggers({ clock, random: Math.random });
  const next = triggers.next(never);
  for (const at of [100, 900, 1700]) void clock.sleep(at).then(() => triggers.ask("changed"));
  expect([...(await clock.run(next))]).toEqual(["changed"]);
  expect(clock.now()).toBe(2700);
});

it("a person who asks does not wait for the second", async () => {
  const clock = new VirtualClock(0);
  const triggers = createTriggers({ clock, random: Math.random });
  triggers.ask("changed");
  triggers.ask("requested");
  expect([...(await clock.run(triggers.next(never)))]).toEqual(["changed", "requested"]);
  expect(clock.now()).toBe(0);
});

it("what was asked while a pass ran makes another pass", async () => {
  const clock = new VirtualClock(0);
  const triggers = createTriggers({ clock, random: Math.random });
  triggers.ask("start");
  await clock.run(triggers.next(never));
  triggers.ask("signal");
  expect([...(await clock.run(triggers.next(never)))]).toEqual(["signal"]);
});

it("a retry comes when it is due, but not closer than a quarter of a minute to the pass before", async () => {
  const clock = new VirtualClock(0);
  const triggers = createTriggers({ clock, random: () => 0.5 });
  expect([...(await clock.run(triggers.next(never, 700)))]).toEqual(["retry"]);
  expect(clock.now()).toBe(15_000);
  await clock.run(triggers.next(never, 55_000));
  expect(clock.now()).toBe(55_000);
});

it("stopped, it answers at once and asks for nothing", async () => {
  const clock = new VirtualClock(0);
  const triggers = createTriggers({ clock, random: Math.random });
  const stop = new AbortController();
  const next = triggers.next(stop.signal);
  void clock.sleep(10).then(() => stop.abort());
  expect((await clock.run(next)).size).toBe(0);
  expect(clock.now()).toBe(10);
});
