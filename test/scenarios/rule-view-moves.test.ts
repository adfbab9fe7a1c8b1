import { DeleteResolverEndpointCommand, Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import { describe, expect, test } from "vitest";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB } from "../support/fleet.ts";
import { digestIn, propagate, said, zones } from "../support/look.ts";
import { type ResolverScene, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, KMS, LOCAL, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";

/** A document names another inbound endpoint, or one that is not there, while rules lead to one (semantics 12, 46, 47, 51). */

const REST = [sharedBy("ssm"), sharedBy("kms"), alpha(), beta()];
const HUB_VIEW = undefined;

/** Two spokes are served by rules that lead into one VPC, and an endpoint stands in the other one. DNS is watched from here on. */
async function served(from: string | undefined, to: string | undefined, rest: Files = REST) {
  const stage = createStage(world({ isOrganized: true }));
  const scene = await withResolver(stage, from);
  const next = await withResolver(stage, to);
  await passes(stage, [ruleHub(scene), ...rest]);
  const { worse } = watchPrivate(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
  return { stage, scene, next, worse };
}

/** Until one has nothing to do; what was held back. `isAllowed`: somebody names the digests. */
async function passes(stage: Stage, files: Files, isAllowed = false): Promise<string[]> {
  const told = new Set<string>();
  let named: string[] = [];
  for (let pass = 0; pass < 20; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files, { named });
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    for (const one of said(plan)) if (one.startsWith("withheld")) told.add(one);
    await propagate(stage);
    named = isAllowed && plan.held.length > 0 ? [digestIn(plan)] : [];
    if (plan.actions.length === 0 && named.length === 0) return [...told];
  }
  throw new Error(`it does not settle: ${[...told].join(", ")}`);
}

const naming = (scene: ResolverScene, id: string, rest: Files = REST) => [
  ruleHub(scene, {}, { inbound: { id } }),
  ...rest,
];

/** The VPCs that rules lead into, by their targets' ranges. */
function views({ cloud }: Stage): string[] {
  const targets = [...cloud.estate.resolver.rules.values()].flatMap((rule) => rule.targets);
  const isLocal = (ip = "") => ip.startsWith("10.9.");
  return [...new Set(targets.map(({ Ip }) => (isLocal(Ip) ? "local" : "hub")))].sort();
}

function membersOf(stage: Stage): string[][] {
  return zones(stage).map(({ vpcs }) => [...vpcs].sort());
}

test("rules and zones stay as they are, though the inbound id is mistyped", async () => {
  const { stage, scene, worse } = await served(LOCAL.vpc, HUB_VIEW);
  const before = membersOf(stage);
  const told = await passes(stage, naming(scene, "rslvr-in-0123456789abcdef0"), true);
  expect([told, views(stage), membersOf(stage)]).toEqual([["withheld ResolverNotThere"], ["local"], before]);
  expect([...worse]).toEqual([]);
});

describe.each([
  ["into a DNS VPC that is in no zone yet", HUB_VIEW, LOCAL.vpc],
  ["into the hub VPC", LOCAL.vpc, HUB_VIEW],
])("semantics 51: rules that lead %s", (_, from, to) => {
  test("move when it is seen to answer, and no name of any spoke falters", async () => {
    const { stage, scene, next, worse } = await served(from, to);
    const told = await passes(stage, naming(scene, next.inbound));
    expect(views(stage)).toEqual([to ? "local" : "hub"]);
    const [other, left] = ["withheld ResolverOtherVpc", "withheld UnknownForwarders"];
    expect(told).toEqual(to ? [other] : [left]);
    expect([...worse]).toEqual([]);
  });

  test("go back when documents do, half-way", async () => {
    const { stage, scene, next, worse } = await served(from, to);
    const files = naming(scene, next.inbound);
    await halfWay(stage, files);
    await passes(stage, naming(scene, scene.inbound), true);
    expect(views(stage)).toEqual([from ? "local" : "hub"]);
    expect([...worse]).toEqual([]);
  });
});

async function halfWay(stage: Stage, files: Files): Promise<void> {
  for (let pass = 0; pass < 5 && views(stage).length < 2; pass++) {
    await stage.operator().apply(files);
    await propagate(stage);
  }
  expect(views(stage)).toEqual(["hub", "local"]);
}

test("semantics 51: half-way, they go back by themselves when somebody deletes the new endpoint", async () => {
  const { stage, scene, next, worse } = await served(LOCAL.vpc, HUB_VIEW);
  const files = naming(scene, next.inbound);
  await halfWay(stage, files);
  const resolver = new Route53ResolverClient(clientSettings(stage.cloud, HUB));
  await stage.clock.run(
    resolver.send(new DeleteResolverEndpointCommand({ ResolverEndpointId: next.inbound })),
  );
  await passes(stage, files, true);
  expect(views(stage)).toEqual(["local"]);
  expect([...worse]).toEqual([]);
});

test("semantics 51: half-way, a spoke that is to have zones leaves its rule when they answer", async () => {
  const { stage, scene, next, worse } = await served(LOCAL.vpc, HUB_VIEW);
  await halfWay(stage, naming(scene, next.inbound));
  const rest = [sharedBy("ssm"), sharedBy("kms"), alpha({ mode: "phz-association" }), beta()];
  await passes(stage, naming(scene, next.inbound, rest), true);
  expect(views(stage)).toEqual(["hub"]);
  expect([...worse]).toEqual([]);
});

test("semantics 51: a process that goes on moves them as well", async () => {
  const { stage, scene, next, worse } = await served(HUB_VIEW, LOCAL.vpc);
  const daemon = stage.operator({ memory: createMemory(stage.clock) });
  for (let minute = 0; minute < 12 && views(stage).join() !== "local"; minute++) {
    await daemon.apply(naming(scene, next.inbound));
    await propagate(stage);
  }
  expect(views(stage)).toEqual(["local"]);
  expect([...worse]).toEqual([]);
});

test.each([
  ["a hub that only observes", { writePolicy: "observe" }, "withheld WritePolicy"],
  ["a hub that is suspended", { suspend: true }, "withheld Suspended"],
])("half-way, rules and both views stay as they are in %s", async (_, spec, reason) => {
  const { stage, scene, next, worse } = await served(HUB_VIEW, LOCAL.vpc);
  await halfWay(stage, naming(scene, next.inbound));
  const before = membersOf(stage);
  const { plan } = await stage
    .operator()
    .apply([ruleHub(scene, spec, { inbound: { id: next.inbound } }), ...REST]);
  await propagate(stage);
  expect(said(plan)).toContain(reason);
  expect([views(stage), membersOf(stage)]).toEqual([["hub", "local"], before]);
  expect([...worse]).toEqual([]);
});

test("semantics 47, 51: the old view VPC leaves its zones by a second word, a minute after the last rule left it", async () => {
  const { stage, scene, next, worse } = await served(LOCAL.vpc, HUB_VIEW);
  const files = naming(scene, next.inbound);
  await passes(stage, files);
  const isIn = () => membersOf(stage).filter((vpcs) => vpcs.includes(LOCAL.vpc)).length;
  expect(isIn()).toBe(2);
  const named = [digestIn(await stage.operator().plan(files))];
  const left: number[] = [];
  stage.clock.onStep(() => void (isIn() < 2 && left.push(stage.clock.now())));
  const began = stage.clock.now();
  await stage.operator().apply(files, { named });
  expect(isIn()).toBe(0);
  expect((left[0] ?? 0) - began).toBeGreaterThanOrEqual(60_000);
  expect([...worse]).toEqual([]);
});
