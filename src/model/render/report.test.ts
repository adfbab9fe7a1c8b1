import { expect, test } from "vitest";
import type { Plan } from "../plan/plan.ts";
import type { Report, Unconfirmed } from "../report.ts";
import { reportText } from "./report.ts";

const PLAN: Plan = { actions: [], held: [], findings: [], names: [], hubCounts: [] };
const PAIRS = ["vpc-1@eu-west-1"];
const unconfirmed = (i: number, more: Partial<Unconfirmed> = {}) =>
  ({ zone: `Z${i}`, name: `name${i}.example.com`, pairs: PAIRS, ...more }) as Unconfirmed;
const linesOf = (given: readonly Unconfirmed[]) =>
  reportText({ plan: PLAN, outcomes: [], unconfirmed: given } as Report, undefined, 200).split("\n");

test("zones that do not show the same VPCs yet are one line, by their names", () => {
  expect(linesOf([unconfirmed(1), unconfirmed(2)])[0]).toBe(
    "! 2 zones (name1.example.com, name2.example.com) do not show yet what was written for vpc-1@eu-west-1",
  );
});

test("a zone that could not be read says why", () => {
  const failure = { kind: "transient", error: "ECONNREFUSED", message: "127.0.0.1:4600" } as const;
  expect(linesOf([unconfirmed(1, { failure }), unconfirmed(2)]).slice(0, 2)).toEqual([
    "! zone name1.example.com does not show yet what was written for vpc-1@eu-west-1 (ECONNREFUSED: 127.0.0.1:4600)",
    "! zone name2.example.com does not show yet what was written for vpc-1@eu-west-1",
  ]);
});

test("a denied call says what to do, and what was skipped says why", () => {
  const failure = { kind: "denied", error: "AccessDenied", message: "no" } as const;
  const action = { kind: "tagZone", key: "a", hub: "hub", account: "1", zone: { key: "z", name: "z" } };
  const plan = { ...PLAN, actions: [action, { ...action, key: "b" }] } as unknown as Plan;
  const outcomes = [
    { key: "a", result: "failed", failure },
    { key: "b", result: "skipped" },
  ] as const;
  const text = reportText({ plan, outcomes, unconfirmed: [] }, undefined, 200);
  expect(text).toContain("→ allow the role this call (docs/iam.md)");
  expect(text).toContain("1 skipped, for they wait for what failed");
});
