import { expect, test } from "vitest";
import { forecastOf } from "../../src/model/cost/forecast.ts";
import type { TableRef } from "../../src/model/desired/types.ts";
import { planMarkdown } from "../../src/model/render/markdown.ts";
import { planText } from "../../src/model/render/text.ts";
import { factsInWords } from "../../src/model/table-facts.ts";
import { readFacts } from "../../src/store/facts.ts";
import { createStore } from "../../src/store/store.ts";
import { fleet } from "../support/fleet.ts";
import { createStage, desiredFrom } from "../support/stage.ts";
import { tableOn } from "../support/table.ts";

/** What a plan says of the table that its documents name (semantics 38). */
const TABLE = { name: "vpce-operator", region: "eu-west-1" } as TableRef;
const { files, world } = fleet({ zones: 1, vpcs: 1, accounts: 1 });
const COMMIT = {
  url: "https://git.example/a.git",
  ref: "main",
  path: ".",
  commit: "0123456789abcdef",
  tree: "t",
};

async function remembered() {
  const stage = createStage(world);
  const { store, keeper } = await tableOn(stage);
  const holder = keeper("daemon-a");
  const at = stage.clock.now();
  const run = async () => {
    await holder.acquire(new AbortController().signal);
    await store.put("source", "last-good", COMMIT, 1);
    await store.requests.ask({ kind: "pause", id: "p", at, author: "kim", reason: "incident 7" });
    const facts = await readFacts(store, TABLE);
    await holder.release();
    return facts;
  };
  return { stage, store, at, facts: await stage.clock.run(run()) };
}

test("says who leads, what ruled last, and who paused it and why", async () => {
  const { facts, at } = await remembered();
  expect(factsInWords(facts)).toEqual([
    "The table vpce-operator in eu-west-1: daemon-a holds the lease, epoch 1; 0123456789ab of main ruled last (https://git.example/a.git).",
    `Paused by kim since ${new Date(at).toISOString()}: incident 7. Nothing is applied until somebody resumes: vpce-operator resume --table vpce-operator --region eu-west-1`,
  ]);
});

test("stands at the head of the text and of the Markdown of a plan", async () => {
  const { facts, stage } = await remembered();
  const plan = await stage.operator().plan(files);
  const [forecast, first] = [forecastOf(plan.actions), factsInWords(facts)];
  const text = planText(plan, forecast, desiredFrom(files), undefined, { first, width: 1000 });
  expect(text.split("\n").slice(0, 2)).toEqual(first);
  expect(planMarkdown(plan, forecast, desiredFrom(files), { first })).toContain("Paused by kim");
});

test("after a resume, and when the lease is given back, neither is told any more", async () => {
  const { stage, store, at } = await remembered();
  const run = async () => {
    await store.requests.ask({ kind: "resume", id: "r", at: at + 1, author: "kim" });
    return readFacts(store, TABLE);
  };
  const facts = await stage.clock.run(run());
  expect(facts).not.toHaveProperty("paused");
  expect(facts).not.toHaveProperty("leader");
});

test("a table that is not there, or may not be read, is said, and what could be read is told", async () => {
  const { stage } = await remembered();
  const { options } = await tableOn(stage, "other");
  const away = await stage.clock.run(
    readFacts(createStore({ ...options, table: "away" }), { ...TABLE, name: "away" }),
  );
  expect(factsInWords(away)).toEqual([
    "The table away in eu-west-1: could not be read (there is none: vpce-operator table create away --region eu-west-1).",
  ]);
  stage.cloud.faults.add({ fault: "deny", operation: "GetItem" });
  const denied = await stage.clock.run(readFacts(createStore({ ...options, table: TABLE.name }), TABLE));
  expect(denied).toMatchObject({
    paused: { author: "kim" },
    unread: expect.stringContaining("not authorized"),
  });
});
