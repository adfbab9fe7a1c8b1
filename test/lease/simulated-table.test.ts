import { ChangeTagsForResourceCommand } from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import { createAccounts } from "../../src/aws/accounts.ts";
import { failureOf } from "../../src/aws/failure.ts";
import type { AccountId } from "../../src/model/ids.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { createCloud } from "../../src/simulator/cloud.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { type TableOptions, tableClient } from "../../src/store/client.ts";
import { leaseTable } from "../../src/store/lease-table.ts";
import { createTable } from "../../src/store/table.ts";
import { contest, type Ground, keeperOn, together } from "./contest.ts";
import { FRIENDLY, type Hostility, hostile } from "./hostile.ts";

const TIMES = leaseTimes();
const FOUL: Hostility = {
  dropped: 0.05,
  answerLost: 0.1,
  twice: 0.05,
  late: 0.1,
  throttled: 0.03,
  delayMs: 100,
  lateMs: 20_000,
};

/** Processes on one virtual clock, each with a real client of the simulator's table, behind a proxy of its own. */
function staged(seed: number, hostility: () => Hostility) {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock, seed });
  const random = seededRandom(seed);
  let ids = 0;
  const options: TableOptions = {
    table: "vpce-operator",
    region: "eu-west-1",
    clock,
    random,
    requestHandler: hostile({ handle: cloud.handle }, clock, random, hostility),
    credentials: administrator("111111111111"),
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  };
  const readings = () => ({ monotonic: clock.now(), sinceBoot: clock.now(), wall: clock.now() });
  const ground: Ground = {
    clock,
    leaseClock: { readings, sleep: clock.sleep },
    times: TIMES,
    random,
    freshId: () => `${++ids}`,
    table: () => leaseTable(options, TIMES.requestMs),
  };
  const made = () =>
    createTable(tableClient({ ...options, requestHandler: { handle: cloud.handle } }), options.table, clock);
  return { clock, cloud, ground, made };
}

test.each([1, 2, 3])(
  "behind a foul network never two act at once, and epochs rise (seed %i)",
  async (seed) => {
    const { clock, ground, made } = staged(seed, () => FOUL);
    const { acts, epochs } = await clock.run(made().then(() => contest(ground, 3, 10 * 60_000)));
    expect(acts.length).toBeGreaterThan(50);
    expect(together(acts)).toEqual([]);
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect(new Set(epochs).size).toBe(epochs.length);
  },
);

