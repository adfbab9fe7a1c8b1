import { describe, expect, test } from "vitest";
import { finding, propagate, said } from "../support/look.ts";
import { definitionsInMemory, OWN } from "../support/own-endpoint-scene.ts";
import { gapScene, publicSeconds, spellsOf } from "../support/own-gap-scene.ts";
import { associationsIn } from "../support/resolver-scene.ts";
import { ALPHA, beta, KMS, SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";

/** Where no rules can stand in, a spoke's own endpoint gives way to zones, and comes back, by a window (semantics 59). */

const own = ({ cloud }: Stage) => cloud.estate.network.endpoints.get(OWN);
const told = (spells: ReturnType<typeof spellsOf>) => spells.map((one) => one.said);

/** Passes until one has nothing to do; what each said. */
async function settle(stage: Stage, files: Files): Promise<string[]> {
  const words: string[] = [];
  for (let pass = 0; pass < 8; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files);
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    words.push(...said(plan));
    await propagate(stage);
    if (plan.actions.length === 0) return [...new Set(words)];
  }
  throw new Error(`it does not settle: ${words.join(", ")}`);
}

/** Minutes of passes, whatever becomes of them. */
async function passes(stage: Stage, files: Files, count: number) {
  const failures: string[] = [];
  for (let pass = 0; pass < count; pass++) {
    const { outcomes } = await stage.operator().apply(files);
    failures.push(...outcomes.flatMap(({ failure }) => failure?.error ?? []));
    await propagate(stage);
  }
  return failures;
}

/** Route 53 shows a change within a minute. */
const INSYNC_S = 60;

test.each([0, 40, 200])(
  "it is handed over by one pass, public for as long as AWS holds the name (%i s), and INSYNC",
  async (seconds) => {
    const { stage, files } = await gapScene({}, { privateDnsReleaseMs: seconds * 1000 });
    const spells = spellsOf(stage);
    const words = await settle(stage, files());
    expect(words).toContain("window OwnEndpointGap");
    expect(words).toContain("note SourceChanges");
    expect(told(spells)).toEqual(["10.1.", "public", "10.0."]);
    expect(Math.max(...publicSeconds(spells))).toBeLessThanOrEqual(seconds + 5 + INSYNC_S);
    expect(own(stage)).toMatchObject({ privateDns: false });
    expect(own(stage)?.tags.get("vpceop/handed-over")).toMatch(/^network-platform \d{4}-.*Z$/);
    expect(associationsIn(stage)).toEqual([]);
  },
);

test("nobody else's names become public, nor others of this VPC's", async () => {
  const { stage, files } = await gapScene({}, { privateDnsReleaseMs: 90_000 });
  const [hub, ssm, alpha] = files();
  const shared = { path: "endpoint-kms.yaml", text: ssm?.text.replaceAll('"ssm"', '"kms"') ?? "" };
  const before = [hub, ssm, shared, beta()] as Files;
  await settle(stage, [
    ...before,
    files({ redundantEndpoints: "keep", endpoints: { names: ["kms"] } })[2],
  ] as Files);
  const others = [spellsOf(stage, ALPHA.vpc, KMS), spellsOf(stage, "vpc-0b00000000000000b", SSM)];
  await settle(stage, [...before, alpha] as Files);
  expect(others.map(told)).toEqual([["10.0."], ["10.0."]]);
});

test("AWS holds the name for longer than anybody waits in a pass: the next one goes on, first of all", async () => {
  const { stage, files } = await gapScene({}, { privateDnsReleaseMs: 8 * 60_000 });
  const spells = spellsOf(stage);
  const failures = await passes(stage, files(), 1);
  expect(failures).toEqual(["ConflictingDomainExists"]);
  const { plan } = await stage.operator().apply(files());
  expect(said(plan)).toContain("window OwnEndpointGap");
  expect(finding(plan, "OwnEndpointGap").message).toContain(`${SSM} is public in ${ALPHA.vpc} since`);
  await propagate(stage);
  expect(told(spells)).toEqual(["10.1.", "public", "10.0."]);
  expect(Math.max(...publicSeconds(spells))).toBeLessThanOrEqual(8 * 60 + 10 + INSYNC_S);
});

describe("before anything is public the joining is tried", () => {
  test.each([
    ["AssociateVPCWithHostedZone", ALPHA.account],
    ["CreateVPCAssociationAuthorization", undefined],
    ["CreateTags", ALPHA.account],
  ])("who may not %s keeps the endpoint", async (operation, account) => {
    const { stage, files } = await gapScene();
    stage.cloud.faults.add({ fault: "deny", operation, ...(account && { account }) });
    const spells = spellsOf(stage);
    expect(await passes(stage, files(), 2)).not.toEqual([]);
    expect(told(spells)).toEqual(["10.1."]);
    expect(own(stage)).toMatchObject({ privateDns: true });
  });
});

