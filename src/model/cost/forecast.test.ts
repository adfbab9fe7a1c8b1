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
  const nothing = { calls: 0, writes: 0, reads: 0, seconds: 0, readSeconds: 0, accounts: [] };
  expect(forecastOf([])).toEqual(nothing);
});

it("the slowest bucket decides, and the reads before take from the account's", () => {
  const { seconds, accounts, writes } = forecastOf(removals(100));
  expect(writes).toBe(100);
  expect(seconds).toBeCloseTo((100 - 10) / 5, -1); // burst 10, 5 a second
  expect(accounts).toEqual([expect.objectContaining({ account: HUB, calls: 100 })]);
  const grants = Array.from({ length: 60 }, (_, i) => step("authorize", "z", `vpc-${i}`));
  const reads = new Map([[HUB, 45]]);
  expect(forecastOf(grants).accounts[0]?.seconds).toBeCloseTo((60 - 50) / 10 + 0.3, 1);
  expect(forecastOf(grants, undefined, { reads }).accounts[0]?.seconds).toBeCloseTo((105 - 50) / 10 + 0.3, 1);
  const afterReads = forecastOf(removals(20), undefined, { reads: new Map([[HUB, 150]]) });
  expect(afterReads.seconds).toBeGreaterThan((150 - 50) / 10 + (20 - 10) / 5);
});

it("the reads before are counted, and timed apart from what follows them", () => {
  const reads = new Map([
    [HUB, 150],
    ["spoke", 3],
  ]);
  const forecast = forecastOf(removals(20), undefined, { reads, spreadSeconds: 0, latencySeconds: 0 });
  expect(forecast).toMatchObject({ calls: 20, writes: 20, reads: 153 });
  expect(forecast.readSeconds).toBeCloseTo((150 - 50) / 10, 0);
  expect(forecast.seconds - forecast.readSeconds).toBeCloseTo((20 - 10) / 5, 0);
  expect(forecast.accounts).toEqual([
    { account: HUB, calls: 20, reads: 150, seconds: expect.closeTo(forecast.seconds, 0) },
    { account: "spoke", calls: 0, reads: 3, seconds: 0 },
  ]);
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
