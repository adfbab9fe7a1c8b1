import { expect, test } from "vitest";
import type { Action } from "../../action.ts";
import type { DocumentName } from "../../ids.ts";
import { guard } from "./guard.ts";
import type { Census } from "./hub-counts.ts";

const hub = (name: string, maxRemovalPercent = 20) =>
  ({ name: name as DocumentName, guard: { maxRemovalPercent } }) as Census["hub"];
const census = (
  name: string,
  spokes: number,
  spokesRemoved: number,
  zones = 1,
  zonesRemoved = 0,
): Census => ({
  hub: hub(name),
  spokes,
  zones,
  spokesRemoved,
  endpoints: 0,
  endpointsRemoved: 0,
  zonesRemoved,
});
const removal = (key: string, name = "a", after: string[] = []) =>
  ({ key, hub: name, after, removal: true }) as unknown as Action;
const addition = (key: string, name = "a", after: string[] = [], afterSettled: string[] = []) =>
  ({ key, hub: name, after, afterSettled }) as unknown as Action;
const never = () => false;

test("without removals there is no digest and nothing is held", () => {
  expect(guard([addition("x")], [census("a", 10, 0)], never)).toMatchObject({
    actions: [addition("x")],
    findings: [],
  });
});

test("exactly the limit passes, one more does not", () => {
  expect(guard([removal("x")], [census("a", 10, 2)], never).findings).toEqual([]);
  expect(guard([removal("x")], [census("a", 10, 3)], never).findings).toHaveLength(1);
  expect(guard([removal("x")], [census("a", 14, 3)], never).findings).toHaveLength(1);
  expect(guard([removal("x")], [census("a", 15, 3)], never).findings).toEqual([]);
});

test("only the hub beyond its limit is held, and its additions go on", () => {
  const actions = [removal("x"), addition("y"), removal("z", "b")];
  const { actions: left } = guard(actions, [census("a", 2, 2), census("b", 2, 1)], never);
  expect(left.map((a) => a.key)).toEqual(["y", "z"]);
});

test("what waits for a removal that is held is held too, by success or by end", () => {
  const actions = [removal("x"), addition("y", "a", ["x"]), addition("z", "a", [], ["y"]), addition("w")];
  const { actions: left } = guard(actions, [census("a", 2, 2)], never);
  expect(left.map((a) => a.key)).toEqual(["w"]);
});

test("the digest names the removals, in whatever order and whatever else the plan does", () => {
  const over = [census("a", 4, 4)];
  const digest = (...actions: Action[]) => guard(actions, over, never).removalsDigest;
  expect(digest(removal("x"), removal("y"))).toBe(digest(addition("w"), removal("y"), removal("x")));
  expect(digest(removal("x"))).not.toBe(digest(removal("x"), removal("y")));
});

test("who names the digest has them all, and the digest is still told", () => {
  const actions = [removal("x"), removal("y")];
  const held = guard(actions, [census("a", 4, 4)], never);
  const allowed = guard(actions, [census("a", 4, 4)], (digest) => digest === held.removalsDigest);
  expect(allowed).toMatchObject({ actions, findings: [], removalsDigest: held.removalsDigest });
});
