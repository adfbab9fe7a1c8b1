import { expect, test } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { HUB, HUB_VPC, OPERATOR } from "../support/fleet.ts";
import { answer, converge, propagate, snapshot, writes, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  beta,
  endpoint,
  gamma,
  hub,
  KMS_ENDPOINT,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** Actions of several calls with a dark name in between: a stop or a refusal half-way must not leave it dark. */

const set = (name: string, id: string) => endpoint("ssm", { existing: { id }, set: name }, `ssm-${name}`);
const uses = (name: string) => ({ endpoints: { names: [`ssm-${name}`] } });
const sets = (ofAlpha: string) => [
  hub(),
  set("a", SSM_ENDPOINT),
  set("b", KMS_ENDPOINT),
  alpha(uses(ofAlpha)),
  beta(uses("a")),
  gamma(uses("b")),
];

/** alpha is in the zone of set a, beside another zone of the name. */
async function twoSets(): Promise<Stage> {
  const endpoints = [SSM_ENDPOINT, KMS_ENDPOINT].map((id) => ({ id, service: "ssm" }));
  const stage = createStage(world({ endpoints }));
  await stage.operator().apply(sets("a"));
  await converge(stage, sets("a"));
  stage.cloud.calls.clear();
  return stage;
}

/** Without an anchor the hub VPC is the zone's last one, and resolves by it until the end. */
const BARE = hub({ anchorVpc: undefined });
const SHARED = [BARE, endpoint("ssm", { hubPrivateDns: "off" }), alpha()];
const ENDED = [BARE, alpha()];

async function shared(): Promise<Stage> {
  const stage = createStage(world());
  await converge(stage, SHARED);
  stage.cloud.calls.clear();
  return stage;
}

/** Ctrl-C arrives while AWS works on the first such call. */
async function stoppedAt(stage: Stage, operation: string, files: Files): Promise<Report> {
  const operator = stage.operator();
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "before" && call.operation === operation) operator.abort.abort();
  });
  const report = await operator.apply(files, REMOVALS);
  await propagate(stage);
  return report;
}

/** The guard is not what these are about. */
const REMOVALS = { allowRemovals: () => true };

const failures = ({ outcomes }: Report) =>
  outcomes.flatMap((o) => (o.result === "failed" ? [o.failure] : []));

test("semantics 7, 21: Ctrl-C in the middle of a move lets the move end: the VPC is in its new zone", async () => {
  const stage = await twoSets();
  const { outcomes } = await stoppedAt(stage, "DisassociateVPCFromHostedZone", sets("b"));
  expect(outcomes.find((o) => o.key.startsWith("move"))?.result).toBe("done");
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 7, 21: Ctrl-C in the middle of a move whose join is refused lets the VPC go back", async () => {
  const stage = await twoSets();
  const before = answer(stage, ALPHA.vpc, SSM);
  const operation = "AssociateVPCWithHostedZone";
  stage.cloud.faults.add({ fault: "error", code: "LimitsExceeded", operation, nth: 2 });
  await stoppedAt(stage, "DisassociateVPCFromHostedZone", sets("b"));
  expect(answer(stage, ALPHA.vpc, SSM)).toBe(before);
});

test("semantics 21: Ctrl-C before a move has taken anything away starts no move", async () => {
  const stage = await twoSets();
  await stoppedAt(stage, "AssociateVPCWithHostedZone", sets("b"));
  expect(writes(stage)).not.toContain("DisassociateVPCFromHostedZone");
});

test("semantics 21: a role that may not associate loses nothing: the move is tried before anything is taken away", async () => {
  const stage = await twoSets();
  const before = snapshot(stage);
  const operation = "AssociateVPCWithHostedZone";
  stage.cloud.faults.add({ fault: "deny", operation, account: ALPHA.account });
  const report = await stage.operator().apply(sets("b"));
  expect(failures(report)).toEqual([expect.objectContaining({ kind: "denied", operation })]);
  expect(snapshot(stage)).toEqual(before);
  expect(writes(stage)).not.toContain("DisassociateVPCFromHostedZone");
});

test("semantics 21: where the way back fails as well, the first error stands and says that the VPC is in neither zone", async () => {
  const stage = await twoSets();
  const operation = "AssociateVPCWithHostedZone";
  stage.cloud.faults.add({ fault: "error", code: "LimitsExceeded", operation, nth: 2 });
  stage.cloud.faults.add({ fault: "deny", operation, nth: 3 });
  const report = await stage.operator().apply(sets("b"));
  expect(failures(report)).toEqual([
    expect.objectContaining({
      kind: "limit",
      message: expect.stringContaining(`undoing failed too`),
    }),
  ]);
  expect(failures(report)[0]?.message).toContain(`${ALPHA.vpc} is in neither zone`);
  await converge(stage, sets("b"));
});

