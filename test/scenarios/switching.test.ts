import { describe, expect, test } from "vitest";
import { answer, propagate, said } from "../support/look.ts";
import { associationsIn, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, KMS, LOCAL, local, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage, type StageOptions } from "../support/stage.ts";

/** The ways in which a spoke's VPC may be served (semantics 58). */
const WAYS = ["zones", "a rule for each name", "the Region's rule"] as const;
type Way = (typeof WAYS)[number];

const VPCS = [ALPHA.vpc, BETA.vpc, LOCAL.vpc];
const NAMES = [SSM, KMS];
const STATES = "states.eu-west-1.amazonaws.com";
const GENEROUS = { guard: { maxRemovalPercent: 100 } };

const SWITCHES = WAYS.flatMap((from) => WAYS.filter((to) => to !== from).map((to) => ({ from, to })));

async function fleet(options: StageOptions = {}) {
  const stage = createStage(world({ isOrganized: true, services: { states: [STATES] } }), options);
  const scene = await withResolver(stage);
  const files = (way: Way): Files => {
    const regional = { rules: "regional", regional: { accept: true, except: [STATES] } };
    const mode = way === "zones" ? "phz-association" : "resolver-rule";
    return [
      ruleHub(scene, GENEROUS, way === "the Region's rule" ? regional : {}),
      ...["ssm", "kms"].map(sharedBy),
      ...[alpha, beta, local].map((spoke) => spoke({ mode })),
    ];
  };
  return { stage, files };
}

/** Passes until one has nothing to do; what each said that holds something back. */
async function settle(stage: Stage, files: Files, pause = propagate): Promise<string[]> {
  const told: string[] = [];
  for (let pass = 0; pass < 30; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files);
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    told.push(...said(plan).filter((one) => one.startsWith("withheld")));
    await pause(stage);
    if (plan.actions.length === 0) return [...new Set(told)];
  }
  throw new Error(`it does not settle: ${told.join(", ")}`);
}

/** Names that were private in a VPC and are not, at any event, as `VPC name answer`. */
function watch(stage: Stage): ReadonlySet<string> {
  const worse = new Set<string>();
  stage.clock.onStep(() => {
    for (const vpc of VPCS)
      for (const name of NAMES)
        if (!stage.cloud.resolve(vpc, name).addresses.some((ip) => ip.startsWith(PRIVATE)))
          worse.add(`${vpc} ${name} ${answer(stage, vpc, name)}`);
  });
  return worse;
}

describe("semantics 58: a spoke changes how it is served", () => {
  test.each(SWITCHES)(
    "from $from to $to without a moment in which a name is not private",
    async ({ from, to }) => {
      const { stage, files } = await fleet();
      await settle(stage, files(from));
      const worse = watch(stage);
      await settle(stage, files(to));
      expect([...worse]).toEqual([]);
      const served = VPCS.map((vpc) => answer(stage, vpc, SSM));
      expect(new Set(served.map((one) => (one === "rule" ? "rule" : "zone")))).toEqual(
        new Set([to === "zones" ? "zone" : "rule"]),
      );
      const domains = new Set(associationsIn(stage).map((one) => one.split(" ")[1]?.replace(/\.$/, "")));
      const expected: Record<Way, string[]> = {
        zones: [],
        "a rule for each name": [KMS, SSM],
        "the Region's rule": ["eu-west-1.amazonaws.com", STATES],
      };
      expect([...domains].sort()).toEqual(expected[to]);
    },
  );
});

test("semantics 46: one pass after the other, and where resolvers obey a rule a minute after it is COMPLETE", async () => {
  const { stage, files } = await fleet({
    behaviours: { ruleInEffect: "laterThanComplete" },
    insyncMs: 1_000,
  });
  await settle(stage, files("zones"));
  const worse = watch(stage);
  await settle(stage, files("a rule for each name"), async () => undefined);
  expect([...worse]).toEqual([]);
});

test("semantics 58: from rules that nobody answers all spokes go to zones in one pass", async () => {
  const { stage, files } = await fleet();
  await settle(stage, files("a rule for each name"));
  const [inbound = ""] = stage.cloud.estate.resolver.endpoints.keys();
  stage.cloud.estate.resolver.endpoints.delete(inbound);
  expect(VPCS.map((vpc) => stage.cloud.resolve(vpc, SSM).rcode)).toEqual(VPCS.map(() => "SERVFAIL"));
  await stage.operator().apply(files("zones"));
  await propagate(stage);
  expect(VPCS.map((vpc) => answer(stage, vpc, SSM))).toEqual(VPCS.map(() => "10.0.0.4 10.0.1.4"));
});
