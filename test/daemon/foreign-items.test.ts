import { type AttributeValue, DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { createStatusKeeper } from "../../src/daemon/status-keeper.ts";
import { createTableLeadership } from "../../src/daemon/table-leadership.ts";
import { createTableMemory, type TableMemoryOptions } from "../../src/daemon/table-memory.ts";
import { tableWitness } from "../../src/daemon/table-witness.ts";
import { tableClient } from "../../src/store/client.ts";
import type { Store } from "../../src/store/store.ts";
import { daemonOn, repository } from "../support/daemon.ts";
import { fleet } from "../support/fleet.ts";
import { writes } from "../support/look.ts";
import { createStage } from "../support/stage.ts";
import { tableOn } from "../support/table.ts";

/** What stands on the table and this version does not understand: nothing is changed on its account, and that is said. */

const { files, world } = fleet({ zones: 1, vpcs: 2, accounts: 1 });
const SOURCE = "https://git.example/a.git#.";
const MINUTE = 60_000;

async function scene() {
  const stage = createStage(world);
  const { clock } = stage;
  const { store, keeper: keeperOf, options } = await tableOn(stage);
  const client = tableClient(options);
  const place = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
  const source = repository(stage, files);

  /** `reads`: of a newer version, which knows what this one does not. */
  function process(label: string, reads: TableMemoryOptions["store"] = store) {
    const problems: string[] = [];
    const problem = (words: string) => void problems.push(words);
    const lease = keeperOf(label);
    const memory = createTableMemory({
      store: reads,
      clock,
      source: SOURCE,
      problem,
      recall: (status) => keeper.recall(status),
    });
    const keeper = createStatusKeeper({
      now: clock.now,
      label,
      version: "1",
      source: SOURCE,
      lease: () => ({ held: lease.view().phase === "holding" }),
      requests: memory.requests,
    });
    const written = tableWitness({ store, now: clock.now, status: keeper.status, problem });
    const { leadership } = createTableLeadership({
      store,
      problem,
      freshId: () => label,
      lease,
      acquire: lease.acquire,
      memory,
      written,
    });
    const others = [keeper.witness, written];
    const run = daemonOn(stage, {
      desiredState: source,
      leadership,
      requests: memory.requests,
      known: keeper.known,
      others,
    });
    return { ...run, problems, status: keeper.status, lease: lease.view };
  }

  return {
    stage,
    source,
    store,
    process,
    put: (pk: string, sk: string, item: Record<string, AttributeValue>) =>
      clock.run(
        client.send(new PutItemCommand({ TableName: options.table, Item: { ...place(pk, sk), ...item } })),
      ),
    remove: (pk: string, sk: string) =>
      clock.run(client.send(new DeleteItemCommand({ TableName: options.table, Key: place(pk, sk) }))),
  };
}

/** What a newer version reads there: here, that nobody asks for anything. */
function understanding(store: Store): TableMemoryOptions["store"] {
  return { ...store, requests: { ...store.requests, list: async () => ({ kind: "seen", value: [] }) } };
}

const OURS = { shape: { N: "1" } };
const LATER = { shape: { N: "2" }, json: { S: "{}" } };
const status = (written: object) => ({ ...OURS, json: { S: JSON.stringify(written) } });

describe("before a term", () => {
  test.each([
    ["a request that is none", "requests", "reconcile#1", OURS, "is not as vpce-operator writes it"],
    ["a request of a later form", "requests", "freeze", LATER, "items of form 2"],
    ["whose table it is, in a later form", "binding", "table", LATER, "items of form 2"],
    [
      "what ruled last, which is none of ours",
      "source",
      "last-good",
      status({}),
      "is not as vpce-operator writes it",
    ],
    ["a status of a later form", "status", "head", LATER, "items of form 2"],
  ] as const)("%s: it stands by, says why, and goes on when that is gone", async (_, pk, sk, item, words) => {
    const { stage, put, remove, process } = await scene();
    await put(pk, sk, item);
    const daemon = process("one");
    await daemon.after(5 * MINUTE);
    expect(daemon.states).toEqual(["standby"]);
    expect(daemon.problems).toEqual([expect.stringMatching(`^stands by, for .*${words}`)]);
    expect(daemon.status().paused?.reason).toBe(daemon.problems[0]);
    expect(writes(stage)).toEqual([]);
    await remove(pk, sk);
    await daemon.after(3 * MINUTE);
    expect(daemon.states.at(-1)).toBe("leading");
    expect(daemon.status().paused).toBeUndefined();
    expect(writes(stage)).toContain("CreateHostedZone");
    await daemon.stop();
  });

  test("it hears that it is to stop meanwhile, and gives the lease back", async () => {
    const { put, process } = await scene();
    await put("requests", "freeze", LATER);
    const daemon = process("one");
    await daemon.after(2 * MINUTE);
    await daemon.stop();
    expect(daemon.states).toEqual(["standby", "stopped"]);
    const next = process("two");
    await next.after(10_000);
    expect(next.problems).toHaveLength(1); // it had the lease already, and has looked
    await next.stop();
  });

  test("it gives the lease back, and a newer instance, which understands that, acts", async () => {
    const { store, put, process } = await scene();
    await put("requests", "freeze", LATER);
    const old = process("old");
    await old.after(10_000);
    expect(old.states).toEqual(["standby"]);
    const newer = process("newer", understanding(store));
    await newer.after(5 * MINUTE);
    expect(newer.states.at(-1)).toBe("leading");
    expect(old.states).toEqual(["standby"]);
    expect(old.status().paused?.reason).toContain("items of form 2");
    await Promise.all([old.stop(), newer.stop()]);
  });

  test("of two that do not understand it neither keeps the lease, nor asks for it again before it is gone", async () => {
    const { stage, put, remove, process } = await scene();
    await put("requests", "freeze", LATER);
    const both = [process("one"), process("two")];
    await both[0]?.after(2 * MINUTE);
    stage.cloud.calls.clear();
    await both[0]?.after(10 * MINUTE);
    expect(stage.cloud.calls.list({ write: true })).toEqual([]);
    expect(both.map(({ problems }) => problems.length)).toEqual([1, 1]);
    await remove("requests", "freeze");
    await both[0]?.after(3 * MINUTE);
    expect(both.map(({ states }) => states.at(-1)).sort()).toEqual(["leading", "standby"]);
    await Promise.all(both.map((daemon) => daemon.stop()));
  });

  test("a single pass waits for nobody who mends it", async () => {
    const { stage, store, put } = await scene();
    await put("requests", "freeze", LATER);
    const { clock } = stage;
    const memory = createTableMemory({ store, clock, source: SOURCE, problem: () => {}, once: true });
    const begun = clock.run(memory.begin(1, new AbortController().signal));
    await expect(begun).rejects.toThrow("what people ask cannot be read");
  });
});

describe("a status that another version wrote", () => {
  /** With a spoke that was suspended when its document went: who passes it over removes it. */
  async function written(edit: (status: Record<string, unknown>) => object) {
    const { stage, source, store, process } = await scene();
    const first = process("one");
    await first.after(5 * MINUTE);
    source.commit(files.map((file) => ({ ...file, text: suspended(file) })));
    await first.after(5 * MINUTE);
    await first.stop();
    const seen = await stage.clock.run(store.status.read());
    if (seen.kind !== "seen") throw new Error("not read");
    await stage.clock.run(store.status.write(edit(seen.value as Record<string, unknown>), 1));
    source.commit(files.filter(({ path }) => !path.includes("spoke-1")));
    const next = process("two");
    await next.after(10 * MINUTE);
    return next;
  }
  const suspended = ({ path, text }: { path: string; text: string }) =>
    path.includes("spoke-1") ? text.replace(/ \}\n$/, ", suspend: true }\n") : text;

  test("with fields more is understood all the same", async () => {
    const next = await written((status) => ({ ...status, mood: "good" }));
    expect(next.states.at(-1)).toBe("leading");
    const leaving = next.status().objects.find(({ name }) => name === "spoke-1");
    expect(leaving?.conditions[0]).toMatchObject({ reason: "LeavingSuspended" });
    await next.stop();
  });

  test.each([
    ["of a later version", { version: 2 }, "of version 2"],
    ["with a word that this one does not know", { process: { state: "dreaming" } }, "at process"],
  ])("%s is not passed over: it stands by and says so", async (_, change, words) => {
    const next = await written((status) => ({ ...status, ...change }));
    expect(next.states).toEqual(["standby"]);
    expect(next.problems).toEqual([expect.stringContaining(words)]);
    await next.stop();
  });
});

