import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../action/action.ts";
import { atOnce } from "../../turns.ts";
import { inDependencyOrder } from "./dependency-order.ts";

const action = (key: string, after: string[], afterSettled: string[] = []) =>
  ({ kind: "awaitInsync", key, after, afterSettled }) as unknown as Action;

test("what waits for nothing, or for what is not in the plan, stays where it is", () => {
  const actions = [action("b", ["elsewhere"]), action("a", []), action("c", ["a"])];
  expect(atOnce(inDependencyOrder(actions))).toEqual(actions);
});

test("in whatever order actions come, each stands behind all that it waits for, and none is lost", () => {
  // Each of n actions may wait for any that have a smaller number.
  const graph = fc.integer({ min: 1, max: 12 }).chain((n) =>
    fc.tuple(
      fc.array(fc.array(fc.nat(n - 1), { maxLength: 3 }), { minLength: n, maxLength: n }),
      fc.shuffledSubarray(
        Array.from({ length: n }, (_, i) => i),
        { minLength: n },
      ),
    ),
  );
  fc.assert(
    fc.property(graph, ([waits, order]) => {
      const made = order.map((i) => {
        const earlier = (waits[i] ?? []).filter((j) => j < i).map(String);
        return action(String(i), earlier.slice(1), earlier.slice(0, 1));
      });
      const keys = atOnce(inDependencyOrder(made)).map((a) => a.key);
      expect([...keys].sort()).toEqual(made.map((a) => a.key).sort());
      for (const { key, after, afterSettled = [] } of made)
        for (const earlier of [...after, ...afterSettled])
          expect(keys.indexOf(earlier)).toBeLessThan(keys.indexOf(key));
    }),
  );
});
