import { expect, test } from "vitest";
import { explore, RIGHT, WEATHERS } from "../lease/world.ts";

/** Other worlds each time; SEED repeats them. */
const FIRST = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));

test.each(Object.entries(WEATHERS))(`2,000 worlds from seed ${FIRST} on, %s`, (_, weather) => {
  for (let seed = FIRST; seed < FIRST + 2000; seed++) {
    const { violations } = explore(seed, weather, 2 + (seed % 2), RIGHT, 400_000);
    expect(violations, `seed ${seed}`).toEqual([]);
  }
});
