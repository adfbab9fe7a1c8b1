import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { machineClock } from "../../cmd/clock.ts";
import { machineLeaseClock } from "../../cmd/lease-clock.ts";
import { createHttpHandler } from "../../src/aws/http-handler.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { type TableOptions, tableClient } from "../../src/store/client.ts";
import { leaseTable } from "../../src/store/lease-table.ts";
import { createStore } from "../../src/store/store.ts";
import { createTable, describeTable } from "../../src/store/table.ts";
import { contest, type Ground, together } from "../lease/contest.ts";
import { hostile } from "../lease/hostile.ts";
import { areThere, startEmulator } from "../support/emulators.ts";

const SEED = 11;
/** Ten times as fast as a real one. */
const TIMES = leaseTimes(2000);
const LASTS_MS = 25_000;

async function withEmulator(work: (endpoint: string) => Promise<void>): Promise<void> {
  const { url, stop } = await startEmulator("dynamodb-local");
  try {
    await work(url);
  } finally {
    await stop();
  }
}

function optionsFor(endpoint: string): TableOptions {
  return {
    table: "vpce-operator",
    region: "eu-west-1",
    clock: machineClock,
    random: seededRandom(SEED),
    requestHandler: createHttpHandler(),
    credentials: { accessKeyId: "111111111111", secretAccessKey: "local" },
    endpoint,
    touchNothing: true,
  };
}

describe.skipIf(!areThere("dynamodb-local"))("DynamoDB Local", () => {
  test(`behind a foul network never two act at once, and epochs rise (seed ${SEED})`, () =>
    withEmulator(async (endpoint) => {
      const options = optionsFor(endpoint);
      const random = seededRandom(SEED);
      const foul = {
        dropped: 0.05,
        answerLost: 0.1,
        twice: 0.05,
        late: 0.1,
        throttled: 0.03,
        delayMs: 10,
        lateMs: 2000,
      };
      const requestHandler = hostile(options.requestHandler, machineClock, random, () => foul);
      await createTable(tableClient(options), options.table, machineClock);
      const ground: Ground = {
        clock: machineClock,
        leaseClock: machineLeaseClock,
        times: TIMES,
        random,
        freshId: randomUUID,
        table: () => leaseTable({ ...options, requestHandler }, TIMES.requestMs),
      };
      const { acts, epochs } = await contest(ground, 3, LASTS_MS);
      expect(acts.length).toBeGreaterThan(5);
      expect(together(acts)).toEqual([]);
      expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
      expect(new Set(epochs).size).toBe(epochs.length);
    }));

  test("the store's verbs are answered as by the simulator: conditions, chunks, requests, history", () =>
    withEmulator(async (endpoint) => {
      const options = optionsFor(endpoint);
      expect(await createTable(tableClient(options), options.table, machineClock)).toBe("created");
      expect(await describeTable(tableClient(options), options.table)).toMatchObject({
        value: { problems: [] },
      });
      const store = createStore(options);
      const good = { url: "u", ref: "main", path: ".", commit: "c", tree: "t" };
      expect(await store.put("source", "last-good", good, 4)).toEqual({ kind: "written" });
      expect(await store.put("source", "last-good", good, 3)).toEqual({ kind: "superseded" });
      expect(await store.get("source", "last-good")).toEqual({ kind: "seen", value: good });
      const wish = { kind: "reconcile" as const, id: "1", at: 1, author: "ann" };
      await store.requests.ask(wish);
      expect(await store.requests.acknowledge(wish, 4)).toEqual({ kind: "written" });
      expect(await store.requests.acknowledge(wish, 3)).toEqual({ kind: "superseded" });
      expect(await store.requests.list()).toMatchObject({
        value: [{ id: "1", acknowledgedAt: expect.any(Number) }],
      });
      const status = { rows: Array.from({ length: 200_000 }, () => randomUUID()).join("") };
      expect(await store.status.write(status, 4)).toEqual({ kind: "written" });
      expect(await store.status.read()).toEqual({ kind: "seen", value: status });
      const chapter = { at: Date.UTC(2026, 0, 1), pass: "4-1", entries: ["made"] };
      expect(await store.history.add(chapter, 4)).toEqual({ kind: "written" });
      expect(await store.history.since(0)).toEqual({ kind: "seen", value: [chapter] });
      expect(await store.remove("source", "last-good", 5)).toEqual({ kind: "written" });
      expect(await store.list("source")).toEqual({ kind: "seen", value: [] });
    }));
});
