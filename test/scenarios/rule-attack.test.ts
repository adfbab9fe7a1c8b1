import { expect, test } from "vitest";
import { answer, propagate, said } from "../support/look.ts";
import { associationsIn, ruleHub, rulesIn, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";

/** What a spoke resolves by a rule it goes on resolving, whatever is written, seen or denied. */

const REGIONAL = { rules: "regional", regional: { accept: true, except: [] } };
const GENEROUS = { guard: { maxRemovalPercent: 100 } };
const VPCS = [ALPHA.vpc, BETA.vpc];

async function passes(stage: Stage, files: Files, count = 4): Promise<string[]> {
  const findings: string[] = [];
  for (let pass = 0; pass < count; pass++) {
    const { plan } = await stage.operator().apply(files);
    findings.push(...said(plan));
    await propagate(stage);
  }
  return [...new Set(findings)];
}

/** The clock moves by seconds, so that what was seen at each of its steps is all that was. */
async function passAndLook(stage: Stage, files: Files): Promise<void> {
  const ends = new AbortController();
  const ticking = (async () => {
    while (!ends.signal.aborted) await stage.clock.sleep(1000, ends.signal);
  })();
  await stage.operator().apply(files);
  await stage.clock.run(stage.clock.sleep(120_000));
  ends.abort();
  await ticking;
}

async function served(
  files: (hub: typeof ruleHub) => (scene: Awaited<ReturnType<typeof withResolver>>) => Files,
) {
  const stage = createStage(world({ isOrganized: true }));
  const scene = await withResolver(stage);
  await passes(stage, files(ruleHub)(scene));
  expect(VPCS.map((vpc) => answer(stage, vpc, SSM))).toEqual(["rule", "rule"]);
  return { stage, scene, worse: watchPrivate(stage, VPCS, [SSM]).worse };
}

const perName = () => served((hub) => (scene) => [hub(scene, GENEROUS), sharedBy("ssm"), alpha(), beta()]);

test("semantics 58: from a rule for each name to the Region's and back, no name is public in between", async () => {
  const { stage, scene, worse } = await perName();
  const rest = [sharedBy("ssm"), alpha(), beta()];
  await passes(stage, [ruleHub(scene, GENEROUS, REGIONAL), ...rest], 8);
  expect(associationsIn(stage)).toHaveLength(2);
  await passes(stage, [ruleHub(scene, GENEROUS), ...rest], 8);
  expect(associationsIn(stage)).toHaveLength(2);
  expect([...worse]).toEqual([]);
});

test("semantics 57: a fleet that leaves the Region's rule for one of each name stays private meanwhile", async () => {
  const { stage, scene, worse } = await served((hub) => (at) => [
    hub(at, GENEROUS, REGIONAL),
    sharedBy("ssm"),
    alpha(),
    beta(),
  ]);
  await passes(stage, [ruleHub(scene, GENEROUS), sharedBy("ssm"), alpha(), beta()]);
  expect([...worse]).toEqual([]);
});

test("semantics 47: a suspended spoke keeps its rule, and so the zone behind it, when the endpoint's document goes", async () => {
  const { stage, scene, worse } = await perName();
  const findings = await passes(stage, [
    ruleHub(scene, GENEROUS),
    alpha({ suspend: true }),
    beta({ suspend: true }),
  ]);
  expect(findings).toEqual(expect.arrayContaining(["withheld Suspended", "withheld ServesRules"]));
  expect([...worse]).toEqual([]);
});

test("semantics 47: and so does a spoke whose account cannot be read", async () => {
  const { stage, scene, worse } = await perName();
  stage.cloud.faults.add({ fault: "deny", operation: "ListResolverRuleAssociations" });
  const findings = await passes(stage, [ruleHub(scene, GENEROUS), alpha(), beta()]);
  expect(findings).toContain("withheld ServesRules");
  expect([...worse]).toEqual([]);
});

test("semantics 47: rules leave first, then the zone that they handed over, and nothing is left", async () => {
  const { stage, scene } = await perName();
  await passes(stage, [ruleHub(scene, GENEROUS), alpha(), beta()], 6);
  expect([associationsIn(stage), rulesIn(stage), [...stage.cloud.estate.zones.byId.values()]]).toEqual([
    [],
    [],
    [],
  ]);
});

test("a spoke whose rule leads to an endpoint that was deleted is told as not served, and nothing of it is changed", async () => {
  const { stage, scene } = await perName();
  stage.cloud.estate.resolver.endpoints.delete(scene.inbound);
  const { plan } = await stage.operator().apply([ruleHub(scene, GENEROUS), sharedBy("ssm"), alpha(), beta()]);
  const told = plan.findings.map(({ reason, spoke }) => `${reason} ${spoke}`);
  expect([told, plan.actions]).toEqual([["ResolverNotThere alpha", "ResolverNotThere beta"], []]);
});

test("two passes over one estate plan the same, in any order of the documents", async () => {
  const { stage, scene } = await perName();
  const files = [ruleHub(scene, GENEROUS, REGIONAL), sharedBy("kms"), sharedBy("ssm"), alpha(), beta()];
  const [one, other] = [await stage.operator().plan(files), await stage.operator().plan(files.toReversed())];
  expect([other.actions, other.findings]).toEqual([one.actions, one.findings]);
});

test.each([7, 8])(
  "semantics 57: what is excepted from the Region's rule is never answered by it, not even as both come or leave (seed %i)",
  async (seed) => {
    const states = "states.eu-west-1.amazonaws.com";
    const stage = createStage(world({ isOrganized: true, services: { states: [states] } }), {
      seed,
      behaviours: { ruleInEffect: "laterThanComplete" },
    });
    const hub = ruleHub(await withResolver(stage), GENEROUS, {
      rules: "regional",
      regional: { accept: true, except: [states] },
    });
    const answers = new Set<string>();
    stage.clock.onStep(() => answers.add(answer(stage, ALPHA.vpc, states)));
    await passAndLook(stage, [hub, sharedBy("ssm")]); // the view VPC answers, so both rules come by one plan
    for (let pass = 0; pass < 3; pass++) await passAndLook(stage, [hub, sharedBy("ssm"), alpha()]);
    expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
    for (let pass = 0; pass < 3; pass++)
      await passAndLook(stage, [hub, sharedBy("ssm"), alpha({ endpoints: "none" })]);
    expect([associationsIn(stage), [...answers]]).toEqual([[], ["public"]]);
  },
);
