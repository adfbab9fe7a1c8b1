import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { forecastOf } from "../src/model/cost/forecast.ts";
import { planJson, reportJson } from "../src/model/render/json.ts";
import { createStage } from "./support/stage.ts";

/** docs/plan-json.md against what the program prints for the sample: made, and then without its spokes. */
const ROOT = new URL("../", import.meta.url);
const PAGE = readFileSync(new URL("docs/plan-json.md", ROOT), "utf8");
const WORLD = readFileSync(new URL("cmd/demo/world.yaml", ROOT), "utf8");
const SAMPLE = readdirSync(new URL("desired-state/", ROOT), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .map((path) => ({ path, text: readFileSync(new URL(`desired-state/${path}`, ROOT), "utf8") }));

type Json = Record<string, unknown>;

/** Of one section: its members, and those without a `?`. */
function documented(section: string): { all: string[]; always: string[] } {
  const [, body = ""] = PAGE.split(`\n## \`${section}\`\n`);
  const rows = [...(body.split("\n## ")[0] ?? "").matchAll(/^\| (`.*?`) \|/gm)].map(([, cell = ""]) => cell);
  const members = rows.flatMap((cell) => [...cell.matchAll(/`(\w+\??)`/g)].map(([, name = ""]) => name));
  return {
    all: members.map((name) => name.replace("?", "")),
    always: members.filter((name) => !name.endsWith("?")),
  };
}

function expectDocumented(section: string, objects: readonly Json[]): void {
  const { all, always } = documented(section);
  expect(always.length, section).toBeGreaterThan(0);
  for (const object of objects) {
    expect(all, section).toEqual(expect.arrayContaining(Object.keys(object)));
    expect(Object.keys(object), section).toEqual(expect.arrayContaining(always));
  }
}

const TABLE = {
  name: "t",
  region: "eu-west-1",
  leader: { label: "a", epoch: 1 },
  paused: { reason: "r", author: "a", since: 1 },
  lastGood: { url: "u", ref: "main", commit: "c" },
};

const plain = (value: object): Json => JSON.parse(JSON.stringify(value));

test("every member that plan and apply print is in docs/plan-json.md, and the page's members exist", async () => {
  const stage = createStage(WORLD, { throttling: false });
  const report = await stage.operator().apply(SAMPLE);
  const applied = plain(reportJson(report, forecastOf(report.plan.actions)));
  const fewer = await stage.operator().plan(SAMPLE.filter(({ path }) => !path.startsWith("spokes/")));
  const planned = plain(planJson(fewer, forecastOf(fewer.actions)));
  const only = [{ kind: "endpoint", name: "ssm" }] as const;
  const part = await stage.operator().plan(SAMPLE, { only });
  const partial = plain(planJson(part, forecastOf(part.actions)));
  expect(applied).toMatchObject({ version: 2, converged: true, interrupted: false });
  expect(planned.hubs).toMatchObject([{ removalsDigest: expect.stringMatching(/^[a-f][0-9a-f]{11}$/) }]);

  const fuller = plain(planJson(part, forecastOf(part.actions), TABLE));
  expectDocumented("plan", [planned, partial, fuller]);
  expectDocumented("table", [TABLE, { name: "t", region: "eu-west-1", unread: "denied" }]);
  expectDocumented("partial", [partial.partial as Json]);
  const ofApply = Object.entries(applied).filter(([name]) => !documented("plan").all.includes(name));
  expectDocumented("apply", [Object.fromEntries(ofApply)]);
  const list = (name: string) => [planned, applied].flatMap((each) => (each[name] ?? []) as Json[]);
  expectDocumented("actions[]", [...list("actions"), ...list("held")]);
  for (const name of ["findings", "names", "hubs", "outcomes", "unconfirmed"])
    expectDocumented(`${name}[]`, list(name));
  for (const name of ["actions", "held", "findings", "names", "hubs", "outcomes"])
    expect(list(name).length, name).toBeGreaterThan(0);
  expectDocumented("forecast", [planned.forecast as Json, applied.forecast as Json]);
});
