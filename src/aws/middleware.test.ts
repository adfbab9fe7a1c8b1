import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
} from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { type FakeAnswer, fakeAws, first } from "../../test/support/fake-aws.ts";
import type { AccountId } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { failureOf } from "./failure.ts";
import { type Gate, leaseLost } from "./gate.ts";
import { interrupted } from "./pacer.ts";
import { withPriority } from "./priority.ts";

const OWN = "000000000001" as AccountId;
const SPOKE = "222233334444" as AccountId;
const getZone = () => new GetHostedZoneCommand({ Id: "Z1" });
const associate = () =>
  new AssociateVPCWithHostedZoneCommand({
    HostedZoneId: "Z1",
    VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
  });

describe("pace", () => {
  it("every attempt is paced, so that AWS sees no more than its buckets hold", async () => {
    const { clock, accounts, calls } = fakeAws(new VirtualClock(), () => undefined);
    const { route53 } = accounts.session(OWN, undefined);
    await clock.run(Promise.all(Array.from({ length: 120 }, () => route53.send(associate()))));
    const times = calls.filter(({ operation }) => operation.startsWith("Associate")).map(({ at }) => at);
    const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
    expect(times.length).toBe(120);
    expect(span).toBeGreaterThan((120 - 20) * 200);
    expect(span).toBeLessThan((120 - 20) * 200 * 1.03);
  });

  it("latencies are measured: when they differ, more is kept back", async () => {
    const lastSentAt = async (delayMs: (nth: number) => number) => {
      let nth = 0;
      const { clock, accounts, calls } = fakeAws(new VirtualClock(0), () => ({ delayMs: delayMs(nth++) }));
      const { route53 } = accounts.session(OWN, undefined);
      await clock.run(Promise.all(Array.from({ length: 60 }, () => route53.send(associate()))));
      return (calls.at(-1)?.at ?? 0) / 1000;
    };
    const differing = await lastSentAt((nth) => (nth % 10 === 9 ? 450 : 0));
    expect(differing - (await lastSentAt(() => 0))).toBeCloseTo(0.45 - 0.025, 2);
  });

  it("what became of each attempt is counted, and how long it waited for its tokens", async () => {
    const answers = first("AssociateVPCWithHostedZone", { code: "Throttling" }, { code: "AccessDenied" });
    const { clock, accounts } = fakeAws(new VirtualClock(), answers);
    const { route53 } = accounts.session(OWN, undefined);
    const sent = Array.from({ length: 40 }, () => route53.send(associate()).catch(() => undefined));
    await clock.run(Promise.all(sent));
    const tally = accounts.callsMade().find(({ operation }) => operation === "AssociateVPCWithHostedZone");
    expect(tally).toMatchObject({ count: 41, ok: 39, throttled: 1, failed: 1 });
    expect(tally?.waitedMs).toBeGreaterThan(20 * 200);
  });

  it("a batch of records is charged by its changes", async () => {
    const { clock, accounts, calls } = fakeAws(new VirtualClock(), () => undefined);
    const { route53 } = accounts.session(OWN, undefined);
    const record = { Name: "x.", Type: "A" as const, TTL: 1, ResourceRecords: [{ Value: "10.0.0.1" }] };
    const batch = (size: number) =>
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: "Z1",
        ChangeBatch: {
          Changes: Array.from({ length: size }, () => ({
            Action: "UPSERT" as const,
            ResourceRecordSet: record,
          })),
        },
      });
    await clock.run(Promise.all(Array.from({ length: 5 }, () => route53.send(batch(500)))));
    const times = calls.filter(({ operation }) => operation.startsWith("Change")).map(({ at }) => at);
    // 5 × 1,000 tokens from a bucket of 1,500 that gains 100 a second.
    expect(((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000).toBeGreaterThan(35);
  });

  it("work can be given a priority of its own, whoever else waits in the same queue", async () => {
    const { clock, accounts, calls } = fakeAws(new VirtualClock(), () => undefined);
    const { route53 } = accounts.session(OWN, undefined);
    const all = Array.from({ length: 100 }, () => route53.send(associate()));
    const pressing = withPriority(7, () => route53.send(getZone()));
    const idle = withPriority(-2, () => route53.send(getZone()));
    await clock.run(pressing);
    expect(calls.filter((call) => call.operation.startsWith("Associate")).length).toBeLessThan(25);
    await clock.run(idle);
    await clock.run(Promise.all(all));
  });

  it("a slow action does not hold up the account's other calls", async () => {
    const { clock, accounts, calls } = fakeAws(new VirtualClock(), () => undefined);
    const { route53 } = accounts.session(OWN, undefined);
    const start = clock.now();
    const slow = Array.from({ length: 100 }, () => route53.send(associate()));
    await clock.run(route53.send(getZone()));
    expect(clock.now() - start).toBeLessThan(500);
    await clock.run(Promise.all(slow));
    expect(calls.length).toBe(102);
  });

  it("a signature is made after the wait, not before it", async () => {
    const dates = new Set<string>();
    const { clock, accounts } = fakeAws(new VirtualClock(), () => undefined);
    const { route53 } = accounts.session(OWN, undefined);
    route53.middlewareStack.add(
      (next) => async (args) => {
        dates.add((args.request as { headers: Record<string, string> }).headers["x-amz-date"] ?? "");
        return next(args);
      },
      { step: "finalizeRequest", priority: "low", name: "watch" },
    );
    await clock.run(Promise.all(Array.from({ length: 50 }, () => route53.send(associate()))));
    expect(dates.size).toBeGreaterThan(5);
  });
});

