import { describe, expect, test } from "vitest";
import { administrator } from "../simulator/client-settings.ts";
import { type Cloud, createCloud } from "../simulator/cloud.ts";
import { seededRandom } from "../simulator/random.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { whyNotAccept } from "./accept.ts";
import { type TableOptions, tableClient } from "./client.ts";
import type { PersonRequest } from "./records.ts";
import { createStore, type Store } from "./store.ts";
import { createTable, describeTable } from "./table.ts";

const TABLE = "vpce-operator";

/** A simulated account with the table in it; the store's calls run in virtual time. */
async function withTable(
  work: (store: Store, at: { clock: VirtualClock; cloud: Cloud; options: TableOptions }) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock, latencyMs: 10 });
  const options: TableOptions = {
    table: TABLE,
    region: "eu-west-1",
    clock,
    random: seededRandom(5),
    requestHandler: { handle: cloud.handle },
    credentials: administrator("111111111111"),
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  };
  const run = async () => {
    await createTable(tableClient(options), TABLE, clock);
    await work(createStore(options), { clock, cloud, options });
  };
  await clock.run(run());
}

const written = { kind: "written" };
const LAST_GOOD = { url: "https://git.example/x", ref: "main", path: ".", commit: "c0ffee", tree: "7ee" };

describe("the table", () => {
  test("is made once, with the lease free, and is found in order", () =>
    withTable(async (store, { options, clock }) => {
      expect(await createTable(tableClient(options), TABLE, clock)).toBe("existed");
      expect(await describeTable(tableClient(options), TABLE)).toMatchObject({
        kind: "seen",
        value: { status: "ACTIVE", items: 1, problems: [] },
      });
      expect(await store.lease.read()).toMatchObject({
        kind: "item",
        item: { holder: "", epoch: 0, version: 1, acts: false },
      });
    }));

  test("is paid for by request; one with replicas in other Regions cannot be used", () =>
    withTable(async (_, { options, cloud }) => {
      const [table] = cloud.estate.tables.values();
      expect(table?.shape.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
      for (const global of [
        { Replicas: [{ RegionName: "eu-west-2" }] },
        { GlobalTableVersion: "2017.11.29" },
      ]) {
        const { Replicas: _r, GlobalTableVersion: _g, ...alone } = table?.shape ?? {};
        if (table) table.shape = { ...alone, ...global };
        const seen = await describeTable(tableClient(options), TABLE);
        const problems = [expect.stringContaining("it is a global table")];
        expect(seen).toMatchObject({ kind: "seen", value: { problems } });
      }
    }));

  test("whose lease a waiting daemon makes first is made all the same", () =>
    withTable(async (_, { options, cloud, clock }) => {
      const other = { ...options, table: "other" };
      const daemon = createStore(other);
      let early: Promise<unknown> | undefined;
      cloud.onCall(({ phase, call }) => {
        if (phase !== "before" || call.operation !== "UpdateTimeToLive") return;
        early = daemon.lease.write("absent", {
          holder: "me",
          label: "daemon",
          epoch: 9,
          version: 0,
          id: "i",
          acts: false,
        });
      });
      expect(await createTable(tableClient(other), other.table, clock)).toBe("created");
      expect(await early).toBe("written");
    }));

  test("that is not there is absent, and one that may not be read is unreadable", () =>
    withTable(async (_, { options, cloud }) => {
      expect(await describeTable(tableClient(options), "other")).toEqual({ kind: "seen", value: undefined });
      cloud.faults.add({ fault: "deny", service: "dynamodb" });
      expect(await describeTable(tableClient(options), TABLE)).toMatchObject({ kind: "unreadable" });
    }));
});

describe("the holder's items (semantics 38)", () => {
  test("are written by the same epoch and later ones; an older one is superseded, and changes nothing", () =>
    withTable(async (store) => {
      expect(await store.get("source", "last-good")).toEqual({ kind: "seen", value: undefined });
      expect(await store.put("source", "last-good", LAST_GOOD, 3)).toEqual(written);
      expect(await store.put("source", "last-good", { ...LAST_GOOD, commit: "a" }, 3)).toEqual(written);
      expect(await store.put("source", "last-good", { ...LAST_GOOD, commit: "b" }, 4)).toEqual(written);
      expect(await store.put("source", "last-good", { ...LAST_GOOD, commit: "late" }, 3)).toEqual({
        kind: "superseded",
      });
      expect(await store.get("source", "last-good")).toMatchObject({ value: { commit: "b" } });
    }));

  test("that do not fit into an item are told as not written, and the one that stands there stays", () =>
    withTable(async (store) => {
      const random = seededRandom(9);
      const vpcs = Array.from({ length: 200_000 }, () => `vpc-${random().toString(16).slice(2, 15)}`);
      const left = { pairs: [{ names: ["a"], vpcs }], others: [] };
      const small = { lost: [], allowed: [] };
      expect(await store.put("guard", "hub", small, 1)).toEqual(written);
      const large = { ...small, allowed: [{ digest: "d", since: 0, left }] };
      expect(await store.put("guard", "hub", large, 1)).toMatchObject({
        kind: "failed",
        failure: { error: "ItemTooLarge" },
      });
      expect(await store.get("guard", "hub")).toEqual({ kind: "seen", value: small });
    }));

  test("that were removed are not brought back by a late write of an older epoch", () =>
    withTable(async (store) => {
      const open = { zone: "Z1", begunAt: 1, undo: [], because: "a move" };
      await store.put("open", "step-1", open, 3);
      await store.put("open", "step-2", open, 4);
      expect(await store.remove("open", "step-1", 4)).toEqual(written);
      expect(await store.put("open", "step-1", open, 3)).toEqual({ kind: "superseded" });
      expect(await store.list("open")).toEqual({ kind: "seen", value: [{ key: "step-2", value: open }] });
    }));

  test("that cannot be read are unreadable, never not there", () =>
    withTable(async (store, { cloud }) => {
      await store.put("source", "last-good", LAST_GOOD, 1);
      cloud.faults.add({ fault: "deny", operation: "GetItem" });
      cloud.faults.add({ fault: "deny", operation: "Query" });
      expect(await store.get("source", "last-good")).toMatchObject({
        kind: "unreadable",
        failure: { kind: "denied" },
      });
      expect(await store.list("source")).toMatchObject({ kind: "unreadable" });
    }));

  test("of a later form, and of none, are unreadable with words", () =>
    withTable(async (store, { cloud }) => {
      await store.put("source", "last-good", LAST_GOOD, 1);
      const [table] = cloud.estate.tables.values();
      const item = [...(table?.items.values() ?? [])].find(({ pk }) => pk?.S === "source") ?? {};
      item.shape = { N: "9" };
      expect(await store.get("source", "last-good")).toMatchObject({
        failure: { error: "NewerShape", message: expect.stringContaining("run a newer one") },
      });
      Object.assign(item, { shape: { N: "1" }, json: { S: '{"url":1}' } });
      expect(await store.get("source", "last-good")).toMatchObject({ failure: { error: "ForeignItem" } });
    }));

  test("are written again when AWS throttles or the answer is lost", () =>
    withTable(async (store, { cloud }) => {
      cloud.faults.add({ fault: "throttle", operation: "PutItem", nth: 1, times: 2 });
      cloud.faults.add({ fault: "loseAnswer", operation: "PutItem", nth: 3 });
      expect(await store.put("source", "last-good", LAST_GOOD, 1)).toEqual(written);
      expect(cloud.calls.count({ operation: "PutItem" })["dynamodb:PutItem"]).toBe(5); // one by table create
    }));

  test("a zone's inventory of a thousand entries is packed, and read as it was written", () =>
    withTable(async (store) => {
      const entry = { what: "association" as const, state: "made" as const, absentAt: 1_767_225_600_000 };
      const entries = Object.fromEntries(
        Array.from({ length: 1000 }, (_, n) => [`Z1 vpc-${n}`, { ...entry, lastAttemptAt: n }]),
      );
      const zone = { entries, hub: "111111111111 eu-west-1 vpc-1", services: ["ssm"], set: "default" };
      expect(await store.put("zone", "Z1", zone, 1)).toEqual(written);
      expect(await store.get("zone", "Z1")).toEqual({ kind: "seen", value: zone });
    }));
});

describe("accepting a commit", () => {
  const COMMIT = "c0ffee";

  test("is for a repository whose commits ruled here, and not for the one that rules", () =>
    withTable(async (store) => {
      expect(await whyNotAccept(store, COMMIT)).toContain("no commit of a Git repository has ruled here yet");
      await store.put("source", "last-good", { ...LAST_GOOD, commit: "before" }, 1);
      expect(await whyNotAccept(store, COMMIT)).toBeUndefined();
      await store.put("source", "last-good", { ...LAST_GOOD, commit: COMMIT }, 1);
      expect(await whyNotAccept(store, COMMIT)).toBe("that commit rules already");
    }));

  test("is asked for by whoever may ask, though not read what ruled", () =>
    withTable(async (store, { cloud }) => {
      cloud.faults.add({ fault: "deny", service: "dynamodb", operation: "GetItem" });
      expect(await whyNotAccept(store, COMMIT)).toBeUndefined();
    }));
});

describe("what people ask for", () => {
  const wish = (kind: PersonRequest["kind"], id: string, more = {}): PersonRequest => ({
    kind,
    id,
    at: Number(id),
    author: "ann",
    ...more,
  });

  test("stands until the holder acknowledges it, and a pause until somebody resumes", () =>
    withTable(async ({ requests }) => {
      await requests.ask(wish("pause", "1", { reason: "incident" }));
      await requests.ask(wish("reconcile", "2"));
      await requests.ask(wish("forget", "3", { subject: "payments" }));
      expect(await requests.acknowledge(wish("reconcile", "2"), 5)).toEqual(written);
      const listed = await requests.list();
      expect(listed).toMatchObject({
        value: [
          { kind: "pause", reason: "incident" },
          { kind: "reconcile", acknowledgedAt: expect.any(Number) },
          { kind: "forget", subject: "payments" },
        ],
      });
      await requests.ask(wish("resume", "4"));
      expect(await requests.list()).toMatchObject({ value: [{}, {}, { kind: "resume" }] });
    }));

  test("is not acknowledged by a holder of an older epoch, nor another pause than it saw", () =>
    withTable(async ({ requests }) => {
      await requests.ask(wish("forget", "1", { subject: "payments" }));
      await requests.acknowledge(wish("forget", "1"), 7);
      expect(await requests.acknowledge(wish("forget", "1"), 6)).toEqual({ kind: "superseded" });
      await requests.ask(wish("pause", "2"));
      await requests.ask(wish("resume", "3"));
      expect(await requests.acknowledge(wish("pause", "2"), 7)).toEqual({ kind: "superseded" });
    }));
});

describe("status and history", () => {
  const noise = (bytes: number) => {
    const random = seededRandom(3);
    return Array.from({ length: bytes / 4 }, () => Math.floor(random() * 65_536).toString(16)).join("");
  };

  test("a status larger than an item is read whole, and the last one counts", () =>
    withTable(async ({ status }) => {
      expect(await status.read()).toEqual({ kind: "seen", value: undefined });
      const large = { rows: noise(1_500_000) };
      expect(await status.write(large, 1)).toEqual(written);
      expect(await status.read()).toEqual({ kind: "seen", value: large });
      expect(await status.write({ rows: "small" }, 1)).toEqual(written);
      expect(await status.read()).toEqual({ kind: "seen", value: { rows: "small" } });
      expect(await status.write({ rows: "old" }, 0)).toEqual({ kind: "superseded" });
    }));

  test("a status whose writer died before the head is not seen; the one before is", () =>
    withTable(async ({ status }, { cloud }) => {
      await status.write({ n: 1 }, 1);
      cloud.faults.add({ fault: "deny", operation: "PutItem", nth: 2 });
      expect(await status.write({ n: 2 }, 1)).toMatchObject({ kind: "failed" });
      expect(await status.read()).toEqual({ kind: "seen", value: { n: 1 } });
    }));

  test("chapters come back in order, those that fill several items as one, and none twice", () =>
    withTable(async ({ history }) => {
      const chapter = (at: number, entries: readonly unknown[]) => ({ at, pass: `1-${at}`, entries });
      const large = chapter(
        2000,
        Array.from({ length: 6 }, (_, n) => ({ n, text: noise(200_000) })),
      );
      for (const one of [chapter(1000, ["first"]), large, large, chapter(3000, ["last"])])
        expect(await history.add(one, 1)).toEqual(written);
      expect(await history.since(0)).toEqual({
        kind: "seen",
        value: [chapter(1000, ["first"]), large, chapter(3000, ["last"])],
      });
      expect(await history.since(2500)).toMatchObject({ value: [{ at: 3000 }] });
    }));
});

describe("the lease's verbs", () => {
  const item = { holder: "me", label: "a", epoch: 1, version: 2, id: "x", acts: true };
  const free = { holder: "", epoch: 0, version: 1 };

  test("are one attempt each: a throttled or a lost one is the caller's to judge", () =>
    withTable(async ({ lease }, { cloud }) => {
      cloud.calls.clear();
      cloud.faults.add({ fault: "throttle", service: "dynamodb", nth: 1 });
      await expect(lease.write(free, item)).rejects.toMatchObject({ name: "ThrottlingException" });
      cloud.faults.add({ fault: "loseAnswer", service: "dynamodb", nth: 1 });
      await expect(lease.write(free, item)).rejects.toThrow();
      expect(await lease.read()).toEqual({ kind: "item", item });
      expect(cloud.calls.list()).toHaveLength(3);
    }));

  test("take two seconds at most, credentials included", () =>
    withTable(async (_, { options, clock }) => {
      const slow = () => clock.sleep(60_000).then(() => administrator("111111111111"));
      const { lease } = createStore({ ...options, credentials: slow });
      const from = clock.now();
      await expect(lease.read()).rejects.toThrow("no answer from the table within 2 s");
      expect(clock.now() - from).toBe(2000);
    }));

  test("a write over another version than expected is refused", () =>
    withTable(async ({ lease }) => {
      expect(await lease.write({ ...free, version: 2 }, item)).toBe("refused");
      expect(await lease.write("absent", item)).toBe("refused");
      expect(await lease.write(free, item)).toBe("written");
      expect(await lease.write({ holder: "me", epoch: 1, version: 2 }, { ...item, version: 3 })).toBe(
        "written",
      );
    }));

  test("an item that is gone is absent, with AWS's time; one of a later form is said to be", () =>
    withTable(async ({ lease }, { cloud, clock }) => {
      const [table] = cloud.estate.tables.values();
      for (const one of table?.items.values() ?? []) one.shape = { N: "2" };
      expect(await lease.read()).toEqual({ kind: "newer", shape: 2 });
      for (const one of table?.items.values() ?? [])
        Object.assign(one, { shape: { N: "1" }, epoch: { S: "x" } });
      await expect(lease.read()).rejects.toThrow("is not as vpce-operator writes it");
      table?.items.clear();
      const found = await lease.read();
      expect(found).toMatchObject({ kind: "absent" });
      if (found.kind === "absent") expect(Math.abs(found.serverAt - clock.now())).toBeLessThan(1001);
    }));
});
