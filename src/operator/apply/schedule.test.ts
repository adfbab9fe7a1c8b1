import { describe, expect, it } from "vitest";
import { FailureError, failureOf } from "../../aws/failure.ts";
import { priorityOf } from "../../aws/priority.ts";
import type { Action } from "../../model/action/action.ts";
import { actionKey, type ZoneAction } from "../../model/action/zone.ts";
import { VirtualClock } from "../../simulator/virtual-clock.ts";
import type { Perform } from "./perform.ts";
import { runActions } from "./schedule.ts";
import type { ScheduleOptions } from "./schedule-options.ts";

const HUB = "111111111111";
const OUT = { id: "vpc-1", region: "eu-west-1" } as never;
type Kind = "authorize" | "associate" | "deauthorize" | "disassociate" | "awaitInsync";

function step(
  kind: Kind,
  zone: string,
  vpc: string,
  account: string,
  after: readonly Action[] = [],
): ZoneAction {
  const place = { key: zone, name: zone } as ZoneAction["zone"];
  const ref = { id: vpc, region: "eu-west-1" } as Extract<ZoneAction, { kind: "authorize" }>["vpc"];
  return {
    kind,
    key: actionKey(kind, place, ref),
    zone: place,
    vpc: ref,
    account,
    hub: "hub",
    because: "the test wants it",
    after: after.map((a) => a.key),
  } as unknown as ZoneAction;
}

/** Authorize, associate, delete the authorization: in the hub, in the spoke's account, in the hub. */
function pair(zone: string, vpc: string, account: string): ZoneAction[] {
  const authorize = step("authorize", zone, vpc, HUB);
  const associate = step("associate", zone, vpc, account, [authorize]);
  return [authorize, associate, { ...step("deauthorize", zone, vpc, HUB), afterSettled: [associate.key] }];
}

function pairs(zones: number, vpcs: number, accounts: number): ZoneAction[] {
  return Array.from({ length: vpcs }, (_, v) =>
    Array.from({ length: zones }, (_, z) => pair(`z${z}`, `vpc-${v}`, `account-${v % accounts}`)),
  ).flat(2);
}

/** Runs the actions, each 100 ms long unless `act` says otherwise, and keeps what was under way when. */
async function run(
  actions: readonly Action[],
  { clock = new VirtualClock(0), ...options }: Partial<ScheduleOptions> & { clock?: VirtualClock } = {},
  act?: Perform,
) {
  const signal = new AbortController().signal;
  const started: { action: ZoneAction; at: number }[] = [];
  const perform: Perform = async (action, stop) => {
    started.push({ action: action as ZoneAction, at: clock.now() });
    await (act ? act(action, stop) : clock.sleep(100));
  };
  const outcomes = await clock.run(runActions(actions, perform, { clock, signal, ...options }));
  return { outcomes, started, clock, order: started.map(({ action }) => action.key) };
}

const outstanding = (started: readonly { action: ZoneAction }[]) => {
  let [now, most] = [0, 0];
  for (const { action } of started) {
    now += action.kind === "authorize" ? 1 : action.kind === "deauthorize" ? -1 : 0;
    most = Math.max(most, now);
  }
  return most;
};

describe("the order in which a plan's actions run", () => {
  it("the pacer prefers what leaves a zone whose end other zones wait for", async () => {
    const leave = (zone: string, after: readonly Action[] = []) => {
      const out = step("disassociate", zone, "vpc-1", HUB, after);
      return [out, { ...step("disassociate", zone, "", HUB, [out]), kind: "deleteZone" } as ZoneAction];
    };
    const shards = leave("n#2");
    const [gone] = shards.slice(-1) as [ZoneAction];
    shards.push(...leave("n#1", [gone]), ...leave("other"));
    const priorities = new Map<string, number>();
    await run(shards, {}, async ({ key }) => {
      priorities.set(key, priorityOf("DisassociateVPCFromHostedZone"));
    });
    const of = (zone: string) => priorities.get(actionKey("disassociate", { key: zone } as never, OUT)) ?? 0;
    expect(of("n#2")).toBeGreaterThan(of("n#1"));
    expect(of("n#1")).toBe(of("other"));
    expect(of("n#2")).toBeLessThan(7); // what is dark goes before it
  });

  it("every spoke is served before the first authorization is deleted, where the zones allow", async () => {
    const { order, outcomes } = await run(pairs(4, 6, 3), { concurrency: 1 });
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    expect(order.findIndex((key) => key.startsWith("deauthorize"))).toBeGreaterThan(
      order.findLastIndex((key) => key.startsWith("authorize")),
    );
  });

  it("an account without a free place does not keep a zone from the others", async () => {
    const hung = step("associate", "z0", "vpc-0", "slow");
    const waiting = step("associate", "z1", "vpc-0", "slow");
    const other = step("associate", "z1", "vpc-1", "quick");
    const clock = new VirtualClock(0);
    const { started } = await run([hung, waiting, other], { clock, concurrency: 1 }, async ({ key }) =>
      clock.sleep(key === hung.key ? 60_000 : 100),
    );
    expect(started.findIndex((s) => s.action === other)).toBe(1);
  });
});

