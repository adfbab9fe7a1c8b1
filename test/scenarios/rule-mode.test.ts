import { expect, test } from "vitest";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { answer, propagate, said } from "../support/look.ts";
import {
  associationsIn,
  ruleByHand,
  ruleHub,
  rulesIn,
  sharedBy,
  withResolver,
} from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, endpoint, KMS, LOCAL, local, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

const STATES = `states.eu-west-1.amazonaws.com`;

function stageOf(parts: Parameters<typeof world>[0] = {}): Stage {
  return createStage(world({ isOrganized: true, ...parts }));
}

/** Passes until one has nothing to do; as many as it took. */
async function settle(stage: Stage, files: Files): Promise<number> {
  for (let pass = 1; pass < 10; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files);
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    await propagate(stage);
    if (plan.actions.length === 0) return pass - 1;
  }
  throw new Error("it does not settle");
}

test("semantics 46: rules are made and shared, one spoke goes first, and the others when it is seen served", async () => {
  const stage = stageOf();
  const files = [ruleHub(await withResolver(stage)), sharedBy("ssm"), alpha(), beta()];
  const served = () => [ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM));
  const passes: string[][] = [];
  for (let pass = 0; pass < 4; pass++) {
    const { plan } = await stage.operator().apply(files);
    await propagate(stage);
    passes.push([...served(), ...new Set(plan.findings.map(({ reason }) => reason))]);
  }
  expect(passes).toEqual([
    ["public", "public", "ViewNotReady"],
    ["rule", "public", "FirstUse", "HopUnread", "ResolverCapacity"],
    ["rule", "rule", "HopUnread", "ResolverCapacity"],
    ["rule", "rule"],
  ]);
});

test("a fleet of rule mode at rest is read by one list of associations an account, and gets nothing", async () => {
  const stage = stageOf();
  const files = [ruleHub(await withResolver(stage)), sharedBy("ssm"), alpha(), beta()];
  await settle(stage, files);
  const operator = stage.operator();
  const { actions, findings } = await operator.plan(files);
  expect([actions, findings]).toEqual([[], []]);
  const inSpokes = operator.accounts.callsMade().filter(({ account }) => account === ALPHA.account);
  expect(inSpokes.map(({ operation, count }) => [operation, count])).toEqual([
    ["GetCallerIdentity", 1],
    ["ListResolverRuleAssociations", 1],
  ]);
});

test("a spoke of the hub's own account needs no share", async () => {
  const stage = stageOf();
  const files = [ruleHub(await withResolver(stage)), sharedBy("ssm"), local()];
  await settle(stage, files);
  expect(answer(stage, LOCAL.vpc, SSM)).toBe("rule");
  expect([...stage.cloud.estate.ram.shares.values()]).toEqual([]);
});

test("semantics 54: spokes that share nothing leave, then the rule goes, and its share's members", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  await settle(stage, [ruleHub(scene), sharedBy("ssm"), sharedBy("kms"), alpha(), beta()]);
  const none = { endpoints: "none" } as const;
  const generous = { guard: { maxRemovalPercent: 100 } };
  await settle(stage, [ruleHub(scene, generous), sharedBy("ssm"), sharedBy("kms"), alpha(none), beta(none)]);
  expect([ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM))).toEqual(["public", "public"]);
  expect(associationsIn(stage)).toEqual([]);
  expect([...stage.cloud.estate.resolver.rules.values()].map(({ domainName }) => domainName)).toEqual([]);
});

test("semantics 64: a spoke whose document is gone leaves, found through its account's place in the share", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  await settle(stage, [ruleHub(scene), sharedBy("ssm"), alpha(), beta()]);
  await settle(stage, [ruleHub(scene), sharedBy("ssm"), alpha()]);
  expect([ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM))).toEqual(["rule", "public"]);
});

test("semantics 64: and one of the hub's own account, with which nobody shares", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  await settle(stage, [ruleHub(scene), sharedBy("ssm"), alpha(), local()]);
  await settle(stage, [ruleHub(scene), sharedBy("ssm"), alpha()]);
  expect([ALPHA, LOCAL].map(({ vpc }) => answer(stage, vpc, SSM))).toEqual(["rule", "public"]);
});

