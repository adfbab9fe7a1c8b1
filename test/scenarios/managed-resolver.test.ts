import { expect, test } from "vitest";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { HUB } from "../support/fleet.ts";
import { answer, digestIn, propagate, said, zones } from "../support/look.ts";
import {
  A,
  B,
  C,
  DNS,
  endpointsIn,
  FAR,
  FAR_DNS,
  managed,
  managedHub,
  managedWorld,
  OTHER_DNS,
  watchTargets,
} from "../support/managed-resolver-scene.ts";
import { rulesIn, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, KMS, LOCAL, SSM } from "../support/scenario.ts";
import { createStage, type Files, type Stage, type StageOptions } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";

const SPOKES = [sharedBy("ssm"), sharedBy("kms"), alpha(), beta()];

function stageOf(options: StageOptions = {}): Stage {
  return createStage(managedWorld(), options);
}

/** Passes until one has nothing to do; what each said that holds something back. `digests`: let go what the guard holds. */
async function settle(stage: Stage, files: Files, digests = false): Promise<string[]> {
  const told: string[] = [];
  let named: string[] = [];
  for (let pass = 0; pass < 30; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files, { named });
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    told.push(...said(plan).filter((one) => one.startsWith("withheld")));
    await propagate(stage);
    named = digests && plan.held.length > 0 ? [digestIn(plan)] : [];
    if (plan.actions.length === 0 && named.length === 0) return [...new Set(told)];
  }
  throw new Error(`it does not settle: ${told.join(", ")}`);
}

test("semantics 50: an estate without Resolver endpoints gets them, then rules, then its spokes are served", async () => {
  const stage = stageOf();
  const files = [managedHub(), ...SPOKES];
  const told = await settle(stage, files);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${DNS}`, `OUTBOUND a b by ${DNS}`]);
  expect([ALPHA, BETA].map(({ vpc }) => answer(stage, vpc, SSM))).toEqual(["rule", "rule"]);
  expect(told).toEqual(["withheld ResolverNotReady", "withheld FirstUse"]);
  const { actions, findings } = await stage.operator().plan(files);
  expect([actions, findings]).toEqual([[], []]);
});

/** Two spokes are served; DNS is watched from here on. */
async function served(options: StageOptions = {}, hub = managedHub()) {
  const stage = stageOf(options);
  await settle(stage, [hub, ...SPOKES]);
  const { worse } = watchPrivate(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
  return { stage, worse, dead: watchTargets(stage) };
}

const DIRECTIONS = ["inbound", "outbound"] as const;

test.each(DIRECTIONS)(
  "semantics 51: an address of the %s endpoint moves by overlap, and no name falters",
  async (direction) => {
    const { stage, worse, dead } = await served();
    const files = [managedHub({ [direction]: managed([A, C]) }), ...SPOKES];
    const told = await settle(stage, files, true);
    const other = direction === "inbound" ? `OUTBOUND a b by ${DNS}` : `INBOUND a b by ${DNS}`;
    expect(endpointsIn(stage)).toEqual([`${direction.toUpperCase()} a c by ${DNS}`, other].sort());
    expect([...worse, ...dead]).toEqual([]);
    const byWord = direction === "inbound" ? ["withheld UnknownForwarders"] : [];
    expect(told).toEqual(["withheld ResolverMoves", ...byWord]);
  },
);

test("semantics 51: both addresses of the inbound endpoint move, and no rule is ever without one that answers", async () => {
  const { stage, worse, dead } = await served({ resolverRuleMs: 300_000 });
  await settle(
    stage,
    [
      managedHub({
        inbound: managed([
          { subnet: C, ip: "10.0.2.53" },
          { subnet: A, ip: "10.0.0.53" },
        ]),
      }),
      ...SPOKES,
    ],
    true,
  );
  expect(endpointsIn(stage)[0]).toBe(`INBOUND a (fixed) c (fixed) by ${DNS}`);
  const targets = [...stage.cloud.estate.resolver.rules.values()].map((rule) =>
    rule.targets.map(({ Ip }) => Ip).sort(),
  );
  expect(targets).toEqual([
    ["10.0.0.53", "10.0.2.53"],
    ["10.0.0.53", "10.0.2.53"],
  ]);
  expect([...worse, ...dead]).toEqual([]);
});

test.each(DIRECTIONS)(
  "semantics 51: another security group makes another %s endpoint, which takes over rule by rule",
  async (direction) => {
    const { stage, worse, dead } = await served();
    const files = [managedHub({ [direction]: managed([A, B], [OTHER_DNS]) }), ...SPOKES];
    await settle(stage, files, true);
    const other = direction === "inbound" ? `OUTBOUND a b by ${DNS}` : `INBOUND a b by ${DNS}`;
    expect(endpointsIn(stage)).toEqual([`${direction.toUpperCase()} a b by ${OTHER_DNS}`, other].sort());
    expect([...worse, ...dead]).toEqual([]);
    expect(rulesIn(stage)).toHaveLength(2);
  },
);

test("semantics 51: both endpoints are replaced in one commit, and it is taken back half-way", async () => {
  const { stage, worse, dead } = await served();
  const both = { inbound: managed([A, B], [OTHER_DNS]), outbound: managed([B, C], [OTHER_DNS]) };
  for (let pass = 0; pass < 2; pass++) await stage.operator().apply([managedHub(both), ...SPOKES]);
  expect(endpointsIn(stage)).toHaveLength(4);
  await settle(stage, [managedHub(), ...SPOKES], true);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${DNS}`, `OUTBOUND a b by ${DNS}`]);
  await settle(stage, [managedHub(both), ...SPOKES], true);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${OTHER_DNS}`, `OUTBOUND b c by ${OTHER_DNS}`]);
  expect([...worse, ...dead]).toEqual([]);
});

test("semantics 51: the inbound endpoint moves to another VPC, which joins the zones first, and no name falters", async () => {
  const { stage, worse, dead } = await served();
  const files = [managedHub({ inbound: managed(FAR, [FAR_DNS]) }), ...SPOKES];
  const told = await settle(stage, files);
  expect(endpointsIn(stage)).toEqual([
    `INBOUND a b by ${DNS}`,
    `INBOUND a b by ${FAR_DNS}`,
    `OUTBOUND a b by ${DNS}`,
  ]);
  expect(new Set(told)).toEqual(
    new Set(["withheld ResolverOtherVpc", "withheld ResolverMoves", "withheld UnknownForwarders"]),
  );
  await settle(stage, files, true);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${FAR_DNS}`, `OUTBOUND a b by ${DNS}`]);
  await settle(stage, [managedHub(), ...SPOKES], true);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${DNS}`, `OUTBOUND a b by ${DNS}`]);
  expect(zones(stage).filter(({ vpcs }) => vpcs.includes(LOCAL.vpc))).toEqual([]);
  expect([...worse, ...dead]).toEqual([]);
});

test("semantics 54: endpoints go last of all, the inbound one by a second word, and only with none written", async () => {
  const stage = stageOf();
  await settle(stage, [managedHub(), ...SPOKES]);
  const none = { endpoints: "none", mode: "phz-association" };
  await settle(stage, [managedHub(), sharedBy("ssm"), sharedBy("kms"), alpha(none), beta(none)], true);
  expect(rulesIn(stage)).toEqual([]);
  expect(endpointsIn(stage)).toHaveLength(2);
  const off = managedHub({ inbound: "none", outbound: "none" });
  const rest = [sharedBy("ssm"), sharedBy("kms"), alpha(none), beta(none)];
  expect(await settle(stage, [off, ...rest])).toEqual(["withheld UnknownForwarders"]);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${DNS}`]);
  await settle(stage, [off, ...rest], true);
  expect(endpointsIn(stage)).toEqual([]);
});

