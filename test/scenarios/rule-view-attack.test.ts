import { CreateResolverRuleCommand, Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import { describe, expect, test } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { digestIn, propagate, said, zones } from "../support/look.ts";
import { managed, managedHub, managedWorld } from "../support/managed-resolver-scene.ts";
import {
  associationsIn,
  type ResolverScene,
  ruleByHand,
  ruleHub,
  sharedBy,
  withResolver,
} from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, GAMMA, gamma, KMS, LOCAL, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";

/** A document names another inbound endpoint while others' rules, or the Region's, lead to the old one (semantics 46, 47, 51, 57, 63). */

const REST = [sharedBy("ssm"), sharedBy("kms"), alpha(), beta()];
const ADOPTING = { adoptRules: true };
const REGIONAL = { rules: "regional", regional: { accept: true } };

const naming = (scene: ResolverScene, id: string, resolver: object, rest: Files = REST) => [
  ruleHub(scene, {}, { inbound: { id }, ...resolver }),
  ...rest,
];

/** Until a pass has nothing to do, somebody naming each digest: what was told. */
async function passes(stage: Stage, files: Files): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  let named: string[] = [];
  for (let pass = 0; pass < 20; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files, { named });
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    for (const one of said(plan)) told.add(one);
    await propagate(stage);
    named = plan.held.length > 0 ? [digestIn(plan)] : [];
    if (plan.actions.length === 0 && named.length === 0) return told;
  }
  throw new Error(`it does not settle: ${[...told].join(", ")}`);
}

function membersOf(stage: Stage): string[][] {
  return zones(stage).map(({ vpcs }) => [...vpcs].sort());
}

/** Where rules lead, by their targets' ranges. */
function nets({ cloud }: Stage): string[] {
  const targets = [...cloud.estate.resolver.rules.values()].flatMap((rule) => rule.targets);
  return [...new Set(targets.map(({ Ip = "" }) => Ip.slice(0, 5)))].sort();
}

