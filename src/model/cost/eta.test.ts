import { expect, test } from "vitest";
import type { Action } from "../action.ts";
import { etaOf } from "./eta.ts";
import type { Forecast } from "./forecast.ts";

const account = "111111111111";
const step = { kind: "authorize", account } as Action;
const steps = Array.from({ length: 100 }, () => step);
const forecast: Forecast = {
  calls: 100,
  writes: 100,
  reads: 50,
  seconds: 45,
  readSeconds: 5,
  accounts: [{ account, calls: 100, reads: 50, seconds: 10 }],
};

test("what is left is the forecast less the time that has passed, though nothing ends while INSYNC is waited for", () => {
  const eta = etaOf(forecast, steps);
  expect(eta.secondsLeft(0)).toBe(40);
  expect(eta.secondsLeft(25)).toBe(15);
});

test("when that time is over, it is what the remaining calls need at their account's rate", () => {
  const eta = etaOf(forecast, steps);
  for (const action of steps.slice(0, 50)) eta.ended(action);
  expect(eta.secondsLeft(60)).toBe(5);
  for (const action of steps.slice(50)) eta.ended(action);
  expect(eta.secondsLeft(70)).toBe(0);
});
