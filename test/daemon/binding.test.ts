import { describe, expect, test } from "vitest";
import { otherTable } from "../../src/daemon/binding.ts";
import { createTableMemory } from "../../src/daemon/table-memory.ts";
import type { TableRef } from "../../src/model/desired/types.ts";
import { moveTable } from "../../src/store/move.ts";
import { fleet } from "../support/fleet.ts";
import { createStage, desiredFrom } from "../support/stage.ts";
import { tableOn } from "../support/table.ts";

/** A table belongs to its owners, and for the daemon to one source (semantics 38). */
const { files, world } = fleet({ zones: 1, vpcs: 1, accounts: 1 });
const DESIRED = desiredFrom(files);
const OTHERS = desiredFrom(
  files.map((file) => ({ ...file, text: file.text.replace("owner: network-platform", "owner: others") })),
);
const SOURCE = "https://git.example/a.git#.";
const never = new AbortController().signal;

async function scene() {
  const stage = createStage(world);
  const table = await tableOn(stage);
  const problems: string[] = [];
  const { store } = table;
  const memory = (source = SOURCE) =>
    createTableMemory({ store, clock: stage.clock, source, problem: (words) => void problems.push(words) });
  return { ...table, stage, problems, memory };
}

describe("the daemon", () => {
  test("writes down its source at its first term, and its owners with the first documents that rule", async () => {
    const { stage, store, memory, problems } = await scene();
    const own = memory();
    const run = async () => {
      await own.begin(1, never);
      expect(await own.stranger(DESIRED)).toBeUndefined();
      return store.get("binding", "table");
    };
    expect(await stage.clock.run(run())).toMatchObject({
      value: { owners: ["network-platform"], source: SOURCE },
    });
    expect(problems).toEqual([]);
  });

  test("of another source is refused when it begins", async () => {
    const { stage, memory } = await scene();
    await stage.clock.run(memory().begin(1, never));
    const other = stage.clock.run(memory("/state").begin(2, never));
    await expect(other).rejects.toThrow(`it belongs to ${SOURCE}, and this instance has /state`);
  });

  test("does not go by documents of owners that the table does not know", async () => {
    const { stage, memory } = await scene();
    const run = async () => {
      const own = memory();
      await own.begin(1, never);
      await own.stranger(DESIRED);
      return own.stranger(OTHERS);
    };
    expect(await stage.clock.run(run())).toEqual({
      reason: "OtherOwners",
      message: expect.stringContaining("belongs to network-platform, and these documents to others"),
    });
  });

  test.each([
    ["the same", { name: "t", region: "eu-west-1" }, undefined],
    [
      "another Region's",
      { name: "t", region: "eu-west-2" },
      "the documents name table t in eu-west-1, and this instance has table t in eu-west-2",
    ],
    ["none", undefined, "the documents name table t in eu-west-1, and this instance has no lease"],
  ])("whose table is %s as the documents name", (_, own, words) => {
    const named = { name: "t", region: "eu-west-1" } as TableRef;
    expect(otherTable(undefined, own as TableRef)).toBeUndefined();
    const refusal = otherTable(named, own as TableRef);
    if (words === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toEqual({ reason: "OtherTable", message: expect.stringContaining(words) });
  });
});

describe("table move", () => {
  test("lets another source and other owners in, and the old one not", async () => {
    const { stage, store, memory } = await scene();
    const run = async () => {
      const old = memory();
      await old.begin(0, never);
      await old.stranger(DESIRED);
      expect(await moveTable(store, { source: "/state" })).toEqual({
        kind: "moved",
        from: `network-platform, ${SOURCE}`,
      });
      const next = memory("/state");
      await next.begin(1, never);
      expect(await next.stranger(OTHERS)).toBeUndefined();
      await old.begin(2, never);
    };
    await expect(stage.clock.run(run())).rejects.toThrow("it belongs to /state");
  });

  test("is refused while somebody holds the lease, unless that is meant; what the holder writes is refused then", async () => {
    const { stage, store, memory, keeper, problems } = await scene();
    const run = async () => {
      const [holder, own] = [keeper("daemon-a"), memory()];
      const term = await holder.acquire(never);
      await own.begin(term?.epoch ?? 0, never);
      expect(await moveTable(store, {})).toEqual({ kind: "held", by: "daemon-a" });
      expect(await moveTable(store, { whileHeld: true })).toMatchObject({ kind: "moved" });
      await own.stranger(DESIRED);
      await holder.release();
      return store.get("binding", "table");
    };
    expect(await stage.clock.run(run())).toEqual({ kind: "seen", value: { owners: [] } });
    expect(problems).toEqual(["whose table it is was not written: another instance holds a later epoch"]);
  });

  test("of a table that cannot be read moves nothing", async () => {
    const { stage, store } = await scene();
    stage.cloud.faults.add({ fault: "deny", service: "dynamodb" });
    expect(await stage.clock.run(moveTable(store, {}))).toMatchObject({ kind: "failed" });
  });
});