describe("AWS takes one change of a zone at a time (semantics 18)", () => {
  const leaving = { key: "z0", name: "z0" };
  const move = {
    ...step("associate", "z1", "vpc-0", "a"),
    kind: "move",
    key: "move z1 vpc-0",
    from: { ...leaving, hub: "hub" },
  } as unknown as ZoneAction;

  it.each([
    ["the zone that a move leaves", "disassociate", "z0"],
    ["the zone that a move leaves, for those who come", "associate", "z0"],
    ["the zone that a move goes to", "associate", "z1"],
  ] as const)("%s is locked for others meanwhile (%s)", async (_what, kind, zone) => {
    for (const actions of [
      [move, step(kind, zone, "vpc-1", "b")],
      [step(kind, zone, "vpc-1", "b"), move],
    ]) {
      const { started } = await run(actions);
      const [first = 0, second = 0] = started.map(({ at }) => at);
      expect(second - first).toBeGreaterThanOrEqual(100);
    }
  });

  it("while another zone's change runs beside it", async () => {
    const { started } = await run([move, step("associate", "z2", "vpc-1", "b")]);
    expect(new Set(started.map(({ at }) => at)).size).toBe(1);
  });
});

describe("authorizations", () => {
  it("never stand more at once than the cap, and the work goes on", async () => {
    const { started, outcomes } = await run(pairs(3, 40, 4), { authorizationsMax: () => 10 });
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    expect(outstanding(started)).toBeLessThanOrEqual(10);
  });

  it("are deleted at their maximum age, though others could still be made", async () => {
    const { started } = await run(pairs(3, 400, 4), { concurrency: 1, authorizationAgeMaxMs: 90_000 });
    const since = new Map(started.map(({ action, at }) => [action.key, at]));
    const ages = started
      .filter(({ action }) => action.kind === "deauthorize")
      .map(({ action, at }) => at - (since.get(action.key.replace("deauthorize", "authorize")) ?? 0));
    expect(Math.max(...ages)).toBeLessThan(90_000);
  });
});

describe("deadlines", () => {
  it("an action that hangs fails, its place is free for others, and its zone only when it has ended", async () => {
    const clock = new VirtualClock(0);
    const [stuck, same, other] = [0, 0, 1].map((zone, i) => step("associate", `z${zone}`, `vpc-${i}`, "a"));
    const { outcomes, started } = await run(
      [stuck, same, other] as Action[],
      { clock, concurrency: 1, actionTimeoutMs: 5_000 },
      async (action) => clock.sleep(action === stuck ? 3_600_000 : 100),
    );
    expect(outcomes.map((o) => o.failure?.error ?? o.result)).toEqual(["ActionTimeout", "remaining", "done"]);
    expect(started.find((s) => s.action === other)?.at).toBe(5_000);
  });

  it("the deadline tells the action to stop", async () => {
    let told = false;
    const clock = new VirtualClock(0);
    await run(
      [step("associate", "z0", "vpc-0", "a")],
      { clock, actionTimeoutMs: 5_000 },
      async (_, signal) => {
        await clock.sleep(3_600_000, signal);
        told = signal.aborted;
      },
    );
    expect(told).toBe(true);
  });

  it("after the pass's deadline nothing is started; the rest remains", async () => {
    const actions = pairs(1, 10, 1);
    const { outcomes } = await run(actions, { passTimeoutMs: 450 });
    expect(outcomes.some((o) => o.result === "done")).toBe(true);
    expect(outcomes.some((o) => o.result === "remaining")).toBe(true);
  });
});

