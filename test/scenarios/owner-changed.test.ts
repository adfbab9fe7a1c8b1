import { expect, test } from "vitest";
import { ANCHOR, REGION } from "../support/fleet.ts";
import { actionsOf, converge, finding, said, snapshot, writes, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  LOCAL,
  local,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000a2"];
const subnets = SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` }));
const WORLD = world({ hubVpc: { subnets }, services: { sns: [`sns.${REGION}.amazonaws.com`] } });

/** An endpoint that was found, one that is made, and two spokes. */
const files = (spec: Parameters<typeof hub>[0]): Files => [
  hub(spec),
  endpoint("ssm"),
  endpoint("sns", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } }),
  alpha(),
  beta(),
];
const A = files({ owner: "team-a" });

async function madeByA(): Promise<Stage> {
  const stage = createStage(WORLD);
  await converge(stage, A);
  stage.cloud.calls.clear();
  return stage;
}

const made = (stage: Stage) => stage.cloud.calls.list({ write: true }).map((call) => call.operation);

test.each([
  ["with the anchor", {}],
  ["without", { anchorVpc: undefined }],
])(
  "semantics 10: spec.owner changed by mistake and changed back changes nothing in AWS (%s)",
  async (_, spec) => {
    const stage = await madeByA();
    const before = snapshot(stage);
    const { plan } = await stage.operator().apply(files({ ...spec, owner: "team-b" }));
    expect(actionsOf(plan)).toEqual([]);
    expect(finding(plan, "BesideOtherOwner")).toMatchObject({
      kind: "withheld",
      hub: "hub",
      message: expect.stringContaining("owner team-a has zones"),
      todo: expect.stringContaining("set it back to team-a"),
    });
    expect(snapshot(stage)).toEqual(before);
    const back = await stage.operator().apply(A);
    expect([actionsOf(back.plan), said(back.plan)]).toEqual([[], []]);
    expect(made(stage)).toEqual([]);
  },
);

test("semantics 10: with a service more, and a spoke less, a changed owner makes and removes nothing either", async () => {
  const stage = await madeByA();
  const changed = [...files({ owner: "team-b" }).slice(0, -1), endpoint("kms"), local()];
  const { plan } = await stage.operator().apply(changed, { allowRemovals: () => true });
  expect(actionsOf(plan)).toEqual([]);
  expect(made(stage)).toEqual([]);
});

test("semantics 10: two owners share one hub VPC where each names the other", async () => {
  const stage = await madeByA();
  const B = [
    hub({ owner: "team-b", besideOwners: ["team-a"] }),
    endpoint("kms"),
    alpha({ endpoints: { names: ["kms"] } }),
  ];
  await converge(stage, B);
  expect(zones(stage).filter(({ name }) => name === KMS)).toMatchObject([
    { vpcs: [ANCHOR, ALPHA.vpc].sort() },
  ]);
  expect(actionsOf(await stage.operator().plan(A))).toEqual([]);
});

test("semantics 10: two owners may have the same name of one hub VPC, for other VPCs", async () => {
  const stage = await madeByA();
  const anchor = "vpc-0b00000000000000d"; // alpha and beta, and the anchor, are in the other one's zone
  const B = [
    hub({ owner: "team-b", besideOwners: ["team-a"], anchorVpc: undefined }),
    endpoint("ssm"),
    local({ vpc: anchor }),
  ];
  await converge(stage, B);
  const ofName = zones(stage).filter(({ name }) => name === SSM);
  expect(ofName.map(({ vpcs }) => vpcs).sort()).toEqual(
    [[ANCHOR, ALPHA.vpc, BETA.vpc].sort(), [LOCAL.vpc]].sort(),
  );
});

test("semantics 10: an owner that is changed on purpose takes the zones over and makes no second one", async () => {
  const stage = await madeByA();
  const before = zones(stage).map(({ id }) => id);
  const spec = { hubPrivateDns: "off", adoptZones: true, takeRecords: true, takeOwnership: true };
  await converge(stage, [hub({ owner: "team-b" }), endpoint("ssm", spec), alpha(), beta()]);
  expect(zones(stage).map(({ id }) => id)).toEqual(before);
  expect(writes(stage)).not.toContain("CreateHostedZone");
});