test("quotas first: what AWS refuses all the same is told, and what is there goes on", async () => {
  const stage = stageOf({ quotas: { resolverEndpoints: 1 } });
  const report = await stage.operator().apply([managedHub(), ...SPOKES]);
  const failed = report.outcomes.flatMap(({ result, failure }) => (result === "failed" ? failure?.kind : []));
  expect(failed).toEqual(["limit"]);
  await propagate(stage);
  expect(endpointsIn(stage)).toHaveLength(1);
  stage.cloud.estate.quotas.set(HUB, { resolverEndpoints: 2 });
  await settle(stage, [managedHub(), ...SPOKES]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
});

test("an interface that was deleted by hand is made again, and rules follow it", async () => {
  const { stage, worse } = await served();
  const one = [...stage.cloud.estate.resolver.endpoints.values()].find(
    ({ direction }) => direction === "INBOUND",
  );
  const lost = one?.addresses[0];
  if (!one || !lost) throw new Error("no inbound endpoint");
  hold(stage.cloud.estate, lost.id, heldAs("FAILED_RESOURCE_GONE"));
  await settle(stage, [managedHub(), ...SPOKES]);
  expect(endpointsIn(stage)).toEqual([`INBOUND a b by ${DNS}`, `OUTBOUND a b by ${DNS}`]);
  expect(one.addresses).not.toContain(lost);
  expect([...worse]).toEqual([]);
});

test("semantics 12: endpoints of others, and ours whose document or field is gone, are left alone", async () => {
  const stage = stageOf();
  const scene = await withResolver(stage);
  await settle(stage, [managedHub(), ...SPOKES]);
  expect(endpointsIn(stage)).toHaveLength(4);
  const gone = { endpoints: "none", mode: "phz-association" };
  const rest = [sharedBy("ssm"), sharedBy("kms"), alpha(gone), beta(gone)];
  await settle(stage, [managedHub(), ...rest], true);
  await settle(stage, [managedHub({}, { resolver: undefined }), ...rest], true);
  await stage
    .operator()
    .apply([])
    .catch(() => undefined);
  expect(endpointsIn(stage)).toHaveLength(4);
  await settle(stage, [managedHub({ inbound: "none", outbound: "none" }), ...rest], true);
  expect([...stage.cloud.estate.resolver.endpoints.keys()]).toEqual(
    expect.arrayContaining([scene.inbound, scene.outbound]),
  );
  expect(endpointsIn(stage)).toHaveLength(2);
});