test("an account that denies in the middle of the window: it is told, and the next pass that may goes on", async () => {
  const { stage, files } = await gapScene({}, { privateDnsReleaseMs: 60_000 });
  const spells = spellsOf(stage);
  let mend: (() => unknown) | undefined;
  stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "ModifyVpcEndpoint" || mend) return;
    mend = stage.cloud.faults.add({ fault: "deny", account: ALPHA.account, operation: "write" });
  });
  expect(await passes(stage, files(), 1)).toContain("AccessDenied");
  const { plan } = await stage
    .operator()
    .plan(files())
    .then((one) => ({ plan: one }));
  expect(said(plan)).toContain("window OwnEndpointGap");
  expect(told(spells)).toEqual(["10.1.", "public"]);
  mend?.();
  await passes(stage, files(), 1);
  expect(told(spells)).toEqual(["10.1.", "public", "10.0."]);
});

test("throttled in the window, the joining goes before all others' work", async () => {
  const { stage, files } = await gapScene({}, { privateDnsReleaseMs: 20_000 });
  const spells = spellsOf(stage);
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "ModifyVpcEndpoint")
      stage.cloud.faults.add({ fault: "throttle", operation: "AssociateVPCWithHostedZone", times: 6 });
  });
  await settle(stage, files());
  expect(told(spells)).toEqual(["10.1.", "public", "10.0."]);
  expect(Math.max(...publicSeconds(spells))).toBeLessThanOrEqual(20 + 60 + INSYNC_S);
});

test.each([
  ["when the document says keep", { redundantEndpoints: "keep" }],
  ["when it shares nothing any more", { redundantEndpoints: "keep", endpoints: "none" }],
])("it comes back by a window %s", async (_, spec) => {
  const { stage, files } = await gapScene({}, { privateDnsReadyMs: 120_000 });
  await settle(stage, files());
  const spells = spellsOf(stage);
  const words = await settle(stage, files(spec));
  expect(words).toContain("window OwnEndpointGap");
  expect(told(spells)).toEqual(["10.0.", "public", "10.1."]);
  expect(Math.max(...publicSeconds(spells))).toBeLessThanOrEqual(120 + 5 + INSYNC_S);
  expect(own(stage)).toMatchObject({ privateDns: true });
  expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(false);
});

test.each([
  ["says keep, and accepts no gap", { redundantEndpoints: "keep", allowGap: false }],
  [
    "shares nothing any more, and accepts no gap",
    { redundantEndpoints: "keep", allowGap: false, endpoints: "none" },
  ],
])("where the document %s, it stays handed over and served, pass after pass", async (_, spec) => {
  const { stage, files } = await gapScene();
  await settle(stage, files());
  const spells = spellsOf(stage);
  stage.cloud.calls.clear();
  const { plan } = await stage.operator().apply(files(spec));
  expect(said(plan)).toContain("withheld OwnEndpointWaits");
  expect(await passes(stage, files(spec), 3)).toEqual([]);
  expect(stage.cloud.calls.list({ write: true })).toEqual([]);
  expect(told(spells)).toEqual(["10.0."]);
});

test("with a table, a document that is gone accepts no gap either, and one that accepts it brings the endpoint back", async () => {
  const { stage, files } = await gapScene({}, {}, { table: { name: "vpce-operator" } });
  const { kept, store } = definitionsInMemory();
  const pass = async (all: Files) => {
    const { plan } = await stage.operator({ definitions: store }).apply(all);
    await propagate(stage);
    return plan;
  };
  for (let n = 0; n < 3; n++) await pass(files());
  const spells = spellsOf(stage);
  expect(said(await pass(files().slice(0, 2)))).toEqual([
    "withheld SwitchWaits",
    "withheld OwnEndpointWaits",
  ]);
  expect(told(spells)).toEqual(["10.0."]);
  for (let n = 0; n < 3; n++) await pass(files({ redundantEndpoints: "keep" }));
  expect(told(spells)).toEqual(["10.0.", "public", "10.1."]);
  expect(kept.size).toBe(0);
});

test("it is deleted when it has lingered, by what zones serve", async () => {
  const { stage, files } = await gapScene();
  const { kept, store } = definitionsInMemory();
  const pass = () => stage.operator({ definitions: store }).apply(files());
  for (let n = 0; n < 3; n++) {
    await pass();
    await propagate(stage);
  }
  const spells = spellsOf(stage);
  await stage.clock.run(stage.clock.sleep(24 * 3_600_000));
  const { plan, outcomes } = await pass();
  expect(plan.actions.map(({ kind }) => kind)).toEqual(["awaitInsync", "deleteOwn"]);
  expect(outcomes.map(({ result }) => result)).toEqual(["done", "done"]);
  await stage.clock.run(stage.clock.sleep(120_000));
  expect((await pass()).plan.actions).toEqual([]);
  expect(own(stage)).toBeUndefined();
  expect(kept.get(OWN)).toMatchObject({ isDeleted: true });
  expect(told(spells)).toEqual(["10.0."]);
});
