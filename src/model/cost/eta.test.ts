import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import { etaOf } from "./eta.ts";
import { parseRates } from "./rates.ts";

const account = "111111111111";
const target = { key: "hub/default/ssm", service: "ssm", region: "eu-west-1" };
const authorization = { kind: "authorize", account } as Action;
const creation = { kind: "createEndpoint", account, target } as Action;
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const forecast = { seconds: 45, readSeconds: 5 };
/** 100 authorizations take 50 tokens from the burst and the others at ten a second. */
const tenASecond = parseRates("all=50/10,CreateVPCAssociationAuthorization=50/100");

test("what is left is the forecast less the time that has passed, though nothing ends while INSYNC is waited for", () => {
  const eta = etaOf(forecast, many(100, authorization));
  expect(eta.secondsLeft(0)).toBe(40);
  expect(eta.secondsLeft(25)).toBe(15);
});

test("when that time is over, it is what the remaining calls need at their account's rate", () => {
  const eta = etaOf(forecast, many(100, authorization), tenASecond);
  expect(eta.secondsLeft(60)).toBeCloseTo(50 / 9.95 + 0.25, 5);
  for (const action of many(50, authorization)) eta.ended(action);
  expect(eta.secondsLeft(60)).toBeCloseTo((50 / 9.95 + 0.25) / 2, 5);
  for (const action of many(50, authorization)) eta.ended(action);
  expect(eta.secondsLeft(70)).toBe(0);
});

test("each service's remaining calls are reckoned at its own rates: endpoints come at 0.3 a second", () => {
  const eta = etaOf(forecast, [...many(34, creation), ...many(100, authorization)]);
  for (const action of many(100, authorization)) eta.ended(action);
  for (const action of many(17, creation)) eta.ended(action);
  expect(eta.secondsLeft(60)).toBeCloseTo((30 / (0.3 * 0.995) + 0.25) / 2, 5);
});
