import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRates, rateOf } from "../model/cost/rates.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { createPacer, type PaceRequest } from "./pacer.ts";

const request = (operation: string, priority = 1, more: Partial<PaceRequest> = {}): PaceRequest => ({
  account: "111122223333",
  service: "route53",
  region: "eu-west-1",
  operation,
  priority,
  ...more,
});

/** A pacer in virtual time that writes down who was served when (milliseconds from the start). */
function paced(rates = "") {
  const clock = new VirtualClock(0);
  const pacer = createPacer(clock, parseRates(rates));
  const log: { name: string; at: number }[] = [];
  const take = async (name: string, wanted: PaceRequest) => {
    await pacer.take(wanted);
    log.push({ name, at: clock.now() });
  };
  return { clock, pacer, log, take, names: () => log.map(({ name }) => name).join("") };
}

describe("no window of time sees more than burst + rate × time", () => {
  it.each([
    "AssociateVPCWithHostedZone",
    "DisassociateVPCFromHostedZone",
    "CreateHostedZone",
    "GetHostedZone",
  ])("%s", async (operation) => {
    const { clock, log, take } = paced();
    await clock.run(Promise.all(Array.from({ length: 150 }, () => take("x", request(operation)))));
    for (const bucket of ["all", operation])
      expectWithin(
        rateOf("route53", bucket),
        log.map(({ at }) => at),
      );
  });

  it("of mixed calls, whenever they come, and of their change tokens", async () => {
    const operations = ["AssociateVPCWithHostedZone", "ChangeResourceRecordSets", "GetHostedZone"];
    const call = fc.record({
      operation: fc.constantFrom(...operations),
      atMs: fc.integer({ min: 0, max: 20_000 }),
      upserts: fc.integer({ min: 1, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 150 }), async (calls) => {
        const { clock, pacer } = paced();
        const sent: { operation: string; at: number; changes: number }[] = [];
        const one = async ({ operation, atMs, upserts }: (typeof calls)[number]) => {
          await clock.sleep(atMs);
          const batch = operation === "ChangeResourceRecordSets";
          await pacer.take(request(operation, 1, batch ? { costs: { upserts } } : {}));
          const changes = batch ? 2 * upserts : operation.startsWith("Associate") ? 2 : 0;
          sent.push({ operation, at: clock.now(), changes });
        };
        await clock.run(Promise.all(calls.map(one)));
        const times = (which: typeof sent) => which.map(({ at }) => at);
        expectWithin(rateOf("route53", "all"), times(sent));
        for (const operation of operations)
          expectWithin(
            rateOf("route53", operation),
            times(sent.filter((call) => call.operation === operation)),
          );
        const changes = sent.map((call) => call.changes);
        expectWithin(rateOf("route53", "changes"), times(sent), changes);
      }),
      { numRuns: 40 },
    );
  });

  it("and almost all of it is used: 1,000 authorizations take (1,000 − 50) ÷ 10 s and 1 % more", async () => {
    const { clock, take } = paced();
    const calls = Array.from({ length: 1000 }, () => take("x", request("CreateVPCAssociationAuthorization")));
    await clock.run(Promise.all(calls));
    expect(clock.now() / 1000).toBeGreaterThan(95);
    expect(clock.now() / 1000).toBeLessThan(96);
  });
});

/** Every window that begins and ends with a call. */
function expectWithin(
  rate: { burst: number; perSecond: number },
  times: readonly number[],
  costs?: readonly number[],
) {
  // As a bucket filled to the brim: it never runs below zero if and only if no window is overdrawn.
  let [level, last] = [rate.burst, 0];
  times.forEach((at, index) => {
    level = Math.min(rate.burst, level + ((at - last) / 1000) * rate.perSecond) - (costs?.[index] ?? 1);
    last = at;
    expect(level).toBeGreaterThan(-1e-6);
  });
}