describe("when nothing but waits runs", () => {
  const wait = step("awaitInsync", "z0", "vpc-0", HUB);
  const join = step("associate", "z0", "vpc-0", "a", [wait]);
  const forever: ({ clock }: { clock: VirtualClock }) => Perform =
    ({ clock }) =>
    async ({ kind }, stop) => {
      await clock.sleep(kind === "awaitInsync" ? 300_000 : 20_000, stop);
      if (stop.aborted) throw new FailureError({ kind: "transient", error: "Interrupted", message: "" });
    };
  const results = (outcomes: readonly { result: string }[]) => outcomes.map(({ result }) => result);

  it("it goes on for so long and no longer, counted from the last that acted; what waited remains", async () => {
    const clock = new VirtualClock(0);
    const others = [0, 1].map((i) => step("disassociate", "z1", `vpc-${i}`, HUB)); // of one zone: 40 s
    const actions = [wait, join, ...others];
    const { outcomes } = await run(actions, { clock, waitsMaxMs: 30_000 }, forever({ clock }));
    expect(results(outcomes)).toEqual(["remaining", "remaining", "done", "done"]);
    expect(clock.now()).toBe(70_000);
  });

  it("an authorization stays for the next pass, which needs it", async () => {
    const clock = new VirtualClock(0);
    const [authorize, , deauthorize] = pair("z0", "vpc-0", "a") as [ZoneAction, ZoneAction, ZoneAction];
    const after = { ...join, after: [wait.key, authorize.key] };
    const actions = [wait, authorize, after, deauthorize];
    const { outcomes, order } = await run(actions, { clock, waitsMaxMs: 30_000 }, forever({ clock }));
    expect(results(outcomes)).toEqual(["remaining", "done", "remaining", "remaining"]);
    expect(order).not.toContain(deauthorize.key);
  });

  it("a wait that a dark name needs goes on", async () => {
    const clock = new VirtualClock(0);
    const { outcomes } = await run(
      [wait, { ...join, urgent: true }],
      { clock, waitsMaxMs: 30_000 },
      forever({ clock }),
    );
    expect(results(outcomes)).toEqual(["done", "done"]);
  });
});

it("what hangs on a failed action is skipped; an authorization that may have been made is deleted all the same", async () => {
  const { outcomes } = await run(pair("z0", "vpc-0", "a"), {}, async ({ kind }) => {
    if (kind === "authorize") throw Object.assign(new Error("no"), { name: "AccessDenied" });
  });
  expect(outcomes.map((o) => o.result)).toEqual(["failed", "skipped", "done"]);
  expect(failureOf(Object.assign(new Error("no"), { name: "AccessDenied" })).kind).toBe("denied");
});

it("five times as many actions, of 1,000 accounts in 100 zones, take about five times as much computing", async () => {
  const clock = { now: () => 0, sleep: () => new Promise<void>(() => undefined) };
  const signal = new AbortController().signal;
  const costOf = async (vpcs: number) => {
    const actions = pairs(100, vpcs, 1_000);
    const before = process.cpuUsage(); // of this process: a busy machine takes longer, and as much work
    const outcomes = await runActions(actions, async () => undefined, { clock, signal });
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    return process.cpuUsage(before).user;
  };
  await costOf(34); // compiled by then
  const few = await costOf(34);
  expect((await costOf(170)) / few).toBeLessThan(15); // 25 where each looked at all others
});

describe("after a stop", () => {
  /** In one zone: a step that darkens a name, and the urgent one that lights it again; and others that hold the zone's lock. */
  function darkened() {
    const out = step("disassociate", "z", "vpc-1", HUB);
    const back = { ...step("associate", "z", "vpc-1", "spoke", [out]), urgent: true } as ZoneAction;
    return { out, back };
  }

  it("what lights a name is done, although the step that darkened it holds the zone's lock to its end", async () => {
    const { out, back } = darkened();
    const stop = new AbortController();
    const clock = new VirtualClock(0);
    const { order, outcomes } = await run([out, back], { clock, signal: stop.signal }, async (action) => {
      if (action.key === out.key) stop.abort();
      await clock.sleep(100);
    });
    expect(order).toEqual([out.key, back.key]);
    expect(outcomes.map(({ result }) => result)).toEqual(["done", "done"]);
  });

  it("what lights a name waits for a lock that another step holds, and nothing else is started", async () => {
    const { out, back } = darkened();
    const other = step("disassociate", "z", "vpc-2", HUB, [out]);
    const later = step("disassociate", "z", "vpc-3", HUB, [other]);
    const stop = new AbortController();
    const clock = new VirtualClock(0);
    const delayed = { ...back, after: [out.key, step("awaitInsync", "w", "vpc-1", HUB).key] } as ZoneAction;
    const wait = step("awaitInsync", "w", "vpc-1", HUB);
    const actions = [out, wait, other, delayed, later];
    const { order } = await run(actions, { clock, signal: stop.signal }, async (action) => {
      if (action.key === other.key) soon(clock, () => stop.abort());
      await clock.sleep(action.key === wait.key ? 150 : 100);
    });
    expect(order).toEqual([wait.key, out.key, other.key, delayed.key]);
  });
});

function soon(clock: VirtualClock, work: () => void): void {
  void clock.sleep(10).then(work);
}