test("a request that is not understood ends the holder's term, and it goes on when that is gone", async () => {
  const { stage, source, put, remove, process } = await scene();
  const daemon = process("one");
  await daemon.after(5 * MINUTE);
  await put("requests", "freeze", LATER);
  await daemon.after(10_000);
  expect(daemon.states.at(-1)).toBe("standby");
  expect(daemon.status().paused?.reason).toMatch(/^stands by, for what people ask is not understood/);
  const before = writes(stage).length;
  source.commit(files.filter(({ path }) => !path.includes("spoke-1")));
  await daemon.after(5 * MINUTE);
  expect(writes(stage)).toHaveLength(before);
  await remove("requests", "freeze");
  await daemon.after(5 * MINUTE);
  expect(writes(stage).length).toBeGreaterThan(before);
  await daemon.stop();
});

test("a request that comes in the middle of a pass: that ends, another has the lease, and goes on", async () => {
  const { stage, store, put, process } = await scene();
  const old = process("old");
  const newer = process("newer", understanding(store));
  while (!writes(stage).includes("ChangeResourceRecordSets")) await old.after(1000);
  await put("requests", "freeze", LATER);
  await old.after(6000);
  expect(old.states.at(-1)).toBe("standby");
  expect(old.lease().phase).toBe("stopped");
  expect(writes(stage)).not.toContain("AssociateVPCWithHostedZone");
  await newer.after(5 * MINUTE);
  expect(newer.states.at(-1)).toBe("leading");
  expect(writes(stage).filter((operation) => operation === "AssociateVPCWithHostedZone")).toHaveLength(2);
  await Promise.all([old.stop(), newer.stop()]);
});
