import { expect, test } from "vitest";
import { EMPTY_FLEET, type Status } from "../../model/status/status.ts";
import { createEmf } from "./emf.ts";
import { createMetrics } from "./metrics.ts";

const LEADING: Status = {
  version: 1,
  at: 0,
  process: { label: "one", state: "leading", since: 0, version: "0.1.0" },
  source: { name: "folder", lastApplied: { revision: "a", at: 1000 } },
  requests: [],
  ...EMPTY_FLEET,
  findings: [
    { kind: "withheld", reason: "Shadows", count: 3 },
    { kind: "withheld", reason: "LastVpc", count: 1 },
  ],
};

function emfOf(status: Status) {
  const sources = { callsMade: () => [], gateWaitedMs: () => 0 };
  const metrics = createMetrics({ now: () => 61_000, status: () => status, ...sources });
  return { ...metrics, ...createEmf(metrics.registry, "endpoints") };
}

test("a line is what AWS's specification asks for: one directive, its metrics beside it, one dimension", async () => {
  const { line } = emfOf(LEADING);
  const text = await line(5000.4);
  expect(text).not.toContain("\n");
  const { _aws, Fleet, ...values } = JSON.parse(text);
  expect(_aws.Timestamp).toBe(5000);
  const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
  expect([Namespace, Dimensions, Fleet]).toEqual(["VpceOperator", [["Fleet"]], "endpoints"]);
  expect(Metrics.length).toBeLessThanOrEqual(100);
  expect(Metrics.map(({ Name }: { Name: string }) => Name)).toEqual(Object.keys(values));
  for (const { Unit } of Metrics) expect(["Count", "Seconds", "None"]).toContain(Unit);
  for (const value of Object.values(values)) expect(value).toBeTypeOf("number");
  expect(values).toMatchObject({ Withheld: 4, AppliedAge: 60, Leading: 1, PassesFailed: 0 });
});

test("what is counted is told as what came since the line before", async () => {
  const { line, passEnded } = emfOf(LEADING);
  const failed = { result: "failed", seconds: 1, actions: [], repaired: 2 } as const;
  const repaired = async () => JSON.parse(await line(0)).DriftRepaired;
  passEnded(failed);
  passEnded(failed);
  expect(await repaired()).toBe(4);
  expect(await repaired()).toBe(0);
  passEnded(failed);
  expect(await repaired()).toBe(2);
});

test("an instance that stands by tells nothing of the fleet, so that sums are right", async () => {
  const { line } = emfOf({ ...LEADING, process: { ...LEADING.process, state: "standby" } });
  const values = JSON.parse(await line(0));
  expect(values).toMatchObject({ Leading: 0, LeaseHeld: 0 });
  for (const name of ["Withheld", "AppliedAge", "SpokesReady", "NamesServed"])
    expect(values).not.toHaveProperty(name);
});
