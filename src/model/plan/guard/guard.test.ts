import { expect, test } from "vitest";
import type { Action } from "../../action/action.ts";
import type { DocumentName } from "../../ids.ts";
import { type GuardOptions, guard } from "./guard.ts";
import type { HubScales } from "./hub-counts.ts";
import type { Loss, Measure } from "./loss.ts";

/** What a hub has and loses, in numbers. */
type Counts = Partial<Record<Measure, readonly [has: number, lost: number]>>;

const hub = (name: string, maxRemovalPercent = 20) =>
  ({ name: name as DocumentName, guard: { maxRemovalPercent } }) as HubScales["hub"];

const LOSS: Readonly<Record<Measure, (i: number) => Loss>> = {
  spokes: (i) => `pair ssm vpc-${i}@r`,
  zones: (i) => `zone default/zone-${i}#0`,
  endpoints: (i) => `endpoint vpce-${i}`,
  repointed: (i) => `alias default/zone-${i} document-${i}`,
};
const HAS: Readonly<Record<Measure, (i: number) => string>> = {
  spokes: (i) => `vpc-${i}@r`,
  zones: (i) => `default/zone-${i}#0`,
  endpoints: (i) => `vpce-${i}`,
  repointed: (i) => `document-${i}`,
};
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

function scales(name: string, counts: Counts, of = hub(name)): HubScales {
  const measures = Object.entries(counts) as [Measure, readonly [number, number]][];
  const has = (measure: Measure) => new Set(upTo(counts[measure]?.[0] ?? 0).map(HAS[measure]));
  const losses = measures.flatMap(([measure, [, lost]]) => upTo(lost).map(LOSS[measure]));
  return {
    hub: of,
    has: {
      spokes: has("spokes"),
      zones: has("zones"),
      endpoints: has("endpoints"),
      repointed: has("repointed"),
    },
    losses: losses.map((loss) => ({ loss, action: "x", counts: true })),
    presence: () => "there",
  };
}

const removal = (key: string, name = "a", after: string[] = []) =>
  ({ key, hub: name, after, removal: true }) as unknown as Action;
const addition = (key: string, name = "a", after: string[] = [], afterSettled: string[] = []) =>
  ({ key, hub: name, after, afterSettled }) as unknown as Action;

const keys = (actions: readonly Action[]) => actions.map((a) => a.key);
const digest = (of: HubScales, ...actions: Action[]) => guard(actions, [of]).losses[0]?.digest;

test("without removals there is no digest and nothing is held", () => {
  const { actions, findings, losses } = guard([addition("x")], [scales("a", { spokes: [10, 0] })]);
  expect({ actions, findings }).toEqual({ actions: [addition("x")], findings: [] });
  expect(losses).toMatchObject([{ losses: [] }]);
  expect(losses[0]?.digest).toBeUndefined();
});

/** How many of a kind may go, by how many there are. */
const MOST = { 1: 1, 2: 1, 5: 1, 6: 1, 7: 1, 9: 1, 10: 2, 14: 2, 15: 3, 29: 5, 30: 6 };

test.each(["spokes", "zones", "endpoints", "repointed"] as const)(
  "semantics 25: a fifth of a hub's %s may go, rounded down, and one in any case",
  (of) => {
    const isHeld = (count: number, gone: number) =>
      guard([removal("x")], [scales("a", { [of]: [count, gone] })]).held.length > 0;
    for (const [count, most] of Object.entries(MOST))
      expect([1, 2, 3, 5, 6, 7].filter((gone) => !isHeld(Number(count), gone))).toEqual(
        [1, 2, 3, 5, 6, 7].filter((gone) => gone <= most),
      );
  },
);

test("only the hub beyond its limit is held, and its additions go on", () => {
  const actions = [removal("x"), addition("y"), removal("z", "b")];
  const hubs = [scales("a", { spokes: [2, 2] }), scales("b", { spokes: [2, 1] })];
  expect(keys(guard(actions, hubs).actions)).toEqual(["y", "z"]);
});

test("what waits for a removal that is held is held too, by success or by end", () => {
  const actions = [removal("x"), addition("y", "a", ["x"]), addition("z", "a", [], ["y"]), addition("w")];
  const { actions: left, held } = guard(actions, [scales("a", { spokes: [2, 2] })]);
  expect(keys(left)).toEqual(["w"]);
  expect(keys(held)).toEqual(["x", "y", "z"]);
});

test("the digest names what is lost, in whatever order and whatever else the plan does", () => {
  const one = scales("a", { spokes: [9, 2] });
  const turned = { ...one, losses: [...one.losses].reverse() };
  expect(digest(turned, addition("w"), removal("x"))).toBe(digest(one, removal("x")));
  expect(digest(scales("a", { spokes: [9, 1] }), removal("x"))).not.toBe(digest(one, removal("x")));
});

