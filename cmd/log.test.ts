import { expect, test, vi } from "vitest";
import { createLog } from "./log.ts";
import { LOG_LEVELS } from "./options.ts";

/** The lines of a command that ends with an error, by the level that was asked for. */
function linesAt(level: (typeof LOG_LEVELS)[number]): Record<string, unknown>[] {
  let text = "";
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((more) => {
    text += more;
    return true;
  });
  const log = createLog(level);
  log.phase("reading VPCs", 60);
  log.warn("something to know");
  log.fatal("a bug", new Error("inner"));
  spy.mockRestore();
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
}

test("each level has its lines, and only debug says where in the program an error came up", () => {
  expect(LOG_LEVELS.map((level) => linesAt(level).map(({ msg }) => msg))).toEqual([
    [],
    ["a bug"],
    ["reading VPCs: 60", "something to know", "a bug"],
    ["reading VPCs: 60", "something to know", "a bug"],
  ]);
  expect(linesAt("info").at(-1)).not.toHaveProperty("stack");
  expect(linesAt("debug").at(-1)).toMatchObject({ stack: expect.stringContaining("log.test.ts") });
});
