import { expect, it } from "vitest";
import type { Action } from "../action/action.ts";
import { actionKey, type ZoneAction } from "../action/zone.ts";
import { forecastOf } from "./forecast.ts";
import type { CallCount } from "./rates.ts";

const HUB = "111111111111";
type Kind = "authorize" | "associate" | "deauthorize" | "disassociate" | "awaitInsync";

function step(kind: Kind, zone: string, vpc: string, account = HUB, after: readonly Action[] = []): Action {
  const place = { key: zone, name: zone } as ZoneAction["zone"];
  const ref = { id: vpc, region: "eu-west-1" } as Extract<ZoneAction, { kind: "authorize" }>["vpc"];
  const keys = after.map((a) => a.key);
  const key = actionKey(kind, place, ref);
  return { kind, key, zone: place, vpc: ref, account, after: keys } as unknown as Action;
}

const readsOf = (account: string, count: number, more: Partial<CallCount> = {}): CallCount => ({
  account,
  service: "route53",
  region: "",
  operation: "ListResourceRecordSets",
  count,
  ...more,
});

const removals = (count: number) =>
  Array.from({ length: count }, (_, i) => step("disassociate", `z${i}`, "vpc-1"));

function endpoints(count: number): Action[] {
  return Array.from({ length: count }, (_, i) => endpointStep("createEndpoint", i));
}

function endpointStep(kind: "createEndpoint" | "awaitEndpoint", i: number, after: string[] = []): Action {
  const target = { key: `hub/default/svc${i}`, service: `svc${i}`, region: "eu-west-1" };
  return { kind, key: `${kind} ${target.key}`, target, account: HUB, after } as unknown as Action;
}

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
  const reads = [readsOf(HUB, 45)];
  expect(forecastOf(grants).accounts[0]?.seconds).toBeCloseTo((60 - 50) / 10 + 0.3, 1);
  expect(forecastOf(grants, undefined, { reads }).accounts[0]?.seconds).toBeCloseTo((105 - 50) / 10 + 0.3, 1);
  const afterReads = forecastOf(removals(20), undefined, { reads: [readsOf(HUB, 150)] });
  expect(afterReads.seconds).toBeGreaterThan((150 - 50) / 10 + (20 - 10) / 5);
});

it("the reads before are counted, and timed apart from what follows them", () => {
  const reads = [readsOf(HUB, 150), readsOf("spoke", 3)];
  const forecast = forecastOf(removals(20), undefined, { reads, spreadSeconds: 0, latencySeconds: 0 });
  expect(forecast).toMatchObject({ calls: 20, writes: 20, reads: 153 });
  expect(forecast.readSeconds).toBeCloseTo((150 - 50) / 10, 0);
  expect(forecast.seconds - forecast.readSeconds).toBeCloseTo((20 - 10) / 5, 0);
  expect(forecast.accounts).toEqual([
    expect.objectContaining({ account: HUB, calls: 20, reads: 150 }),
    expect.objectContaining({ account: "spoke", calls: 0, reads: 3, seconds: 0 }),
  ]);
  expect(forecast.accounts[0]?.seconds).toBeCloseTo(forecast.seconds, 0);
});

it("what follows INSYNC comes after it, one by one in each zone; accounts work beside each other", () => {
  const first = step("disassociate", "z", "vpc-x");
  const wait = step("awaitInsync", "z", "vpc-0", HUB, [first]);
  const joins = Array.from({ length: 50 }, (_, i) =>
    step("associate", "z", `vpc-${i}`, `spoke-${i}`, [wait]),
  );
  const { seconds } = forecastOf([first, wait, ...joins], undefined, {
    waits: { insync: 30 },
    latencySeconds: 0.1,
  });
  expect(seconds).toBeGreaterThanOrEqual(30 + 50 * 0.1);
  expect(seconds).toBeLessThan(30 + 50 * 0.1 + 2);
});

it("calls and reads are told for each service, at its own rates; those for credentials are not counted", () => {
  const reads = [
    readsOf(HUB, 4),
    readsOf(HUB, 40, { service: "resolver", region: "eu-west-1", operation: "ListResolverRuleAssociations" }),
    readsOf("own", 9, { service: "sts", operation: "AssumeRole" }),
  ];
  const forecast = forecastOf([...removals(3), ...endpoints(34)], undefined, { reads, spreadSeconds: 0 });
  const [creating, listing] = [(34 - 4) / (0.3 * 0.995), (40 - 5) / (5 * 0.995)];
  expect(forecast).toMatchObject({ calls: 71, reads: 44, readSeconds: expect.closeTo(listing, 0) });
  expect(forecast.accounts).toEqual([
    {
      account: HUB,
      calls: 71,
      reads: 44,
      seconds: expect.closeTo(creating + listing, 0),
      services: [
        { service: "ec2", calls: 68, reads: 0, seconds: expect.closeTo(creating, 0) },
        { service: "resolver", calls: 0, reads: 40, seconds: expect.closeTo(listing, 0) },
        { service: "route53", calls: 3, reads: 4, seconds: 0 },
      ],
    },
  ]);
});