test("two hubs that lose the same have two digests, and each lifts the guard of its own hub alone", () => {
  const [a, b] = [scales("a", { spokes: [2, 2] }), scales("b", { spokes: [2, 2] })];
  const other = { ...b, hub: { ...b.hub, vpc: "vpc-0b000000" as HubScales["hub"]["vpc"] } };
  const actions = [removal("x"), removal("z", "b")];
  const of = (options: GuardOptions) => guard(actions, [a, other], options);
  const [first, second] = of({}).losses.map((one) => one.digest ?? "");
  expect(first).not.toBe(second);
  expect(keys(of({ named: [first ?? ""] }).actions)).toEqual(["x"]);
  expect(keys(of({ named: [first ?? "", second ?? ""] }).actions)).toEqual(["x", "z"]);
});

test("a digest that a Hub document names lifts the guard as one that is given by hand", () => {
  const of = scales("a", { spokes: [4, 4] });
  const named = digest(of, removal("x")) ?? "";
  const annotated = (allowRemovals: string) => ({ ...of, hub: { ...of.hub, allowRemovals } });
  const allowed = guard([removal("x")], [annotated(named)]);
  expect(allowed).toMatchObject({ held: [], findings: [], losses: [{ digest: named, allowing: [named] }] });
  expect(keys(guard([removal("x")], [annotated("abcdef012345")]).held)).toEqual(["x"]);
});

test("no digest can be read as a number in YAML", () => {
  const many = upTo(200).map((i) =>
    digest({ ...scales("a", {}), losses: [{ loss: `endpoint ${i}`, action: "x", counts: true }] }),
  );
  expect(many.every((one) => /^[a-f][0-9a-f]{11}$/.test(one ?? ""))).toBe(true);
  expect(new Set(many).size).toBe(200);
});

test("a hub's own percentage counts, and the refusal tells it with what is counted, and both ways out", () => {
  const of = scales("a", { spokes: [10, 1], zones: [4, 2], endpoints: [3, 2] }, hub("a", 50));
  const { findings, losses } = guard([removal("x")], [of]);
  const { digest: named } = losses[0] ?? {};
  expect(findings).toEqual([
    {
      kind: "withheld",
      reason: "TooManyRemovals",
      hub: "a",
      message:
        "the plan removes 1 of 10 spoke VPCs and 2 of 4 zones and 2 of 3 managed endpoints; more than 50 % (and more than one) of any is held back",
      todo: `if that is meant, run again with --allow-removals ${named}; or, for the daemon, write in hub a under metadata.annotations: vpce-operator/allow-removals: ${named}`,
    },
  ]);
});

/** Of four that are lost the first was allowed before; it and another have something to wait for. */
const [ALLOWED, ...MORE] = upTo(4).map(LOSS.spokes) as [Loss, ...Loss[]];
const FOUR: HubScales = {
  ...scales("a", { spokes: [4, 0] }),
  losses: [ALLOWED, ...MORE].map((loss, i) => ({ loss, action: `x${i}`, counts: true })),
};
const RUNNING: GuardOptions = {
  named: ["named"],
  pastLosses: () => {
    const past = { lost: new Map(), allowed: [{ digest: "named", left: [ALLOWED], since: 0 }] };
    return { kind: "seen", value: { past, now: 0 } };
  },
};
const steps = (first: readonly string[]) => [
  removal("before"),
  removal("x0", "a", [...first]),
  removal("between"),
  removal("x1", "a", ["between"]),
  removal("x2"),
  removal("x3"),
];

test("semantics 41: what was allowed before goes, with what it waits for, though more is held beside it", () => {
  const { actions: left, held } = guard(steps(["before"]), [FOUR], RUNNING);
  expect(keys(left)).toEqual(["before", "x0"]);
  expect(keys(held)).toEqual(["between", "x1", "x2", "x3"]);
});

test("semantics 41: not before something that nobody allowed", () => {
  const { held } = guard(steps(["before", "x2"]), [FOUR], RUNNING);
  expect(keys(held)).toEqual(["x0", "between", "x1", "x2", "x3"]);
});

test("semantics 41: the digest names what was not allowed yet, and where there is no such thing all of it", () => {
  const actions = steps(["before"]);
  const alone = { ...FOUR, losses: FOUR.losses.slice(0, 1) };
  const others = { ...FOUR, losses: FOUR.losses.slice(1) };
  const digestOf = (of: HubScales, options?: GuardOptions) => guard(actions, [of], options).losses[0]?.digest;
  expect(digestOf(FOUR, RUNNING)).toBe(digestOf(others));
  expect(digestOf(FOUR, RUNNING)).not.toBe(digestOf(FOUR));
  expect(digestOf(alone, RUNNING)).toBe(digestOf(alone));
});

test("semantics 41: what was allowed before goes without a word, however much the hour has seen", () => {
  const lost = new Map(upTo(9).map((i) => [`pair ssm vpc-9${i}@r`, 0]));
  const allowed = [{ digest: "named", left: [ALLOWED], since: 0 }];
  const pastLosses = () => ({ kind: "seen", value: { past: { lost, allowed }, now: 1 } }) as const;
  const presence: HubScales["presence"] = (loss) => (loss === ALLOWED ? "there" : "gone");
  const running = { ...FOUR, losses: FOUR.losses.slice(0, 1), presence };
  expect(guard([removal("x0")], [running], { named: ["named"], pastLosses })).toMatchObject({
    held: [],
    findings: [],
  });
});
