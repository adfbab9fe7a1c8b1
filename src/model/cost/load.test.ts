import { expect, test } from "vitest";
import { loadOf, secondsAfter, secondsOf } from "./load.ts";
import { type CallCount, parseRates } from "./rates.ts";

const rates = { overrides: parseRates("all=50/10,GetChange=30/20,DescribeVpcs=10/1"), spreadSeconds: 0 };
const calls = (operation: string, count: number, more: Partial<CallCount> = {}): CallCount => ({
  account: "1",
  service: "route53",
  region: "",
  operation,
  count,
  ...more,
});
const load = (...some: CallCount[]) => loadOf(some, rates);
const paced = 0.995;

test("the slowest bucket decides: (tokens − burst) ÷ rate", () => {
  expect(secondsOf(load(calls("GetChange", 50)))).toBeCloseTo((50 - 30) / (20 * paced), 6);
  expect(secondsOf(load(calls("GetChange", 150)))).toBeCloseTo((150 - 50) / (10 * paced), 6);
});

test("every service, account and Region has buckets of its own", () => {
  const ec2 = { service: "ec2" as const, region: "eu-west-1" };
  const looks = (more: Partial<CallCount>) => calls("DescribeVpcs", 20, { ...ec2, ...more });
  const one = 10 / paced;
  expect(secondsOf(load(looks({}), calls("GetChange", 50)))).toBeCloseTo(one, 6);
  expect(secondsOf(load(looks({}), looks({ region: "eu-west-2" }), looks({ account: "2" })))).toBeCloseTo(
    one,
    6,
  );
  expect(secondsOf(load(looks({}), looks({})))).toBeCloseTo(30 / paced, 6);
});

test("of what many share, one takes its part, for which the burst may do", () => {
  expect(secondsOf(load(calls("GetChange", 150)), 2)).toBeCloseTo((75 - 50) / (10 * paced), 6);
  expect(secondsOf(load(calls("GetChange", 150)), 5)).toBe(0);
});

test("what was called before has taken from the same buckets, and only from those", () => {
  const before = load(calls("GetHostedZone", 45));
  expect(secondsAfter(load(calls("GetChange", 15)), before)).toBeCloseTo((60 - 50) / (10 * paced), 6);
  expect(secondsAfter(load(calls("GetChange", 15, { account: "2" })), before)).toBe(0);
  const emptied = load(calls("GetHostedZone", 150));
  expect(secondsAfter(load(calls("GetChange", 15)), emptied)).toBeCloseTo(15 / (10 * paced), 6);
});
