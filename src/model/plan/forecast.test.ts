import { expect, it } from "vitest";
import { type Action, actionKey, type ZoneAction } from "../action.ts";
import { forecastOf } from "./forecast.ts";

const HUB = "111111111111";
type Kind = "authorize" | "associate" | "deauthorize" | "disassociate" | "awaitInsync";

function step(kind: Kind, zone: string, vpc: string, account = HUB, after: readonly Action[] = []): Action {
  const place = { key: zone, name: zone } as ZoneAction["zone"];
  const ref = { id: vpc, region: "eu-west-1" } as Extract<ZoneAction, { kind: "authorize" }>["vpc"];
  const keys = after.map((a) => a.key);
  const key = actionKey(kind, place, ref);
  return { kind, key, zone: place, vpc: ref, account, after: keys } as unknown as Action;
}

const removals = (count: number) =>
  Array.from({ length: count }, (_, i) => step("disassociate", `z${i}`, "vpc-1"));

it("a plan without actions takes no time", () => {
  expect(forecastOf([])).toEqual({ calls: 0, writes: 0, seconds: 0, accounts: [] });
});

it("the slowest bucket decides, and the reads before take from the account's", () => {
  const { seconds, accounts, writes } = forecastOf(removals(100));
  expect(writes).toBe(100);
  expect(seconds).toBeCloseTo((100 - 10) / 5, -1); // burst 10, 5 a second
  expect(accounts).toEqual([expect.objectContaining({ account: HUB, calls: 100 })]);
  const afterReads = forecastOf(removals(20), undefined, { reads: new Map([[HUB, 150]]) });
  expect(afterReads.seconds).toBeGreaterThan((150 - 50) / 10 + (20 - 10) / 5);
});

it("what follows INSYNC comes after it, one by one in each zone; accounts work beside each other", () => {
  const first = step("disassociate", "z", "vpc-x");
  const wait = step("awaitInsync", "z", "vpc-0", HUB, [first]);
  const joins = Array.from({ length: 50 }, (_, i) =>
    step("associate", "z", `vpc-${i}`, `spoke-${i}`, [wait]),
  );
  const { seconds } = forecastOf([first, wait, ...joins], undefined, {
    insyncSeconds: 30,
    latencySeconds: 0.1,
  });
  expect(seconds).toBeGreaterThanOrEqual(30 + 50 * 0.1);
  expect(seconds).toBeLessThan(30 + 50 * 0.1 + 2);
});
