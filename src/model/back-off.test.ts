import { describe, expect, it } from "vitest";
import { accessKey } from "./access.ts";
import type { Action } from "./action/action.ts";
import { createBackOff, documentKey, noteOutcomes, withoutBackedOff } from "./back-off.ts";
import type { Failure } from "./failure.ts";
import type { Plan } from "./plan/plan.ts";

const DENIED: Failure = { kind: "denied", error: "AccessDenied", message: "no" };

function backOffAt(random = 0.5) {
  const time = { now: 0 };
  return {
    time,
    backOff: createBackOff(
      () => time.now,
      () => random,
    ),
  };
}

describe("the wait after a failure", () => {
  it("is a random part of one that doubles, a quarter of an hour at most", () => {
    const { time, backOff } = backOffAt();
    const waits = Array.from({ length: 13 }, () => {
      backOff.failed("a", DENIED);
      const wait = (backOff.nextAt() ?? 0) - time.now;
      time.now += wait;
      return wait / 1000;
    });
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 450, 450, 450]);
  });

  it("begins anew after a success", () => {
    const { backOff } = backOffAt();
    for (let i = 0; i < 5; i++) backOff.failed("a", DENIED);
    backOff.succeeded("a");
    expect(backOff.holds("a")).toBeUndefined();
    backOff.failed("a", DENIED);
    expect(backOff.nextAt()).toBe(500);
  });

  it("of one access is none of another role, account or Region", () => {
    const { backOff } = backOffAt();
    const role = { arn: "arn:aws:iam::1:role/a" };
    backOff.failed(accessKey("1", role, "eu-west-1"), DENIED);
    expect(backOff.holds(accessKey("1", role, "eu-west-1"))).toEqual(DENIED);
    expect(backOff.holds(accessKey("1", undefined, "eu-west-1"))).toBeUndefined();
    expect(backOff.holds(accessKey("2", role, "eu-west-1"))).toBeUndefined();
    expect(backOff.holds(accessKey("1", role, "us-east-1"))).toBeUndefined();
  });
});

function action(key: string, place: object, after: string[] = []): Action {
  const zone = { key: "z", name: "z" };
  const vpc = { id: `vpc of ${"spoke" in place ? place.spoke : key}`, region: "eu" };
  return { key, hub: "hub", account: "1", because: "", after, zone, vpc, ...place } as unknown as Action;
}

function plan(...actions: Action[]): Plan {
  return { actions, held: [], findings: [], names: [], hubCounts: [] };
}

describe("a plan of which something is left alone", () => {
  const spoke = { spoke: "a", kind: "authorize" };
  const authorize = action("authorize a", spoke);
  const associate = action("associate a", { ...spoke, kind: "associate", account: "2" }, ["authorize a"]);
  const waits = action("deleteZone", { kind: "deleteZone", endpoint: "e" }, ["associate a"]);
  const other = action("associate b", { spoke: "b", kind: "associate" });

  it("has neither the document's steps, in whatever account, nor what waits for them, and says so once", () => {
    const { backOff } = backOffAt();
    backOff.failed(documentKey(associate), DENIED);
    const { actions, findings } = withoutBackedOff(plan(authorize, associate, waits, other), backOff);
    expect(actions).toEqual([other]);
    expect(findings.map(({ reason, spoke: of, message }) => [reason, of, message])).toEqual([
      ["BacksOff", "a", "2 steps wait, because the last try failed: AccessDenied: no"],
      ["BacksOff", undefined, "1 step waits, because the last try failed: AccessDenied: no"],
    ]);
  });

  it("keeps what is urgent, for a name is dark until it is done", () => {
    const { backOff } = backOffAt();
    const urgent = action("associate c", { spoke: "c", kind: "associate", urgent: true });
    backOff.failed(documentKey(urgent), DENIED);
    expect(withoutBackedOff(plan(urgent), backOff).actions).toEqual([urgent]);
  });

  it("is whole again when the wait is over", () => {
    const { time, backOff } = backOffAt();
    backOff.failed(documentKey(associate), DENIED);
    time.now = 501;
    expect(withoutBackedOff(plan(associate), backOff).actions).toEqual([associate]);
  });
});

it("a pass in which a document's one step failed and another was done counts as one failure of it", () => {
  const { backOff } = backOffAt();
  const steps = ["x", "y", "z"].map((key) => action(key, { spoke: "a", kind: "associate" }));
  const results = ["done", "failed", "failed"] as const;
  noteOutcomes(
    backOff,
    steps,
    steps.map(({ key }, i) => ({ key, result: results[i] as "done" | "failed", failure: DENIED })),
  );
  expect(backOff.nextAt()).toBe(500);
});
