import { describe, expect, test } from "vitest";
import type { Action } from "../../action/action.ts";
import type { DocumentName } from "../../ids.ts";
import { claimOf, corrected, upshotOf } from "./claim.ts";
import { type Guarded, guard } from "./guard.ts";
import { NOTHING_LOST, type PastLosses } from "./hour.ts";
import type { HubScales } from "./hub-counts.ts";
import type { Loss } from "./loss.ts";

/**
 * A hub of twenty spokes, each in one zone, and a clock. `pass` plans what is taken away, writes the claim down, and lets
 * happen what it is told to; each test is a few passes.
 */
const MINUTE = 60_000;
const SPOKES = Array.from({ length: 20 }, (_, i) => i);
const lossOf = (i: number): Loss => `pair ssm vpc-${i}@r`;

class Hub {
  past: PastLosses = NOTHING_LOST;
  now = 0;
  there = new Set(SPOKES);
  allowRemovals: string | undefined;

  plan(wanted: readonly number[], named: readonly string[] = []): Guarded {
    const going = wanted.filter((i) => this.there.has(i));
    const actions = going.map(
      (i) => ({ key: `${i}`, hub: "a", after: [], removal: true }) as unknown as Action,
    );
    const { allowRemovals } = this;
    const hub = {
      name: "a" as DocumentName,
      guard: { maxRemovalPercent: 20 },
      ...(allowRemovals && { allowRemovals }),
    };
    const scales: HubScales = {
      hub: hub as HubScales["hub"],
      has: {
        spokes: new Set([...this.there].map((i) => `vpc-${i}@r`)),
        zones: new Set(),
        endpoints: new Set(),
        repointed: new Set(),
      },
      losses: going.map((i) => ({ loss: lossOf(i), action: `${i}`, counts: true })),
      presence: (loss) => ([...this.there].some((i) => lossOf(i) === loss) ? "there" : "gone"),
    };
    const pastLosses = () => ({ kind: "seen", value: { past: this.past, now: this.now } }) as const;
    return guard(actions, [scales], { named, pastLosses });
  }

  /** What of the plan goes: all of it, or as `becomes` says; `corrects: false`: the process dies before it can tell. */
  pass(
    wanted: readonly number[],
    how: {
      readonly named?: readonly string[];
      readonly becomes?: (i: number) => "done" | "failed" | "remaining";
      readonly corrects?: boolean;
      readonly takes?: number;
    } = {},
  ): Guarded {
    const { named, becomes = () => "done", corrects = true, takes = 0 } = how;
    const plan = this.plan(wanted, named);
    const keys = new Set(plan.actions.map(({ key }) => key));
    const [losses] = plan.losses;
    const claim = losses && claimOf(losses, this.now, (key) => keys.has(key));
    if (claim) this.past = claim;
    const outcomes = new Map([...keys].map((key) => [key, becomes(Number(key))] as const));
    for (const [key, result] of outcomes) if (result === "done") this.there.delete(Number(key));
    this.now += takes;
    if (losses?.known && claim && corrects)
      this.past = corrected(this.past, losses.known.past, upshotOf(losses, outcomes), this.now);
    return plan;
  }

  digest(wanted: readonly number[]): string {
    return this.plan(wanted).losses[0]?.digest ?? "";
  }
}

const went = ({ actions }: Guarded) => actions.map(({ key }) => Number(key));
const words = ({ findings }: Guarded) => findings.map(({ message }) => message);