describe("a throttled answer", () => {
  it("slows the account down, but no other account", async () => {
    const secondsFor = async (calls: number, answers: FakeAnswer[], account: AccountId) => {
      const { clock, accounts } = fakeAws(
        new VirtualClock(),
        first("AssociateVPCWithHostedZone", ...answers),
      );
      const { route53 } = accounts.session(OWN, undefined);
      await clock.run(Promise.all(Array.from({ length: 20 }, () => route53.send(associate()))));
      const start = clock.now();
      const next = accounts.session(
        account,
        account === OWN ? undefined : { arn: `arn:aws:iam::${account}:role/x` },
      ).route53;
      await clock.run(Promise.all(Array.from({ length: calls }, () => next.send(associate()))));
      return (clock.now() - start) / 1000;
    };
    const throttled = Array.from({ length: 3 }, () => ({ code: "Throttling" }));
    const undisturbed = await secondsFor(30, [], OWN);
    expect(await secondsFor(30, throttled, OWN)).toBeGreaterThan(undisturbed * 1.2);
    expect(await secondsFor(30, throttled, SPOKE)).toBe(await secondsFor(30, [], SPOKE));
  });
});

describe("a hung connection", () => {
  it("is cut after the deadline on the operator's clock, and its slot is free again", async () => {
    const { clock, accounts } = fakeAws(new VirtualClock(), first("GetHostedZone", "hang", "hang"), {
      concurrency: 1,
      attemptTimeoutMs: 3000,
    });
    const { route53 } = accounts.session(OWN, undefined);
    const start = clock.now();
    await clock.run(Promise.all([route53.send(getZone()), route53.send(getZone())]));
    expect(clock.now() - start).toBeGreaterThan(6000);
    expect(clock.now() - start).toBeLessThan(8000);
  });
});