describe("who goes first", () => {
  it("the higher priority, then first come", async () => {
    const { clock, take, names } = paced("all=1/1");
    const calls = [
      take("1", request("GetHostedZone", 1)),
      take("a", request("GetHostedZone", 1)),
      take("b", request("ListHostedZones", 1)),
      take("X", request("CreateVPCAssociationAuthorization", 3)),
      take("c", request("GetHostedZone", 1)),
      take("Y", request("DisassociateVPCFromHostedZone", 6)),
    ];
    await clock.run(Promise.all(calls));
    expect(names()).toBe("1YXabc");
  });

  it("a write does not wait behind a thousand reads", async () => {
    const { clock, log, take } = paced();
    const reads = Array.from({ length: 1000 }, () => take("r", request("GetHostedZone", 1)));
    const write = clock.sleep(30_000).then(() => take("w", request("CreateVPCAssociationAuthorization", 3)));
    await clock.run(Promise.all([...reads, write]));
    expect(log.find(({ name }) => name === "w")?.at).toBeLessThan(30_000 + 2 * 101);
  });

  it("one step of priority is worth a minute: nothing starves under a stream that fills the rate", async () => {
    const { clock, log, take } = paced("all=1/1");
    const stream = Array.from({ length: 900 }, async (_, second) => {
      await clock.sleep(second * 900); // more than can be served
      await take("s", request("AssociateVPCWithHostedZone", 5));
    });
    const last = clock.sleep(1000).then(() => take("z", request("DeleteVPCAssociationAuthorization", 0)));
    await clock.run(Promise.all([...stream, last]));
    const servedAt = log.find(({ name }) => name === "z")?.at ?? 0;
    expect(servedAt).toBeGreaterThan(5 * 60_000);
    expect(servedAt).toBeLessThan(6.5 * 60_000);
  });

  it("who waits for an empty action bucket does not stop others from using the account's bucket", async () => {
    const { clock, log, take } = paced("CreateHostedZone=1/0.1");
    const slow = [1, 2, 3].map(() => take("z", request("CreateHostedZone", 6)));
    const reads = [1, 2, 3].map(() => take("r", request("GetHostedZone", 1)));
    await clock.run(Promise.all([...slow, ...reads]));
    expect(log.filter(({ name }) => name === "r").every(({ at }) => at === 0)).toBe(true);
    expect(log.filter(({ name }) => name === "z").map(({ at }) => Math.round(at / 1000))).toEqual([
      0, 10, 20,
    ]);
  });

  it("small calls do not starve a large one of the bucket that both need", async () => {
    const { clock, log, take } = paced("changes=100/10,all=1000/1000,ChangeResourceRecordSets=1000/1000");
    const batch = (name: string, creates: number, priority: number) =>
      take(name, request("ChangeResourceRecordSets", priority, { costs: { creates } }));
    const drained = batch("d", 97, 4);
    const large = batch("L", 90, 4);
    const small = Array.from({ length: 500 }, async (_, i) => {
      await clock.sleep(i * 100);
      await batch("s", 1, 1);
    });
    await clock.run(Promise.all([drained, large, ...small]));
    expect(log.find(({ name }) => name === "L")?.at).toBeLessThan(10_000);
  });
});

describe("together or not at all", () => {
  it("a call that waits for one bucket has taken nothing from the others", async () => {
    const { clock, log, take } = paced("all=4/0.001,CreateHostedZone=1/0.1");
    const calls = [
      take("z", request("CreateHostedZone", 6)),
      take("Z", request("CreateHostedZone", 6)),
      take("r", request("GetHostedZone", 1)),
      take("r", request("GetHostedZone", 1)),
    ];
    // Three tokens for the account: if the waiting Z had taken one, the second read would have to wait.
    await clock.run(Promise.all(calls));
    expect(log.filter(({ at }) => at === 0).map(({ name }) => name)).toEqual(["z", "r", "r"]);
  });
});

describe("accounts and Regions", () => {
  it("each has buckets of its own", async () => {
    const { clock, log, take } = paced();
    const calls = ["1", "2", "3"].flatMap((account) =>
      ["a", "b"].flatMap((region) =>
        [1, 2, 3].map(() => take("x", request("CreateVpcEndpoint", 1, { account, region, service: "ec2" }))),
      ),
    );
    await clock.run(Promise.all(calls));
    expect(log.every(({ at }) => at === 0)).toBe(true);
  });
});

