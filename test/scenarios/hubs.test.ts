import { DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { HUB, HUB_VPC, OPERATOR, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  finding,
  pairsOf,
  said,
  vpcInput,
  zoneNamed,
  zones,
} from "../support/look.ts";
import { byColumns, comparable, reads, running } from "../support/running.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  LOCAL,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  spoke,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const EAST = "us-east-1";
const EAST_VPC = "vpc-0a000000000000002";
const EAST_ANCHOR = "vpc-0a0000000000000ab";
const EAST_SSM = `ssm.${EAST}.amazonaws.com`;

const inEast = (id: string, second: number, more = {}) => ({ ...vpcOf(id, second, more), region: EAST });
const TWO_HUBS = world({
  hub: {
    vpcs: [
      inEast(EAST_VPC, 20, { endpoints: [{ id: "vpce-0e0000000000000e1", service: "ssm" }] }),
      inEast(EAST_ANCHOR, 28),
    ],
  },
});
const east = hub({ region: EAST, vpc: EAST_VPC, anchorVpc: { vpc: EAST_ANCHOR } }, "east");

test("semantics 21: two hubs, one Region each: a spoke VPC in both resolves each Region's names to that Region's hub", async () => {
  const stage = createStage(TWO_HUBS);
  const files = [
    hub(),
    east,
    endpoint("ssm", { hubs: ["hub", "east"] }),
    alpha(),
    spoke("alpha-east", ALPHA, { hub: "east", region: REGION }),
  ];
  await converge(stage, files);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, EAST_SSM)).toContain("10.20.");
});

test("semantics 14: a VPC in both hubs is one row for the zones of both", async () => {
  const files = [
    hub(),
    east,
    endpoint("ssm", { hubs: ["hub", "east"] }),
    alpha(),
    spoke("alpha-east", ALPHA, { hub: "east", region: REGION }),
  ];
  const process = await running({ world: TWO_HUBS, files });
  expect(actionsOf(await process.operator.plan(files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 0, rows: [ALPHA.vpc] });
  const eastern = zoneNamed(process.stage, EAST_SSM).id;
  await byHand(process.stage).send(
    new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: eastern, VPC: vpcInput(ALPHA.vpc) }),
  );
  const plan = await process.operator.plan(files);
  expect(pairsOf(plan, "associate")).toEqual([`${EAST_SSM} ${ALPHA.vpc}`]);
  expect(comparable(plan)).toEqual(await byColumns(process, files));
});

test("semantics 25: one hub's removals are held back, the other hub's go on", async () => {
  const stage = createStage(TWO_HUBS);
  const documents = [hub(), east, endpoint("ssm", { hubs: ["hub", "east"] })];
  const eastern = spoke("beta-east", BETA, { hub: "east", region: REGION });
  await converge(stage, [...documents, alpha(), beta(), eastern]);
  const { plan } = await stage.operator().apply(documents);
  expect(said(plan)).toEqual(["withheld TooManyRemovals"]);
  expect(finding(plan, "TooManyRemovals").hub).toBe("hub");
  expect(zones(stage).find((z) => z.name === EAST_SSM)?.vpcs).toEqual([EAST_ANCHOR]);
});

test("S3: one account for hub and spokes, the hub's private DNS kept on", async () => {
  const stage = createStage(
    world({
      endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }],
      hub: { vpcs: [vpcOf("vpc-0b0000000000000e1", 40)] },
    }),
  );
  const own = { account: HUB, vpc: "vpc-0b0000000000000e1" };
  const files = [hub({ spokeDefaults: {} }), endpoint("ssm"), spoke("own", own)];
  expect(answer(stage, own.vpc, SSM)).toBe("public");
  await converge(stage, files);
  expect(answer(stage, own.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, HUB_VPC, SSM)).toBe("own endpoint");
});

test("semantics 14: a fleet in which nothing is missing is judged by the hub's reads alone", async () => {
  const stage = createStage(world());
  const files = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
  await converge(stage, files);
  stage.cloud.calls.clear();
  const plan = await stage.operator().plan(files);
  expect(plan.actions).toEqual([]);
  const callers = new Set(stage.cloud.calls.list().map((c) => c.account));
  expect(callers).toEqual(new Set([OPERATOR, HUB]));
  expect(stage.cloud.calls.list({ account: ALPHA.account })).toEqual([]);
});

test("semantics 14: only the spoke that lacks a pair is looked at", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  stage.cloud.calls.clear();
  await stage.operator().plan([hub(), endpoint("ssm"), alpha(), beta()]);
  expect(stage.cloud.calls.list({ account: ALPHA.account })).toEqual([]);
  expect(stage.cloud.calls.list({ account: BETA.account }).length).toBeGreaterThan(0);
});

test("semantics 15: what this process wrote overlays a list that lags, for two minutes", async () => {
  const stage = createStage(world());
  const memory = createMemory(stage.clock);
  const files = [hub(), endpoint("ssm"), alpha()];
  await stage.operator({ memory }).apply(files);
  const [zone] = [...stage.cloud.estate.zones.byId.values()];
  zone?.vpcs.delete(ALPHA.vpc);
  expect((await stage.operator({ memory }).plan(files)).actions).toEqual([]);
  await stage.clock.run(stage.clock.sleep(121_000));
  expect((await stage.operator({ memory }).plan(files)).actions).not.toEqual([]);
});

test("semantics 10: two owners describe one hub: the second cannot take what the first has, and is told whose it is", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const firsts = () => zones(stage).filter((z) => z.callerReference.includes("/network-platform/"));
  const before = firsts();
  const theirs = (spec = {}) => hub({ owner: "other-team", anchorVpc: { vpc: LOCAL.vpc }, ...spec });
  const first = await stage.operator().apply([theirs(), endpoint("ssm"), alpha()]);
  expect(finding(first.plan, "BesideOtherOwner").message).toContain("owner network-platform");
  expect(zones(stage)).toEqual(before);
  const beside = [theirs({ besideOwners: ["network-platform"] }), endpoint("ssm"), alpha()];
  const { plan } = await stage.operator().apply(beside);
  expect(finding(plan, "NameHeldByZone").message).toContain("owner network-platform");
  expect(firsts()).toEqual(before);
});