describe("the gate (semantics 36)", () => {
  /** Opens and closes at given times, and counts how often it was asked. */
  function gateOf(clock: VirtualClock, isOpenAt: (ms: number) => boolean | "lost") {
    const from = clock.now();
    const state = () => isOpenAt(clock.now() - from);
    const isOpen = () => {
      if (state() === "lost") throw leaseLost();
      return state() === true;
    };
    const gate: Gate = {
      attemptMs: 5000,
      isOpen,
      async opens(signal) {
        while (!isOpen()) {
          if (signal?.aborted) throw interrupted();
          await clock.sleep(100, signal);
        }
      },
      mark: () => "h1.7",
    };
    return gate;
  }

  it("closed, a change waits and a read passes; open, the change is sent, by holder and epoch", async () => {
    const clock = new VirtualClock();
    const gate = gateOf(clock, (ms) => ms >= 3000);
    const { accounts, calls } = fakeAws(clock, () => undefined, { gate });
    const { route53 } = accounts.session(OWN, undefined);
    const from = clock.now();
    await clock.run(Promise.all([route53.send(associate()), route53.send(getZone())]));
    const sent = (start: string) => calls.find(({ operation }) => operation.startsWith(start));
    expect((sent("GetHostedZone")?.at ?? 0) - from).toBeLessThan(1000);
    expect((sent("Associate")?.at ?? 0) - from).toBeGreaterThanOrEqual(3000);
    expect(sent("Associate")?.agent).toMatch(/ md\/lease#h1\.7$/);
    expect(sent("GetHostedZone")?.agent).not.toContain("lease#");
  });

  it("closed while the attempt was signed, it goes back to waiting: nothing is sent, and nothing has failed", async () => {
    const clock = new VirtualClock();
    let isOpen = true;
    const steady = gateOf(clock, () => isOpen);
    let opened = 0;
    const closesThen = async () => {
      await clock.sleep(50);
      isOpen = false;
      await clock.sleep(4000);
      isOpen = true;
    };
    const gate: Gate = {
      ...steady,
      async opens(signal) {
        await steady.opens(signal);
        if (++opened === 1) void closesThen();
      },
    };
    const slowSigning = async () => {
      await clock.sleep(100);
      return { accessKeyId: "AKIA000000000001", secretAccessKey: "s" };
    };
    const { accounts, calls } = fakeAws(clock, () => undefined, { gate, credentials: slowSigning });
    const session = accounts.session(OWN, undefined);
    await clock.run(session.identity());
    const from = clock.now();
    await clock.run(session.route53.send(associate()));
    expect(opened).toBe(2);
    const times = calls
      .filter(({ operation }) => operation.startsWith("Associate"))
      .map(({ at }) => at - from);
    expect(times).toHaveLength(1);
    expect(times[0]).toBeGreaterThanOrEqual(4000);
  });

  it("lost, a change is refused before it takes a token, and a retry too", async () => {
    const clock = new VirtualClock();
    let lost = false;
    const gate = gateOf(clock, () => (lost ? "lost" : true));
    const { accounts, count } = fakeAws(
      clock,
      (call) => {
        if (call.operation !== "AssociateVPCWithHostedZone") return undefined;
        lost = true;
        return { code: "Throttling" };
      },
      { gate },
    );
    const { route53 } = accounts.session(OWN, undefined);
    const error = await clock.run(route53.send(associate()).catch((error: unknown) => error));
    expect(failureOf(error)).toMatchObject({ kind: "transient", error: "LeaseLost" });
    expect(count("AssociateVPCWithHostedZone")).toBe(1);
    await clock.run(route53.send(getZone()));
  });

  it("an attempt of a change is cut after the time that the gate reckons with, a read's is not", async () => {
    const clock = new VirtualClock();
    const gate = gateOf(clock, () => true);
    const { accounts, calls } = fakeAws(clock, () => "hang", { gate: { ...gate, attemptMs: 2000 } });
    const sts = accounts.session(OWN, undefined).identity();
    await clock.run(sts);
    const reads = calls.map(({ at }) => at);
    expect((reads[1] ?? 0) - (reads[0] ?? 0)).toBeGreaterThanOrEqual(10_000);
    const other = fakeAws(clock, (call) => (call.operation.startsWith("Associate") ? "hang" : undefined), {
      gate: { ...gate, attemptMs: 2000 },
    });
    await clock.run(
      other.accounts
        .session(OWN, undefined)
        .route53.send(associate())
        .catch(() => {}),
    );
    const writes = other.calls
      .filter(({ operation }) => operation.startsWith("Associate"))
      .map(({ at }) => at);
    expect((writes[1] ?? 0) - (writes[0] ?? 0)).toBeLessThan(3000);
  });
});

describe("stopping", () => {
  it("ends what waits, and lets what is under way finish", async () => {
    const stop = new AbortController();
    const { clock, accounts, count } = fakeAws(new VirtualClock(), () => undefined, { signal: stop.signal });
    const { route53 } = accounts.session(OWN, undefined);
    const all = Promise.allSettled(Array.from({ length: 200 }, () => route53.send(associate())));
    await clock.run(clock.sleep(2020));
    stop.abort();
    const outcomes = await clock.run(all);
    const done = outcomes.filter(({ status }) => status === "fulfilled").length;
    expect(done).toBe(count("AssociateVPCWithHostedZone"));
    expect(done).toBeLessThan(40);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(failureOf(outcome.reason).error).toBe("Interrupted");
  });
});