describe("what is kept back because latencies differ", () => {
  const operation = "DisassociateVPCFromHostedZone";
  const send = async ({ clock, pacer }: ReturnType<typeof paced>, latencyMs: (sentAt: number) => number) => {
    const ended = await pacer.take(request(operation));
    const sentAt = clock.now();
    await clock.sleep(latencyMs(sentAt));
    ended();
    return { sentAt, arrivedAt: clock.now() };
  };

  it("is enough for whatever latencies between those that were measured: AWS's bucket is never overdrawn", async () => {
    // Late for a while, then early: what left apart arrives together.
    const shares = fc.array(fc.constantFrom(0, 1, 0.3), { minLength: 1, maxLength: 20 });
    const world = fc.record({
      leastMs: fc.integer({ min: 1, max: 300 }),
      spreadMs: fc.integer({ min: 0, max: 500 }),
      eachMs: fc.integer({ min: 100, max: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(world, shares, async ({ leastMs, spreadMs, eachMs }, turns) => {
        const tools = paced();
        const measured = [0, 1, 0, 1, 0, 1, 0, 1].map((share) =>
          send(tools, () => leastMs + share * spreadMs),
        );
        await tools.clock.run(Promise.all(measured));
        await tools.clock.run(tools.clock.sleep(5000)); // the buckets are full again
        const start = tools.clock.now();
        const latency = (at: number) => {
          const share = turns[Math.floor((at - start) / eachMs) % turns.length] ?? 0;
          return leastMs + share * spreadMs;
        };
        const all = await tools.clock.run(
          Promise.all(Array.from({ length: 60 }, () => send(tools, latency))),
        );
        const arrivals = all.map(({ arrivedAt }) => arrivedAt).sort((a, b) => a - b);
        expectWithin(rateOf("route53", operation), arrivals);
      }),
      { numRuns: 60 },
    );
  });

  it("is little for calls that take equally long, a quarter of a second for unknown ones, half a second at most", async () => {
    const secondsLost = async (...latencies: readonly number[]) => {
      const tools = paced();
      await tools.clock.run(Promise.all(latencies.map((ms) => send(tools, () => ms))));
      await tools.clock.run(tools.clock.sleep(5000));
      const start = tools.clock.now();
      const all = await tools.clock.run(
        Promise.all(Array.from({ length: 11 }, () => tools.take("x", request(operation)))),
      );
      return (tools.clock.now() - start) / 1000 - (all.length - 10) / 5;
    };
    expect(await secondsLost()).toBeCloseTo(0.25, 2);
    expect(await secondsLost(80, 80, 80, 80, 80, 80, 80, 80)).toBeCloseTo(0.025, 2);
    expect(await secondsLost(80, 180, 80, 180, 80, 180, 80, 180)).toBeCloseTo(0.1, 2);
    expect(await secondsLost(80, 9000, 80, 80, 80, 80, 80, 80)).toBeCloseTo(0.5, 2);
  });

  it("is learned while others wait for it: they go as soon as it turns out smaller", async () => {
    const tools = paced();
    const all = Array.from({ length: 10 }, () => send(tools, () => 40));
    const sent = (await tools.clock.run(Promise.all(all))).map(({ sentAt }) => sentAt);
    expect(sent.filter((at) => at === 0).length).toBe(8);
    expect(sent[8]).toBe(40);
  });
});

describe("a throttled answer", () => {
  const callsIn = async (seconds: number, disturb: (tools: ReturnType<typeof paced>) => void) => {
    const tools = paced();
    await tools.clock.run(
      Promise.all(Array.from({ length: 60 }, () => tools.take("x", request("GetChange")))),
    );
    disturb(tools);
    const start = tools.clock.now();
    const calls = Array.from({ length: 400 }, () => tools.take("x", request("GetChange")));
    await tools.clock.run(Promise.all(calls));
    return tools.log.filter(({ at }) => at > start && at <= start + seconds * 1000).length;
  };

  it("lowers the rate to 0.7, at most once a second", async () => {
    const undisturbed = await callsIn(2, () => {});
    const once = await callsIn(2, ({ pacer }) => pacer.throttled(request("GetChange")));
    const often = await callsIn(2, ({ pacer }) => {
      for (let i = 0; i < 20; i++) pacer.throttled(request("GetChange"));
    });
    expect(undisturbed).toBeGreaterThanOrEqual(19);
    expect(once).toBeGreaterThanOrEqual(13);
    expect(once).toBeLessThanOrEqual(15);
    expect(often).toBe(once);
  });

  it("never stops the account, and the rate climbs back", async () => {
    const { clock, pacer, log, take } = paced();
    for (let second = 0; second < 30; second++) {
      pacer.throttled(request("GetChange"));
      await clock.run(clock.sleep(1000));
    }
    const start = clock.now();
    await clock.run(Promise.all(Array.from({ length: 1500 }, () => take("x", request("GetChange")))));
    const during = (from: number, to: number) =>
      log.filter(({ at }) => at > start + from * 1000 && at <= start + to * 1000).length;
    expect(during(0, 5)).toBeGreaterThanOrEqual(4);
    expect(during(0, 5)).toBeLessThan(20);
    expect(during(100, 110)).toBeGreaterThanOrEqual(98);
  });
});

it("ten thousand who wait cost one sleeper, and leave when stopped", async () => {
  const clock = new VirtualClock(0);
  let asleep = 0;
  const counting = {
    now: clock.now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      asleep++;
      await clock.sleep(ms, signal);
      asleep--;
    },
  };
  const pacer = createPacer(counting);
  const stop = new AbortController();
  const outcomes = Promise.allSettled(
    Array.from({ length: 10_000 }, () => pacer.take(request("GetChange"), stop.signal)),
  );
  await clock.run(clock.sleep(1000));
  expect(asleep).toBe(1);
  stop.abort();
  const all = await clock.run(outcomes);
  expect(all.filter(({ status }) => status === "fulfilled").length).toBeLessThan(60);
  expect(all.at(-1)).toMatchObject({ reason: { failure: { error: "Interrupted", kind: "transient" } } });
  await expect(pacer.take(request("GetChange"), stop.signal)).rejects.toThrow("Interrupted");
  expect(asleep).toBe(0);
});