describe("semantics 41: the guard's hour", () => {
  test("what one pass took counts against the next, and no longer once the hour is over", () => {
    const hub = new Hub();
    expect(went(hub.pass([0, 1, 2]))).toEqual([0, 1, 2]);
    hub.now = 59 * MINUTE;
    const held = hub.pass([0, 1, 2, 3, 4, 5]);
    expect(went(held)).toEqual([]);
    expect(words(held)).toEqual([
      expect.stringContaining("3 of 17 spoke VPCs and 0 of 0 zones, after 3 spoke VPCs within"),
    ]);
    expect(held.findings[0]?.todo).toContain("it goes ahead after 1970-01-01 01:00 UTC");
    hub.now = 60 * MINUTE;
    expect(went(hub.pass([0, 1, 2, 3, 4, 5]))).toEqual([3, 4, 5]);
  });

  test("of what several passes took, it waits for as much as stands in the way to be over", () => {
    const hub = new Hub();
    hub.pass([0, 1]);
    hub.now = 30 * MINUTE;
    hub.pass([2]);
    const held = hub.plan([3, 4, 5]);
    expect(went(held)).toEqual([]);
    expect(held.findings[0]?.todo).toContain("it goes ahead after 1970-01-01 01:30 UTC");
    hub.now = 90 * MINUTE;
    expect(went(hub.plan([3, 4, 5]))).toEqual([3, 4, 5]);
  });

  test("exactly the limit of the hour goes, of what there was at its beginning", () => {
    const hub = new Hub();
    hub.pass([0, 1, 2]);
    expect(went(hub.pass([3]))).toEqual([3]);
    expect(went(hub.pass([4]))).toEqual([]);
  });

  test("the same loss twice counts once", () => {
    const hub = new Hub();
    hub.pass([0, 1, 2]);
    for (const i of [0, 1, 2]) hub.there.add(i);
    expect(went(hub.pass([0, 1, 2, 3]))).toEqual([0, 1, 2, 3]);
  });

  test("what came back does not count", () => {
    const hub = new Hub();
    hub.pass([0, 1, 2]);
    hub.there.add(0).add(1);
    expect(went(hub.pass([3, 4, 5]))).toEqual([3, 4, 5]);
  });

  test("what was claimed and never went does not count; what may have gone does, as long as it is not seen", () => {
    const hub = new Hub();
    hub.pass([0, 1, 2], { becomes: (i) => (i === 0 ? "failed" : "remaining") });
    expect([...hub.past.lost.keys()]).toEqual([lossOf(0)]);
    hub.there.delete(0); // it had acted, and the answer was lost
    expect(went(hub.pass([3, 4, 5, 6]))).toEqual([]);
    expect(went(hub.pass([3, 4, 5]))).toEqual([3, 4, 5]);
  });

  test("a pass that dies after its claim leaves it standing: what went counts, what is seen does not", () => {
    const hub = new Hub();
    hub.pass([0, 1, 2, 3], { becomes: (i) => (i < 2 ? "done" : "remaining"), corrects: false });
    expect(hub.past.lost.size).toBe(4);
    expect(went(hub.pass([2, 3, 4]))).toEqual([]);
    expect(went(hub.pass([2, 3]))).toEqual([2, 3]);
  });

  test("what came back and may have gone again counts from the second time", () => {
    const hub = new Hub();
    hub.pass([0]);
    hub.there.add(0);
    hub.now = 30 * MINUTE;
    hub.pass([0], { becomes: () => "failed" });
    expect(hub.past.lost.get(lossOf(0))).toBe(30 * MINUTE);
  });

  test("a loss counts from when it happened, and one that was put off keeps its time", () => {
    const hub = new Hub();
    hub.pass([0]);
    hub.there.add(0);
    hub.now = 30 * MINUTE;
    hub.pass([0, 1], { becomes: (i) => (i === 0 ? "remaining" : "done"), takes: 20 * MINUTE });
    expect(Object.fromEntries(hub.past.lost)).toEqual({ [lossOf(0)]: 0, [lossOf(1)]: 50 * MINUTE });
  });
});