test.each([
  "and its authorization there is taken back",
  "though its authorization there cannot be taken back",
])(
  "semantics 21: a move between hubs of two accounts goes back into the zone of the other, %s",
  async (how) => {
    const other = { account: "555555555555", vpc: "vpc-0a000000000000055", anchor: "vpc-0a000000000000056" };
    const roles = [
      { name: "hub", trusts: [OPERATOR] },
      { name: "spoke", trusts: [OPERATOR], externalId: "fleet-external-id-7c1f" },
    ];
    const theirs = vpcOf(other.vpc, 50, { endpoints: [{ id: "vpce-0e000000000000055", service: "ssm" }] });
    const vpcs = [theirs, vpcOf(other.anchor, 51)];
    const stage = createStage(world({ hub: { roles }, accounts: { [other.account]: { roles, vpcs } } }));
    const hub2 = hub(
      {
        account: other.account,
        vpc: other.vpc,
        anchorVpc: { vpc: other.anchor },
        role: { arn: `arn:aws:iam::${other.account}:role/hub` },
      },
      "hub2",
    );
    const base = [hub(), hub2, endpoint("ssm", { hubs: ["hub", "hub2"] }), alpha(), beta({ hub: "hub2" })];
    await converge(stage, [...base, local({ hub: "hub2" })]);
    const before = { zones: zones(stage), answer: answer(stage, LOCAL.vpc, SSM) };
    const operation = "AssociateVPCWithHostedZone";
    stage.cloud.faults.add({ fault: "error", code: "LimitsExceeded", operation, account: HUB, nth: 2 });
    const isStuck = how.startsWith("though");
    if (isStuck)
      stage.cloud.faults.add({
        fault: "deny",
        operation: "DeleteVPCAssociationAuthorization",
        account: other.account,
      });
    const report = await stage.operator().apply([...base, local()]);
    await propagate(stage);
    expect(failures(report)).toEqual([expect.objectContaining({ kind: "limit" })]);
    expect(failures(report)[0]?.message).not.toContain("is in neither zone");
    expect(answer(stage, LOCAL.vpc, SSM)).toBe(before.answer);
    const left = isStuck ? [LOCAL.vpc] : [];
    const of = (all: typeof before.zones) =>
      all.map(({ account, id, vpcs: members }) => [account, id, members]);
    expect(of(zones(stage))).toEqual(of(before.zones));
    expect(zones(stage).flatMap(({ authorizations }) => authorizations)).toEqual(left);
  },
);

test("semantics 6, 7: a zone that may not be deleted gets its aliases again", async () => {
  const stage = await shared();
  const before = answer(stage, HUB_VPC, SSM);
  stage.cloud.faults.add({ fault: "deny", operation: "DeleteHostedZone" });
  const report = await stage.operator().apply(ENDED, REMOVALS);
  await propagate(stage);
  expect(failures(report)).toEqual([
    expect.objectContaining({ kind: "denied", operation: "DeleteHostedZone" }),
  ]);
  expect(answer(stage, HUB_VPC, SSM)).toBe(before);
});

test("semantics 6: where the aliases cannot come back either, the first error stands and says what is dark", async () => {
  const stage = await shared();
  stage.cloud.faults.add({ fault: "deny", operation: "DeleteHostedZone" });
  stage.cloud.faults.add({ fault: "deny", operation: "ChangeResourceRecordSets", nth: 2 });
  const [failure] = failures(await stage.operator().apply(ENDED, REMOVALS));
  expect(failure).toMatchObject({ kind: "denied", operation: "DeleteHostedZone" });
  expect(failure?.message).toContain("the zone stands without its aliases");
});

test("semantics 6: aliases that may not be deleted are not written again", async () => {
  const stage = await shared();
  stage.cloud.faults.add({ fault: "deny", operation: "ChangeResourceRecordSets" });
  await stage.operator().apply(ENDED, REMOVALS);
  expect(writes(stage).filter((w) => w === "ChangeResourceRecordSets")).toHaveLength(1);
});

test("semantics 6: Ctrl-C between the deletions of alias and zone lets the zone go as well", async () => {
  const stage = await shared();
  await stoppedAt(stage, "ChangeResourceRecordSets", ENDED);
  expect(zones(stage)).toEqual([]);
  expect(answer(stage, HUB_VPC, SSM)).toBe("public");
});

test("semantics 8: a zone comes back however often it was deleted, by at most two creations", async () => {
  const stage = createStage(world());
  const on = [hub(), endpoint("ssm"), alpha()];
  for (let round = 0; round < 4; round++) {
    stage.cloud.calls.clear();
    await converge(stage, on);
    expect(writes(stage).filter((w) => w === "CreateHostedZone").length).toBeLessThanOrEqual(2);
    await stage.operator().apply([hub(), alpha()], REMOVALS);
    expect(zones(stage)).toEqual([]);
    await propagate(stage);
  }
});

test("semantics 8: a list that lags behind a creation by some seconds makes no second zone", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ fault: "loseAnswer", operation: "CreateHostedZone", nth: 1 });
  // The first list is the plan's; the next two, for the creation whose answer was lost, are late.
  stage.cloud.faults.add({ fault: "stale", operation: "ListHostedZones", nth: 2, times: 2 });
  expect(failures(await stage.operator().apply([hub(), endpoint("ssm"), alpha()]))).toEqual([]);
  expect(writes(stage).filter((w) => w === "CreateHostedZone")).toHaveLength(2); // the second is the SDK's retry
  expect(zones(stage)).toHaveLength(1);
});

test("semantics 2, 7: Ctrl-C after a zone was made with the hub VPC first still writes its aliases", async () => {
  const stage = createStage(world());
  const { outcomes } = await stoppedAt(stage, "CreateHostedZone", SHARED);
  expect(outcomes.filter((o) => o.result === "remaining").length).toBeGreaterThan(0);
  expect(answer(stage, HUB_VPC, SSM)).toContain(PRIVATE);
  await converge(stage, SHARED);
});

test("semantics 30: Ctrl-C after the switch of private DNS still brings the hub VPC into our zone", async () => {
  const stage = createStage(world({ endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] }));
  await stoppedAt(stage, "ModifyVpcEndpoint", [
    hub(),
    endpoint("ssm", { hubPrivateDns: "turnOff" }),
    alpha(),
  ]);
  expect(answer(stage, HUB_VPC, SSM)).toContain(PRIVATE);
});