/** Two spokes are served by rules of others into one VPC, and an endpoint stands in the hub VPC. DNS is watched from here on. */
async function adopted(names: readonly string[]) {
  const stage = createStage(world({ isOrganized: true }));
  const scene = await withResolver(stage, LOCAL.vpc);
  const next = await withResolver(stage);
  for (const name of names) await ruleByHand(stage, scene, name);
  await passes(stage, naming(scene, scene.inbound, ADOPTING));
  const { worse } = watchPrivate(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
  return { stage, scene, next, worse };
}

const ELSEWHERE = "rslvr-in-0123456789abcdef0";

describe.each([
  ["all rules", [SSM, KMS]],
  ["one rule", [SSM]],
])("semantics 63: %s of others serve in place of ours", (_, names) => {
  test("and the old view VPC keeps its zones though documents name an endpoint elsewhere", async () => {
    const { stage, scene, next, worse } = await adopted(names);
    const before = [membersOf(stage), associationsIn(stage)];
    await passes(stage, naming(scene, next.inbound, ADOPTING));
    expect([membersOf(stage), associationsIn(stage)]).toEqual(before);
    await passes(stage, naming(scene, ELSEWHERE, ADOPTING));
    expect([membersOf(stage), associationsIn(stage)]).toEqual(before);
    await passes(stage, naming(scene, scene.inbound, ADOPTING));
    expect([membersOf(stage), associationsIn(stage)]).toEqual(before);
    expect([...worse]).toEqual([]);
  });

  test("and nobody new is given one that leads to another endpoint than documents name", async () => {
    const { stage, scene, next, worse } = await adopted(names);
    await passes(stage, naming(scene, next.inbound, ADOPTING));
    const told = await passes(stage, naming(scene, next.inbound, ADOPTING, [...REST, gamma()]));
    expect(told).toContain("withheld ResolverNotReady");
    expect(associationsIn(stage)).not.toContain(`${GAMMA.vpc} ${SSM}.`);
    expect([...worse]).toEqual([]);
  });
});

test("semantics 63: what a spoke's team associated by itself keeps the view VPC in its zones as well", async () => {
  const stage = createStage(world({ isOrganized: true }));
  const scene = await withResolver(stage, LOCAL.vpc);
  const next = await withResolver(stage);
  await ruleByHand(stage, scene, SSM);
  const rest = [sharedBy("ssm"), alpha()];
  await passes(stage, naming(scene, scene.inbound, ADOPTING, rest));
  for (const one of stage.cloud.estate.resolver.associations.values())
    Object.assign(one, { name: "by hand" });
  const { worse } = watchPrivate(stage, [ALPHA.vpc], [SSM]);
  const before = membersOf(stage);
  await passes(stage, naming(scene, next.inbound, ADOPTING, rest));
  expect(membersOf(stage)).toEqual(before);
  expect([...worse]).toEqual([]);
});

test("semantics 51, 63: to endpoints that are made ours moves, and back; one that was adopted stays, and both VPCs are views", async () => {
  const stage = createStage(managedWorld());
  const scene = await withResolver(stage, LOCAL.vpc);
  await ruleByHand(stage, scene, SSM);
  const by = (resolver: object) => managedHub({}, { resolver: { ...ADOPTING, ...resolver } });
  const named = by({ inbound: { id: scene.inbound }, outbound: { id: scene.outbound } });
  await passes(stage, [named, ...REST]);
  const before = [membersOf(stage), associationsIn(stage)];
  const { worse } = watchPrivate(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
  const made = by({ inbound: managed(), outbound: managed() });
  await passes(stage, [made, ...REST]);
  expect([nets(stage), membersOf(stage)]).toEqual([["10.0.", "10.9."], before[0]]);
  await passes(stage, [made, ...REST, gamma()]);
  expect(associationsIn(stage).filter((one) => one.startsWith(GAMMA.vpc))).toEqual([`${GAMMA.vpc} ${KMS}.`]);
  await passes(stage, [named, ...REST]);
  expect([membersOf(stage), associationsIn(stage)]).toEqual(before);
  expect([...worse]).toEqual([]);
});

test("semantics 63: a rule of others to their own DNS is none that has to move, and keeps nobody from ours", async () => {
  const stage = createStage(managedWorld());
  const { outbound } = await withResolver(stage, LOCAL.vpc);
  const resolver = new Route53ResolverClient(clientSettings(stage.cloud, HUB, REGION));
  await stage.clock.run(
    resolver.send(
      new CreateResolverRuleCommand({
        CreatorRequestId: "corp",
        RuleType: "FORWARD",
        DomainName: "corp.example",
        ResolverEndpointId: outbound,
        TargetIps: [{ Ip: "192.0.2.1", Port: 53, Protocol: "Do53" }],
      }),
    ),
  );
  const hub = managedHub({}, { resolver: { inbound: managed(), outbound: managed(), ...ADOPTING } });
  await passes(stage, [hub, ...REST]);
  expect(associationsIn(stage)).toHaveLength(4);
});

describe.each([
  ["into a DNS VPC", undefined, LOCAL.vpc],
  ["into the hub VPC", LOCAL.vpc, undefined],
])("semantics 57: the Region's rule that leads %s", (_, from, to) => {
  const made = async () => {
    const stage = createStage(world({ isOrganized: true }));
    const scene = await withResolver(stage, from);
    const next = await withResolver(stage, to);
    await passes(stage, naming(scene, scene.inbound, REGIONAL));
    const { worse } = watchPrivate(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
    return { stage, scene, next, worse };
  };

  test("moves when that is seen to answer, and no shared name falters", async () => {
    const { stage, scene, next, worse } = await made();
    await passes(stage, naming(scene, next.inbound, REGIONAL));
    expect(nets(stage)).toEqual([to ? "10.9." : "10.0."]);
    expect([...worse]).toEqual([]);
  });

  test("goes back half-way, and its exceptions with it", async () => {
    const { stage, scene, next, worse } = await made();
    const files = naming(scene, next.inbound, REGIONAL);
    for (let pass = 0; pass < 5 && nets(stage).length < 2; pass++) {
      await stage.operator().apply(files);
      await propagate(stage);
    }
    expect(nets(stage).length).toBe(2);
    const excepting = { ...REGIONAL, regional: { accept: true, except: ["sts.eu-west-1.amazonaws.com"] } };
    await passes(stage, naming(scene, scene.inbound, excepting));
    expect(nets(stage)).toEqual([from ? "10.9." : "10.0."]);
    expect([...worse]).toEqual([]);
  });
});
