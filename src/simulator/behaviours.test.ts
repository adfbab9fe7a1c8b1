import { expect, test } from "vitest";
import { type Behaviours, behavioursOf, drawBehaviours } from "./behaviours.ts";
import { seededRandom } from "./random.ts";

test("a behaviour is AWS's likelier one, or the one that is chosen; drawn, it is each of them sometimes", () => {
  const likely = behavioursOf();
  expect(behavioursOf({ resolverPages: "ragged" })).toEqual({ ...likely, resolverPages: "ragged" });
  const random = seededRandom(1);
  const drawn = Array.from({ length: 40 }, () => drawBehaviours(random));
  for (const name of Object.keys(likely) as (keyof Behaviours)[])
    expect([name, new Set(drawn.map((one) => one[name])).size]).toEqual([name, 2]);
});
