import { expect, test } from "vitest";
import { EXTERNAL_ID, OPERATOR, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  converge,
  filesWithout,
  finding,
  pairsOf,
  said,
  snapshot,
  stageWith,
  zoneNamed,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  beta,
  endpoint,
  gamma,
  hub,
  PRIVATE,
  SSM,
  spoke,
  vpcOf,
  world,
} from "../support/scenario.ts";

/**
 * Semantics 13, 16: Route 53 knows a VPC by id and Region. Ids are unique over Regions, so a document with another
 * Region means the same VPC: it takes nothing away, and it is not taken for served either.
 */

const FAR = "us-east-1";
type Spec = Readonly<Record<string, unknown>>;
const files = (spec: Spec = {}) => [hub(), endpoint("ssm"), alpha(spec), beta(), gamma()];

test("a Spoke whose Region is a slip of the pen keeps its VPC in the zone, and is told that no such VPC is there", async () => {
  const stage = await stageWith(files());
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply(files({ region: FAR }));
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "VpcNotFound")).toMatchObject({
    kind: "withheld",
    spoke: "alpha",
    vpc: { id: ALPHA.vpc, region: FAR },
  });
  expect(snapshot(stage)).toEqual(before);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 29: suspended, it keeps its VPC there too, and nothing is said", async () => {
  const stage = await stageWith(files());
  const plan = await stage.operator().plan(files({ region: FAR, suspend: true }));
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toEqual([]);
});

test("semantics 29: suspended, it keeps the zone although the zone's endpoint goes, or the spoke chooses another", async () => {
  const both = (spec: Spec = {}) => [...files(spec), endpoint("kms")];
  const stage = await stageWith(both());
  const before = snapshot(stage);
  const paused = { region: FAR, suspend: true };
  const { plan } = await stage.operator().apply(filesWithout(both(paused), "endpoint-ssm"));
  expect(said(plan)).toContain("withheld Suspended");
  expect(actionsOf(plan)).toEqual([]);
  const other = await stage.operator().apply(both({ ...paused, endpoints: { names: ["kms"] } }));
  expect(actionsOf(other.plan)).toEqual([]);
  expect(snapshot(stage)).toEqual(before);
});

const DELTA = { account: "555555555555", vpc: "vpc-0b0000000000000ee" };
const delta = (spec: Spec = {}) => spoke("delta", DELTA, { region: FAR, ...spec });
const WORLD = world({
  accounts: {
    [DELTA.account]: {
      roles: [{ name: "spoke", trusts: [OPERATOR], externalId: EXTERNAL_ID }],
      vpcs: [{ ...vpcOf(DELTA.vpc, 30), region: FAR }],
    },
  },
});

test("semantics 13: a spoke of another Region joins and leaves by its own Region", async () => {
  const stage = await stageWith([...files(), delta()], WORLD);
  expect(zoneNamed(stage, SSM).vpcs).toContain(DELTA.vpc);
  stage.cloud.calls.clear();
  const { plan } = await converge(stage, files());
  expect(pairsOf(plan, "disassociate")).toEqual([`${SSM} ${DELTA.vpc}`]);
  const [call] = stage.cloud.calls.list({ operation: "DisassociateVPCFromHostedZone" });
  expect(call?.params).toMatchObject({ VPCId: DELTA.vpc, VPCRegion: FAR });
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(DELTA.vpc);
});

test("a Region that is left out is the hub's: the far VPC stays where it is", async () => {
  const stage = await stageWith([...files(), delta()], WORLD);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([...files(), delta({ region: undefined })]);
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "VpcNotFound").vpc).toEqual({ id: DELTA.vpc, region: REGION });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 25: neither is its VPC counted as one that loses its documents when a whole endpoint goes", async () => {
  const stage = await stageWith(files());
  const slipped = filesWithout(files({ region: FAR }), "endpoint-ssm");
  const plan = await stage.operator().plan(slipped);
  expect(plan.hubCounts).toMatchObject([{ spokes: 3, spokesRemoved: 0, zones: 1, zonesRemoved: 1 }]);
});
