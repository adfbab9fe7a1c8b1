import { describe, expect, it } from "vitest";
import { interrupted } from "../../aws/pacer.ts";
import type { Action } from "../../model/action/action.ts";
import { actionKey } from "../../model/action/zone.ts";
import { VirtualClock } from "../../simulator/virtual-clock.ts";
import { runActions } from "./schedule.ts";

type Kind = "authorize" | "associate" | "deauthorize" | "disassociate" | "awaitInsync";

function step(kind: Kind, vpc: string, after: readonly Action[] = [], more: object = {}): Action {
  const zone = { key: vpc, name: vpc } as Extract<Action, { kind: "authorize" }>["zone"];
  const ref = { id: vpc, region: "eu-west-1" } as Extract<Action, { kind: "authorize" }>["vpc"];
  const key = actionKey(kind, zone, ref);
  const keys = after.map((a) => a.key);
  return {
    kind,
    key,
    zone,
    vpc: ref,
    account: "a",
    hub: "hub",
    because: "",
    after: keys,
    ...more,
  } as unknown as Action;
}

/** Each action takes 100 ms, a wait until somebody stops it; the cut comes at `cutAt`. Answers what began and how all ended. */
async function runCut(actions: readonly Action[], cutAt: number | "before", concurrency = 1) {
  const clock = new VirtualClock(0);
  const cut = new AbortController();
  const began: string[] = [];
  const perform = async ({ kind, key }: Action, signal: AbortSignal) => {
    began.push(key);
    await clock.sleep(kind === "awaitInsync" ? 3_600_000 : 100, signal);
    if (kind === "awaitInsync" && signal.aborted) throw interrupted();
  };
  const signal = new AbortController().signal;
  if (cutAt === "before") cut.abort();
  else void clock.sleep(cutAt).then(() => cut.abort());
  const outcomes = await clock.run(
    runActions(actions, perform, { clock, signal, cut: cut.signal, concurrency }),
  );
  return { began, results: outcomes.map(({ result }) => result), endedAt: clock.now() };
}

describe("a cut run", () => {
  const authorize = step("authorize", "vpc-1");
  const associate = step("associate", "vpc-1", [authorize]);
  const deauthorize = step("deauthorize", "vpc-1", [], { afterSettled: [associate.key] });

  it("takes the authorization back that it has made, though the association no longer comes", async () => {
    const { results } = await runCut([authorize, associate, deauthorize], 50);
    expect(results).toEqual(["done", "remaining", "done"]);
  });

  it("that was cut while its plan was made starts nothing but what lights a name", async () => {
    const removal = step("disassociate", "vpc-0");
    const lights = step("associate", "vpc-2", [], { urgent: true });
    const { began, results } = await runCut([removal, authorize, associate, deauthorize, lights], "before");
    expect(began).toEqual([lights.key]);
    expect(results).toEqual(["remaining", "remaining", "remaining", "remaining", "done"]);
  });

  it("starts nothing new, and takes nothing back that it has not given", async () => {
    const busy = step("associate", "vpc-0");
    const { began, results } = await runCut([busy, authorize, associate, deauthorize], 50);
    expect(began).toEqual([busy.key]);
    expect(results).toEqual(["done", "remaining", "remaining", "remaining"]);
  });

  it("lights what it has made dark, after the wait between", async () => {
    const darkens = step("disassociate", "vpc-1");
    const wait = step("associate", "vpc-2", [darkens], { urgent: true });
    const lights = step("associate", "vpc-3", [wait], { urgent: true });
    const { results } = await runCut([darkens, wait, lights], 50);
    expect(results).toEqual(["done", "done", "done"]);
  });

  it("does not wait for what nobody needs any more", async () => {
    const wait = step("awaitInsync", "vpc-1");
    const next = step("associate", "vpc-1", [wait]);
    const { results, endedAt } = await runCut([wait, next], 50);
    expect(results).toEqual(["remaining", "remaining"]);
    expect(endedAt).toBe(50);
  });

  it("leaves to the next pass what it has not taken back after a minute", async () => {
    const standing = Array.from({ length: 700 }, (_, i) => step("deauthorize", `vpc-${i}`));
    const { results, endedAt } = await runCut(standing, 50);
    expect(results.filter((r) => r === "remaining").length).toBe(99);
    expect(endedAt).toBe(60_100);
  });
});
