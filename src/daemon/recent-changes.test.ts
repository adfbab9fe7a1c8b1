import { expect, test } from "vitest";
import type { Change } from "../model/history.ts";
import type { PassEnd } from "./ports.ts";
import { createRecentChanges } from "./recent-changes.ts";

const entry = (i: number, spoke = "a"): Change => ({
  action: "associate",
  key: `associate ${i}`,
  hub: "hub",
  spoke,
  because: "a document wants it",
  result: "done",
});

/** A pass that made so many associations of the spoke. */
function pass(count: number, spoke = "a"): PassEnd {
  const actions = Array.from({ length: count }, (_, i) => ({ ...entry(i, spoke), kind: "associate" }));
  const outcomes = actions.map(({ key }) => ({ key, result: "done" }));
  return { endedAt: 7, report: { plan: { actions }, outcomes } } as unknown as PassEnd;
}

test("without a table the last thousand of this process are kept, and a spoke's own are told, the newest first", async () => {
  const recent = createRecentChanges({ now: () => 0, onTable: async () => undefined });
  recent.witness.passEnds(pass(3));
  expect((await recent.of("hub", "a")).map(({ key, at }) => [key, at])).toEqual([
    ["associate 2", 7],
    ["associate 1", 7],
    ["associate 0", 7],
  ]);
  expect(await recent.of("other", "a")).toEqual([]);
  recent.witness.passEnds(pass(1000, "b"));
  expect(await recent.of("hub", "a")).toEqual([]);
});

test("with a table it is the table's, asked once in half a minute however many look", async () => {
  const at = { now: 0 };
  let asked = 0;
  const onTable = async () => {
    asked += 1;
    return [{ at: 5, pass: "1-1", entries: [entry(1), { what: "of a later version" }, entry(2, "b")] }];
  };
  const recent = createRecentChanges({ now: () => at.now, onTable });
  for (let i = 0; i < 5; i++) expect(await recent.of("hub", "a")).toEqual([{ ...entry(1), at: 5 }]);
  expect(asked).toBe(1);
  at.now = 30_000;
  await recent.of("hub", "a");
  expect(asked).toBe(2);
});

test("where the table does not answer, what this process knows is told", async () => {
  const recent = createRecentChanges({ now: () => 0, onTable: () => Promise.reject(new Error("away")) });
  recent.witness.passEnds(pass(1));
  expect(await recent.of("hub", "a")).toHaveLength(1);
});
