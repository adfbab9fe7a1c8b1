import { expect, test } from "vitest";
import { lostOutput, type Out, write } from "./streams.ts";
import { widthOf } from "./terminal.ts";

test("a stream that cannot be written ends nobody's work, and is not written again", () => {
  let tries = 0;
  const full = {
    write() {
      tries += 1;
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    },
  } as unknown as Out;
  for (let i = 0; i < 3; i++) write(full, "words");
  expect(tries).toBe(1);
  expect(lostOutput()).toBeUndefined(); // that was not standard output
});

test.each<[number | undefined, string | undefined, number]>([
  [120, "90", 120],
  [undefined, "90", 90],
  [0, undefined, 80],
  [undefined, undefined, 80],
  [undefined, "wide", 80],
  [10, undefined, 40],
])("columns %s and COLUMNS %s make lines of %i", (columns, variable, width) => {
  expect(widthOf({ columns } as Out, variable)).toBe(width);
});
