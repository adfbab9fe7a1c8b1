import { expect, test } from "vitest";
import type { Action } from "../src/model/action/action.ts";
import type { Eta } from "../src/model/cost/eta.ts";
import type { Outcome } from "../src/model/outcome.ts";
import type { Log } from "./log.ts";
import { createApplying, createReading } from "./progress.ts";
import type { Out } from "./streams.ts";

const eta: Eta = { ended: () => undefined, secondsLeft: (elapsed) => 100 - elapsed };

/** A stream that remembers; a terminal or not. */
function screen(isTTY: boolean): Out & { text(): string } {
  let text = "";
  return {
    isTTY,
    columns: 80,
    write(more: string) {
      text += more;
      return true;
    },
    text: () => text,
  } as Out & {
    text(): string;
  };
}

const associate = (i: number) =>
  ({
    kind: "associate",
    key: `${i}`,
    zone: { key: "ssm", name: "ssm" },
    vpc: { id: `vpc-${i}`, region: "eu" },
  }) as unknown as Action;
const done: Outcome = { key: "", result: "done" };
const failed: Outcome = {
  key: "",
  result: "failed",
  failure: { kind: "denied", error: "AccessDenied", message: "not allowed" },
};

test("without a terminal each phase is one line, however much there is to do", () => {
  const stream = screen(false);
  const reading = createReading({ now: () => 0, hubs: 2, calls: () => 7 }, stream, undefined);
  for (let i = 0; i <= 2; i++) reading.observed("hubs", i, 2);
  for (let i = 0; i <= 5000; i++) reading.observed("VPCs", i, 5000);
  reading.end();
  let now = 0;
  const work = createApplying({ now: () => now, total: 9000, eta }, stream, undefined);
  for (let i = 0; i < 9000; i++) {
    now += 1_000;
    work.outcome(associate(i), done);
  }
  work.end();
  expect(stream.text()).toBe("reading 2 hubs\nreading 5000 VPCs\napplying 9000 actions, about 1 min 40 s\n");
});

test.each([true, false])("one cause of failures is one line, on a terminal (%s) and elsewhere", (isTTY) => {
  const stream = screen(isTTY);
  const work = createApplying({ now: () => 0, total: 60, eta }, stream, undefined);
  for (let i = 0; i < 60; i++) work.outcome(associate(i), failed);
  work.end();
  expect(stream.text().match(/AccessDenied: not allowed\n/g)).toHaveLength(1);
});

test("on a terminal the reading is shown before anything was read, with how much there is and how long it takes", () => {
  const stream = screen(true);
  let now = 0;
  const reading = createReading({ now: () => now, hubs: 3, calls: () => now / 100 }, stream, undefined);
  expect(stream.text()).toContain("reading hubs: 0 of 3 (0 API calls)");
  now = 1_000;
  reading.observed("VPCs", 1, 60);
  now = 3_000;
  reading.observed("VPCs", 21, 60);
  expect(stream.text()).toContain("reading VPCs: 21 of 60 (30 API calls, about 4 s left)");
  reading.end();
  expect(stream.text().endsWith("\r\u001b[2K")).toBe(true);
});

test("where a log is asked for, nothing but its lines is written", () => {
  const stream = screen(true);
  const lines: string[] = [];
  const log: Log = {
    outcome: ({ key }) => lines.push(key),
    phase: (what, of) => lines.push(`${what} ${of}`),
    warn: () => undefined,
    fatal: () => undefined,
  };
  const reading = createReading({ now: () => 0, hubs: 1, calls: () => 0 }, stream, log);
  for (let i = 0; i < 3; i++) reading.observed("VPCs", i, 2);
  reading.end();
  const work = createApplying({ now: () => 0, total: 2, eta }, stream, log);
  work.outcome(associate(1), failed);
  work.end();
  expect(lines).toEqual(["reading hubs 1", "reading VPCs 2", "1"]);
  expect(stream.text()).toBe("");
});

test.each([true, false])(
  "the last looks say that they look, and once why they cannot (terminal: %s)",
  (isTTY) => {
    const stream = screen(isTTY);
    const work = createApplying({ now: () => 0, total: 1 }, stream, undefined);
    work.confirming(3);
    const failure = { kind: "transient", error: "ECONNREFUSED", message: "127.0.0.1:4600" } as const;
    for (let i = 0; i < 20; i++) work.confirming(3, failure);
    work.end();
    expect(stream.text()).toContain("looking at 3 zones for what was written");
    const words =
      "no answer yet whether AWS shows what was written (ECONNREFUSED: 127.0.0.1:4600); asked again for a minute";
    expect(stream.text().split(words).length).toBe(2);
  },
);

test("a bar that has ended touches its line no more: what stands there then is a question", () => {
  const stream = screen(true);
  const reading = createReading({ now: () => 0, hubs: 2, calls: () => 7 }, stream, undefined);
  reading.end();
  const before = stream.text();
  reading.end();
  expect(stream.text()).toBe(before);
});
