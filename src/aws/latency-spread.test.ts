import { expect, it } from "vitest";
import { LatencySpread } from "./latency-spread.ts";

function spreadOf(latencies: readonly number[], at = 0): LatencySpread {
  const spread = new LatencySpread();
  for (const ms of latencies) spread.add(ms, at);
  return spread;
}

it("is taken for a quarter of a second until eight attempts were measured", () => {
  expect(spreadOf([80, 82, 80, 81, 80, 80, 80]).ms(0)).toBe(250);
  expect(spreadOf([80, 82, 80, 81, 80, 80, 80, 180]).ms(0)).toBe(100);
});

it("is believed to be neither nothing nor more than half a second", () => {
  expect(spreadOf(Array(50).fill(80)).ms(0)).toBe(25);
  expect(spreadOf([...Array(50).fill(80), 10_000]).ms(0)).toBe(500);
});

it("remembers an attempt for half a minute at least and a minute at most, whoever asks in between", () => {
  const spread = spreadOf([80, 380], 10_000);
  for (let now = 10_000; now <= 100_000; now += 100) {
    spread.add(100, now);
    if (now > 11_000 && now <= 40_000) expect(spread.ms(now)).toBe(300);
    if (now > 70_000) expect(spread.ms(now)).toBe(25);
  }
});

it("is unknown again after a minute in which nothing was sent", () => {
  expect(spreadOf(Array(50).fill(80)).ms(61_000)).toBe(250);
});