test("semantics 25: of two spokes, the document of both gone, one leaves and the guard holds the other", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  const before = [ruleHub(scene), sharedBy("ssm"), alpha(), beta(), local()];
  await settle(stage, before);
  const { plan } = await stage.operator().apply([ruleHub(scene), sharedBy("ssm"), local()]);
  expect(said(plan)).toContain("withheld TooManyRemovals");
  expect([ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM))).toEqual(["rule", "rule"]);
});

test("semantics 57: one rule moves every name of the Region, what is excepted stays as it was", async () => {
  const stage = stageOf({ services: { states: [STATES] } });
  const scene = await withResolver(stage);
  const regional = { rules: "regional", regional: { accept: true, except: [STATES] } };
  const files = [ruleHub(scene, {}, regional), endpoint("kms", { hubPrivateDns: "off" }), alpha()];
  await settle(stage, files.slice(0, 2));
  expect((await stage.operator().plan(files)).names).toMatchObject([{ name: KMS, state: "shared" }]);
  await settle(stage, files);
  expect([KMS, SSM, STATES].map((name) => answer(stage, ALPHA.vpc, name))).toEqual([
    "rule",
    "rule",
    "public",
  ]);
});

test("semantics 48: where the hub keeps its private DNS and every spoke is of rule mode, no zone is made, nor missed", async () => {
  const stage = stageOf({ endpoints: [{ id: "vpce-0e000000000000001", service: "ssm", privateDns: true }] });
  const scene = await withResolver(stage);
  const files = [ruleHub(scene), endpoint("ssm", { hubPrivateDns: "keep" }), alpha()];
  await settle(stage, files);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
  expect([...stage.cloud.estate.zones.byId.values()]).toEqual([]);
  expect((await stage.operator().plan(files)).names).toMatchObject([{ name: SSM, state: "shared" }]);
});

test("semantics 47: a view VPC of its own joins the zones that rule spokes need, and stays while they do", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage, LOCAL.vpc);
  await settle(stage, [ruleHub(scene), endpoint("ssm", { hubPrivateDns: "keep" }), alpha()]);
  expect([ALPHA, LOCAL].map(({ vpc }) => answer(stage, vpc, SSM))).toEqual(["rule", "10.0.0.4 10.0.1.4"]);
});

test("semantics 58: a mixed fleet, one spoke by zone and one by rule, in which each takes the other's mode", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  const files = (ofAlpha: string, ofBeta: string) => [
    ruleHub(scene),
    sharedBy("ssm"),
    alpha({ mode: ofAlpha }),
    beta({ mode: ofBeta }),
  ];
  await settle(stage, files("phz-association", "resolver-rule"));
  const answers = () => [ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM));
  const before = answers();
  expect(before).toEqual(["10.0.0.4 10.0.1.4", "rule"]);
  await settle(stage, files("resolver-rule", "phz-association"));
  expect(answers()).toEqual(before.toReversed());
});

test("semantics 63: a rule of others that leads to the same addresses serves in place of ours, and nothing of it is changed", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  await ruleByHand(stage, scene, SSM);
  await settle(stage, [ruleHub(scene, {}, { adoptRules: true }), sharedBy("ssm"), alpha()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
  expect(rulesIn(stage)).toEqual(["by hand"]);
});

test("semantics 46: a process that goes on waits until it has seen the first spoke served for five minutes", async () => {
  const stage = stageOf();
  const files = [ruleHub(await withResolver(stage)), sharedBy("ssm"), alpha(), beta()];
  const daemon = stage.operator({ memory: createMemory(stage.clock) });
  const served: string[] = [];
  for (let minute = 0; minute < 9; minute++) {
    await daemon.apply(files);
    await propagate(stage);
    served.push([ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM)).join(" "));
  }
  const alone = served.filter((both) => both === "rule public").length;
  expect(alone).toBeGreaterThanOrEqual(5);
  expect(served.at(-1)).toBe("rule rule");
});

test("a fleet of rule mode that ended begins anew, though RAM remembers the share that is gone", async () => {
  const stage = stageOf();
  const files = [ruleHub(await withResolver(stage)), sharedBy("ssm"), alpha()];
  await settle(stage, files);
  await settle(stage, [files[0] as Files[number], sharedBy("ssm"), alpha({ endpoints: "none" })]);
  expect([...stage.cloud.estate.ram.shares.values()].map(({ ends }) => ends !== undefined)).toEqual([true]);
  await settle(stage, files);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
});
