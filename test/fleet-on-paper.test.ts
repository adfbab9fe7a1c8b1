import { beforeAll, expect, test } from "vitest";
import { type Forecast, forecastOf } from "../src/model/cost/forecast.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { planMarkdown } from "../src/model/render/markdown.ts";
import { planText } from "../src/model/render/text.ts";
import { EXTERNAL_ID, fleet } from "./support/fleet.ts";
import { createStage, desiredFrom } from "./support/stage.ts";

/** 60 spokes × 40 services: 7,360 actions, which were 14,851 lines and 1.3 million characters of Markdown. */
const FLEET = fleet({ zones: 40, vpcs: 60, accounts: 60 });
const DESIRED = desiredFrom(FLEET.files);
const lines = (text: string) => text.trimEnd().split("\n");

let plan: Plan;
let forecast: Forecast;

beforeAll(async () => {
  const stage = createStage(FLEET.world, { throttling: false, quotas: { endpointsPerVpc: 100 } });
  plan = await stage.operator().plan(FLEET.files);
  forecast = forecastOf(plan.actions);
});

test("a new fleet is a plan that a person reads: 80 lines of 80 characters, every name in it", () => {
  const text = planText(plan, forecast, DESIRED);
  expect(lines(text).length).toBeLessThan(80);
  expect(Math.max(...lines(text).map((line) => line.length))).toBeLessThanOrEqual(80);
  for (const { name } of [...DESIRED.spokes, ...plan.names]) expect(text).toContain(name);
  expect(text.replaceAll("\n", " ")).toContain("2440 to add, 0 to change, 0 to remove; 0 withheld");
  expect(planMarkdown(plan, forecast, DESIRED).length).toBeLessThan(5_000);
});

test("--summary is a line or two for each spoke, --details names each association", () => {
  const summary = planText(plan, forecast, DESIRED, undefined, { detail: "summary", width: 120 });
  expect(lines(summary).length).toBeLessThan(80);
  expect(summary).toContain(
    "spoke spoke-0 (account 200000000000, vpc-0b000000000000000 in eu-west-1): 40 to add",
  );
  const all = planText(plan, forecast, DESIRED, undefined, { detail: "all", width: 200 });
  expect(all).toMatch(/spoke spoke-59 \(account 200000000059, vpc-0b\w+ in eu-west-1\): svc39\.eu-west-1\./);
  expect(lines(all).filter((line) => /spoke spoke-\d+ \(.*: svc/.test(line))).toHaveLength(2400);
});

test("a wrong ExternalId is said once, with how many spokes it touches", async () => {
  const files = FLEET.files.map((f) => ({ ...f, text: f.text.replace(EXTERNAL_ID, "another-one") }));
  const stage = createStage(FLEET.world, { throttling: false, quotas: { endpointsPerVpc: 100 } });
  const blind = await stage.operator().plan(files);
  expect(blind.findings.filter((f) => f.kind === "unknown").length).toBe(2400);
  const text = planText(blind, forecastOf(blind.actions), DESIRED);
  expect(text).toContain("60 spokes, 40 zones: spoke <spoke> in account <account> could");
  expect(text).toContain("1 unknown");
  expect(lines(text).length).toBeLessThan(100);
  expect(planMarkdown(blind, forecastOf(blind.actions), DESIRED).length).toBeLessThan(10_000);
});

test("a mistyped VPC of a spoke that shares 40 names is said in a few lines, and takes nothing away", async () => {
  const { files, world } = fleet({ zones: 40, vpcs: 2, accounts: 2 });
  const stage = createStage(world, { throttling: false });
  await stage.operator().apply(files);
  const wrong = files.map((f) => ({ ...f, text: f.text.replace(/vpc-0b0+1\b/, "vpc-0b0000000000000ff") }));
  const typo = await stage.operator().plan(wrong);
  expect(typo.actions).toEqual([]);
  const text = planText(typo, forecastOf(typo.actions), desiredFrom(wrong));
  expect(text.replaceAll(/\n +/g, " ")).toContain(
    "hub hub, 40 zones: vpc-0b000000000000001 is in no document",
  );
  expect(lines(text).length).toBeLessThan(60);
});
