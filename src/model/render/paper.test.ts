import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import type { Forecast } from "../cost/forecast.ts";
import type { Desired } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import type { Plan } from "../plan/plan.ts";
import { CHARACTERS_MAX, planMarkdown } from "./markdown.ts";
import { planText } from "./text.ts";
import { wrap } from "./wrap.ts";

const NOTHING: Forecast = { calls: 0, writes: 0, reads: 0, seconds: 0, readSeconds: 0, accounts: [] };
const EMPTY: Plan = { actions: [], held: [], findings: [], names: [], hubCounts: [] };
const NOBODY = { hubs: [], endpoints: [], spokes: [] } as unknown as Desired;

const text = (plan: Partial<Plan>) => planText({ ...EMPTY, ...plan }, NOTHING, NOBODY);
const markdown = (plan: Partial<Plan>, options = {}) =>
  planMarkdown({ ...EMPTY, ...plan }, NOTHING, NOBODY, options);

const finding = (kind: Finding["kind"], i = 0) =>
  ({
    kind,
    reason: `R${i}`,
    hub: "net-hub",
    message: `message ${i} ${"of some length ".repeat(20)}`,
    todo: "mend",
  }) as unknown as Finding;
const leave = (zone: string, vpc: string) =>
  ({
    kind: "disassociate",
    removal: true,
    key: `disassociate ${zone} ${vpc}`,
    hub: "net-hub",
    account: "1",
    after: [],
    zone: { key: zone, name: zone },
    vpc: { id: vpc, region: "eu" },
    because: `no document wants ${vpc} in ${zone}`,
  }) as unknown as Action;

test.each<[string, Partial<Plan>, boolean]>([
  ["an empty plan", {}, true],
  ["a note", { findings: [finding("note")] }, true],
  ["what could not be seen", { findings: [finding("unknown")] }, false],
  ["a conflict", { findings: [finding("conflict")] }, false],
  ["something withheld", { findings: [finding("withheld")] }, false],
  ["a removal that is held back", { held: [leave("ssm", "vpc-1")] }, false],
])("with %s, 'Nothing to change' is said where it is true: %o", (_, plan, isSaid) => {
  for (const said of [text(plan), markdown(plan)]) expect(said.includes("Nothing to change")).toBe(isSaid);
});

test("what a rollout holds back is not told as removals", () => {
  const held = [{ ...leave("ssm", "vpc-1"), kind: "associate", removal: undefined } as unknown as Action];
  expect(text({ held })).toMatch(/^Held back\n[\s\S]*; 1 step held back, /);
});

test("removals that are held back are summarised", () => {
  const held = ["ssm", "kms"].flatMap((zone) => ["vpc-1", "vpc-2", "vpc-3"].map((vpc) => leave(zone, vpc)));
  expect(text({ held })).toContain(`Removals held back
  - disassociate 3 VPCs from 2 zones each (6 in all)
      VPCs: vpc-1, vpc-2, vpc-3
      zones: ssm, kms
      no document wants <vpc> in <zone>

Nothing is done for 0 hubs, 0 endpoints, 0 spokes; 6 removals held back, `);
});

test("Resolver endpoints that are made are told in the line itself, and not as services", () => {
  const make = (direction: "INBOUND" | "OUTBOUND") =>
    ({
      kind: "createResolverEndpoint",
      key: direction,
      hub: "net-hub",
      account: "1",
      after: [],
      resolverEndpoint: { key: direction, direction },
      spec: { addresses: [{ subnet: "subnet-1" }], securityGroups: [] },
      because: "documents have it made",
    }) as unknown as Action;
  const told = text({ actions: [make("INBOUND"), make("OUTBOUND")] }).replace(/\n +/g, " ");
  expect(told).toMatch(
    /create an inbound Resolver endpoint in subnet-1; create an outbound [^\n]* documents have it made/,
  );
  expect(told).not.toContain("services:");
});

test("the last line counts by kind, and says so where nothing is removed", () => {
  const actions = [
    leave("ssm", "vpc-1"),
    { ...leave("kms", "vpc-1"), kind: "associate", key: "a" } as Action,
  ];
  expect(text({ actions }).replaceAll("\n", " ")).toContain("1 to add, 0 to change, 1 to remove; 0 withheld");
});

test("all: each step stands below the line that counts them", () => {
  const actions = ["vpc-1", "vpc-2"].map((vpc) => leave("ssm", vpc));
  const all = planText({ ...EMPTY, actions }, NOTHING, NOBODY, undefined, { detail: "all" });
  expect(all).toContain("      VPC vpc-1 in eu: ssm\n      VPC vpc-2 in eu: ssm\n");
});

test("Markdown stays under what a comment takes, and says where the rest is", () => {
  const few = markdown({ findings: [finding("unknown", 1)], actions: [leave("ssm", "vpc-1")] });
  expect(few).toContain("`--output json`");
  const spread = Array.from({ length: 4000 }, (_, i) => leave(`zone-${i % 61}`, `vpc-${i % 127}`));
  const many = Array.from({ length: 2000 }, (_, i) => finding("withheld", i));
  for (const plan of [{ actions: spread }, { findings: many }, { actions: spread, findings: many }]) {
    for (const detail of ["all", "folded"] as const) {
      const page = markdown(plan, { detail });
      expect(page.length).toBeLessThanOrEqual(CHARACTERS_MAX);
      expect(page).toContain("`--output json`");
    }
  }
  expect(markdown({ findings: many })).toContain("… and 1990 more");
});

test("words wrap at the width, with an indent, and a word that is too long stays whole", () => {
  expect(wrap("one two three", 9, "- ")).toEqual(["- one two", "  three"]);
  expect(wrap("a-name-that-is-long b", 6, "")).toEqual(["a-name-that-is-long", "b"]);
  expect(
    planText(EMPTY, NOTHING, NOBODY, undefined, { width: 30 })
      .split("\n")
      .every((l) => l.length <= 30),
  ).toBe(true);
});