describe("semantics 41: what somebody allows", () => {
  const SIX = [0, 1, 2, 3, 4, 5];
  const allowed = () => {
    const hub = new Hub();
    hub.allowRemovals = hub.digest(SIX);
    return hub;
  };

  test("it goes, and does not count against later ones", () => {
    const hub = allowed();
    expect(went(hub.pass(SIX))).toEqual(SIX);
    expect(went(hub.pass([6, 7]))).toEqual([6, 7]);
  });

  test("the digest names what is lost, not what was lost before", () => {
    const hub = new Hub();
    const digest = hub.digest([3, 4, 5]);
    hub.pass([0, 1, 2]);
    expect(hub.digest([3, 4, 5])).toBe(digest);
    expect(went(hub.pass([3, 4, 5], { named: [digest] }))).toEqual([3, 4, 5]);
  });

  test("what is left of it goes too, without the process that began it", () => {
    const hub = allowed();
    hub.pass(SIX, { becomes: (i) => (i < 1 ? "done" : "remaining"), corrects: false });
    expect(went(hub.pass(SIX))).toEqual([1, 2, 3, 4, 5]);
  });

  test("as long as nothing of it changes, its digest stays, and nothing is written down", () => {
    const hub = allowed();
    hub.pass(SIX, { becomes: () => "remaining" });
    const [losses] = hub.plan(SIX).losses;
    expect(losses?.digest).toBe(hub.allowRemovals);
    expect(losses && claimOf(losses, hub.now, () => true)).toBeUndefined();
  });

  test("what of it is done is not let go once more, though the rest still runs", () => {
    const hub = allowed();
    hub.pass(SIX, { becomes: (i) => (i < 5 ? "done" : "remaining") });
    for (const i of SIX) hub.there.add(i);
    expect(went(hub.plan(SIX))).toEqual([5]);
  });

  test("that it is done is known from when it was, whatever goes later", () => {
    const hub = allowed();
    hub.pass(SIX);
    hub.now = 10 * MINUTE;
    hub.pass([6]);
    expect(hub.past.allowed.map(({ endedAt }) => endedAt)).toEqual([0]);
  });

  test("no other removal goes with it: small ones as ever, large ones are held while the rest of it goes", () => {
    const hub = allowed();
    hub.pass(SIX, { becomes: () => "remaining" });
    const plan = hub.pass([...SIX, 10, 11, 12, 13, 14], { becomes: () => "remaining" });
    expect(went(plan)).toEqual(SIX);
    expect(words(plan)).toEqual([expect.stringContaining("removes 5 of 20 spoke VPCs")]);
    expect(went(hub.pass([...SIX, 10]))).toEqual([...SIX, 10]);
  });

  test("once all of it is done, it is never let go again: the digest is another one by then", () => {
    const hub = allowed();
    const before = hub.allowRemovals;
    hub.pass(SIX);
    for (const i of SIX) hub.there.add(i);
    hub.now = 2 * MINUTE;
    expect(went(hub.pass(SIX))).toEqual([]);
    expect(hub.digest(SIX)).not.toBe(before);
    hub.allowRemovals = hub.digest(SIX);
    expect(went(hub.pass(SIX))).toEqual(SIX);
  });

  test("nor where a pass only saw that it is done", () => {
    const hub = allowed();
    hub.pass(SIX, { corrects: false });
    hub.pass([]);
    for (const i of SIX) hub.there.add(i);
    expect(went(hub.pass(SIX))).toEqual([]);
  });

  test("after a day it allows nothing, done or not", () => {
    const hub = allowed();
    hub.pass(SIX, { becomes: () => "remaining" });
    hub.now = 24 * 60 * MINUTE - 1;
    expect(went(hub.plan(SIX))).toEqual(SIX);
    hub.now += 1;
    expect(went(hub.pass(SIX))).toEqual([]);
  });

  test("only while it is named", () => {
    const hub = allowed();
    hub.pass(SIX, { becomes: (i) => (i === 0 ? "done" : "remaining") });
    hub.allowRemovals = undefined;
    expect(went(hub.pass(SIX))).toEqual([]);
  });

  test("that it was used up is known as long as it is named, however long that is", () => {
    const hub = allowed();
    hub.pass(SIX);
    hub.now = 90 * 24 * 60 * MINUTE;
    hub.pass([]);
    for (const i of SIX) hub.there.add(i);
    expect(went(hub.pass(SIX))).toEqual([]);
    hub.allowRemovals = undefined;
    hub.pass([]);
    expect(hub.past.allowed).toEqual([]);
  });
});