describe("in good weather", () => {
  const never = new AbortController().signal;

  test("a free table is taken at once; after a release the next holder has it within a poll and half a second", async () => {
    const { clock, ground, made } = staged(1, () => FRIENDLY);
    const run = async () => {
      await made();
      const [first, second] = [keeperOn(ground, "first"), keeperOn(ground, "second")];
      const from = clock.now();
      const term = await first.acquire(never);
      expect(clock.now() - from).toBeLessThan(500);
      expect(term).toMatchObject({ epoch: 1, quietUntil: 0 });
      const next = second.acquire(never);
      await clock.sleep(60_000);
      expect(second.view()).toMatchObject({ phase: "standby", other: { label: "first", epoch: 1 } });
      await first.release();
      const released = clock.now();
      expect(await next).toMatchObject({ epoch: 2, quietUntil: 0 });
      expect(clock.now() - released).toBeLessThan(TIMES.pollMs + 500);
      await second.release();
    };
    await clock.run(run());
  });

  test("after a holder that acted and died, the next has it within a lease and a poll, and is quiet for a minute", async () => {
    const { clock, ground, made, cloud } = staged(1, () => FRIENDLY);
    const run = async () => {
      await made();
      const [first, second] = [keeperOn(ground, "first"), keeperOn(ground, "second")];
      await first.acquire(never);
      await first.gate.opens();
      const next = second.acquire(never);
      await clock.sleep(7000);
      // From now on nothing of the first one arrives.
      const died = clock.now();
      cloud.onCall(({ call, phase }) => {
        const holder = [...cloud.estate.tables.values()][0]?.items.get('["lease","lease"]')?.holder?.S;
        if (phase === "before" && call.write && holder === "first" && clock.now() - died < TIMES.leaseMs - 1)
          throw new Error("dead");
      });
      const term = await next;
      expect(clock.now() - died).toBeLessThan(TIMES.leaseMs + TIMES.pollMs);
      expect((term?.quietUntil ?? 0) - clock.now()).toBeGreaterThan(59_000);
      expect(first.view().phase).toBe("standby");
      await Promise.all([second.release(), first.release()]);
    };
    await clock.run(run());
  });

  test("an hour of holding costs a renewal each 5 s, and an hour of standing by a read each 2 s", async () => {
    const { clock, ground, made, cloud } = staged(1, () => ({ ...FRIENDLY, delayMs: 0 }));
    const run = async () => {
      await made();
      const [first, second] = [keeperOn(ground, "first"), keeperOn(ground, "second")];
      await first.acquire(never);
      const next = second.acquire(never);
      await clock.sleep(10_000);
      cloud.calls.clear();
      await clock.sleep(3_600_000);
      expect(cloud.calls.count({ service: "dynamodb" })).toEqual({
        "dynamodb:PutItem": 720,
        "dynamodb:GetItem": 1800,
      });
      await first.release();
      await next;
      await second.release();
    };
    await clock.run(run());
  });

  test("an attempt that waits while the table is away goes on when it is back; where it stays away, it is refused", async () => {
    let weather = FRIENDLY;
    const { clock, ground, made } = staged(1, () => weather);
    const run = async () => {
      await made();
      const keeper = keeperOn(ground, "first");
      const term = await keeper.acquire(never);
      await keeper.gate.opens();
      weather = { ...FRIENDLY, dropped: 1 };
      await clock.sleep(12_000);
      expect(keeper.gate.isOpen()).toBe(false);
      weather = FRIENDLY;
      const from = clock.now();
      await keeper.gate.opens();
      expect(clock.now() - from).toBeLessThan(TIMES.requestMs + TIMES.retryMs + 500);
      expect(term?.lost.aborted).toBe(false);
      weather = { ...FRIENDLY, dropped: 1 };
      await clock.sleep(11_000);
      await expect(keeper.gate.opens()).rejects.toThrow("lost the lease");
      expect(term?.lost.aborted).toBe(true);
      expect(keeper.gate.waitedMs()).toBeGreaterThan(1000);
      weather = FRIENDLY;
      await clock.sleep(60_000);
      expect(keeper.view()).toMatchObject({ phase: "holding", held: { epoch: 2 } });
      await expect(keeper.gate.opens()).rejects.toThrow("lost the lease"); // of the term before, an undo for instance
      expect(await keeper.acquire(never)).toMatchObject({ epoch: 2 });
      await keeper.gate.opens();
    };
    await clock.run(run());
  });

  test("a main loop that does not turn for a minute loses the lease; one that turns again stands by", async () => {
    const { clock, ground, made } = staged(1, () => FRIENDLY);
    const run = async () => {
      await made();
      let isStuck = false;
      const stuck = {
        ...clock,
        now: clock.now,
        sleep: (ms: number, signal?: AbortSignal) => clock.sleep(isStuck ? 100_000 : ms, signal),
      };
      const keeper = keeperOn({ ...ground, clock: stuck }, "first");
      const term = await keeper.acquire(never);
      isStuck = true;
      await clock.sleep(55_000);
      expect(term?.lost.aborted).toBe(false);
      await clock.sleep(60_000);
      expect(term?.lost.aborted).toBe(true);
    };
    await clock.run(run());
  });

  test("changes of two processes bear holder and epoch in AWS's log, and those of the second come after the first's", async () => {
    const { clock, ground, made, cloud } = staged(1, () => FRIENDLY);
    const tag = () =>
      new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: "Z1", AddTags: [] });
    const process = (holder: string) => {
      const keeper = keeperOn(ground, holder);
      const accounts = createAccounts({
        clock,
        random: () => 0.5,
        requestHandler: { handle: cloud.handle },
        credentials: administrator("111111111111"),
        region: "eu-west-1",
        endpoint: "https://simulated.amazonaws.com",
        touchNothing: true,
        gate: keeper.gate,
      });
      const { route53 } = accounts.session("111111111111" as AccountId, undefined);
      const change = () => route53.send(tag()).catch((error: unknown) => failureOf(error).error);
      return { keeper, change };
    };
    const run = async () => {
      await made();
      const [first, second] = [process("first"), process("second")];
      expect(await second.change()).toBe("LeaseLost");
      await first.keeper.acquire(never);
      const next = second.keeper.acquire(never);
      await first.change();
      await clock.sleep(10_000);
      await first.change();
      await first.keeper.release();
      expect(await first.change()).toBe("LeaseLost");
      await next;
      await second.change();
      await second.keeper.release();
    };
    await clock.run(run());
    const changes = cloud.calls.list({ service: "route53", write: true });
    const marks = changes.map(({ agent }) => /lease#(\S+)/.exec(agent)?.[1]);
    expect(marks).toEqual(["first.1", "first.1", "second.2"]);
  });

  test("an item of a later form: stands by, and says so", async () => {
    const { clock, ground, made, cloud } = staged(1, () => FRIENDLY);
    const run = async () => {
      await made();
      for (const table of cloud.estate.tables.values())
        for (const item of table.items.values()) item.shape = { N: "2" };
      const keeper = keeperOn(ground, "first");
      const stop = new AbortController();
      const term = keeper.acquire(stop.signal);
      await clock.sleep(120_000);
      expect(keeper.view()).toMatchObject({ phase: "standby", newer: 2 });
      stop.abort();
      expect(await term).toBeUndefined();
      expect(
        cloud.calls.list({ write: true }).filter(({ operation }) => operation === "PutItem"),
      ).toHaveLength(1);
    };
    await clock.run(run());
  });
});
