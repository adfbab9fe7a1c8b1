import { CreateVPCAssociationAuthorizationCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { converged } from "../../src/model/report.ts";
import type { CloudOptions } from "../../src/simulator/cloud.ts";
import { EXTERNAL_ID, fleet, OPERATOR, REGION, spokeAccount } from "../support/fleet.ts";
import { byHand, converge, finding, pairsOf, vpcInput, writes, zoneNamed, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  hub,
  LOCAL,
  local,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), alpha(), beta()];
/** How long a call takes here. */
const LATENCY_MS = 400;
const FIRST = FILES.filter((f) => !f.path.includes("alpha"));
const outstanding = (stage: Stage) => zones(stage).flatMap((z) => z.authorizations);

async function authorize(stage: Stage, vpc: string) {
  const VPC = vpcInput(vpc);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
}

test("semantics 17: a pair costs an authorization, an association and the authorization's deletion", async () => {
  const stage = createStage(world());
  await converge(stage, FIRST);
  stage.cloud.calls.clear();
  await converge(stage, FILES);
  expect(outstanding(stage)).toEqual([]);
  expect(stage.cloud.calls.count({ write: true })).toMatchObject({
    "route53:CreateVPCAssociationAuthorization": 1,
    "route53:AssociateVPCWithHostedZone": 1,
    "route53:DeleteVPCAssociationAuthorization": 1,
  });
});

test("semantics 17: a spoke in the hub's own account needs no authorization", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), local()]);
  expect(writes(stage)).not.toContain("CreateVPCAssociationAuthorization");
  expect(zoneNamed(stage, SSM).vpcs).toContain(LOCAL.vpc);
});

test("semantics 17: stray authorizations are swept: of an associated pair, and of a VPC that no document wants", async () => {
  const stage = createStage(world());
  await converge(stage, FILES);
  await authorize(stage, ALPHA.vpc);
  await authorize(stage, GAMMA.vpc);
  const { plan } = await converge(stage, FILES);
  expect(pairsOf(plan, "deauthorize")).toEqual([`${SSM} ${ALPHA.vpc}`, `${SSM} ${GAMMA.vpc}`]);
  expect(plan.actions.map((a) => a.because).join()).toMatch(
    /the VPC is associated.*no document wants the VPC there/,
  );
  expect(outstanding(stage)).toEqual([]);
});

test("semantics 17: the authorization of a desired pair that cannot be made now is swept too", async () => {
  const stage = createStage(world({ alphaVpc: { enableDnsSupport: false } }));
  await converge(stage, FIRST);
  await authorize(stage, ALPHA.vpc);
  const plan = await stage.operator().plan(FILES);
  expect(pairsOf(plan, "deauthorize")).toEqual([`${SSM} ${ALPHA.vpc}`]);
});

test("semantics 12, 17: the authorization of a desired pair whose account cannot be seen is kept", async () => {
  const stage = createStage(world());
  await converge(stage, FIRST);
  await authorize(stage, ALPHA.vpc);
  stage.cloud.identity.setClosed(ALPHA.account, true);
  await stage.operator().apply(FILES);
  expect(outstanding(stage)).toEqual([ALPHA.vpc]);
});

for (const repeatedAuthorization of ["succeeds", "fails"] as const)
  test(`semantics 17, M: an authorization that is there already is used and taken back, where repeating one ${repeatedAuthorization}`, async () => {
    const stage = createStage(world(), { behaviours: { repeatedAuthorization } });
    await converge(stage, FIRST);
    await authorize(stage, ALPHA.vpc);
    stage.cloud.calls.clear();
    await converge(stage, FILES);
    expect(writes(stage)).toEqual(["AssociateVPCWithHostedZone", "DeleteVPCAssociationAuthorization"]);
    expect(outstanding(stage)).toEqual([]);
  });

for (const repeatedAuthorization of ["succeeds", "fails"] as const)
  test(`semantics 17, M: an authorization whose answer was lost does no harm, where repeating one ${repeatedAuthorization}`, async () => {
    const stage = createStage(world(), { behaviours: { repeatedAuthorization } });
    stage.cloud.faults.add({ fault: "loseAnswer", operation: "CreateVPCAssociationAuthorization", nth: 1 });
    await stage.operator().apply(FILES);
    stage.cloud.faults.clear();
    await stage.operator().apply(FILES);
    await converge(stage, FILES);
    expect(zoneNamed(stage, SSM).vpcs).toEqual(expect.arrayContaining([ALPHA.vpc, BETA.vpc]));
    expect(outstanding(stage)).toEqual([]);
  });

test("semantics 17: NotAuthorizedException after authorizing: authorize once more, and the pair is made", async () => {
  const stage = createStage(world(), { latencyMs: LATENCY_MS });
  await converge(stage, FIRST);
  stage.cloud.calls.clear();
  const refusal = { fault: "error", code: "NotAuthorizedException", status: 401, times: 1 } as const;
  stage.cloud.faults.add({ ...refusal, operation: "AssociateVPCWithHostedZone" });
  await converge(stage, FILES);
  expect(writes(stage)).toEqual([
    "CreateVPCAssociationAuthorization",
    "AssociateVPCWithHostedZone",
    "CreateVPCAssociationAuthorization",
    "AssociateVPCWithHostedZone",
    "DeleteVPCAssociationAuthorization",
  ]);
  const [, , again, retried] = stage.cloud.calls.list({ write: true });
  expect((retried?.at ?? 0) - (again?.at ?? 0)).toBeGreaterThanOrEqual(LATENCY_MS); // when it is there
});

test("semantics 17: refused again, the association fails with AWS's words, and its authorization goes", async () => {
  const stage = createStage(world());
  const refusal = {
    fault: "error",
    code: "NotAuthorizedException",
    status: 401,
    account: ALPHA.account,
  } as const;
  stage.cloud.faults.add({ ...refusal, operation: "AssociateVPCWithHostedZone", message: "not authorized" });
  const report = await stage.operator().apply(FILES);
  expect(converged(report)).toBe(false);
  const failed = report.outcomes.filter((o) => o.result === "failed");
  expect(failed).toEqual([
    expect.objectContaining({
      key: `associate hub/default/${SSM} ${ALPHA.vpc}@${REGION}`,
      failure: expect.objectContaining({ kind: "unauthorized", message: "not authorized" }),
    }),
  ]);
  expect(outstanding(stage)).toEqual([]);
  expect(zoneNamed(stage, SSM).vpcs).toContain(BETA.vpc);
});

test("semantics 16: nothing is authorized before the spoke's role, account and VPC were seen", async () => {
  const wrong = "vpc-0b0000000000000ff";
  const role = { roles: [{ name: "spoke", trusts: [OPERATOR], externalId: "another" }] };
  const stage = createStage(world({ beta: role }));
  const files = [hub(), endpoint("ssm"), alpha({ vpc: wrong }), beta()];
  const { plan } = await stage.operator().apply(files);
  expect(plan.findings.map((f) => f.reason)).toEqual(["AccessDenied", "VpcNotFound"]);
  expect(writes(stage)).not.toContain("CreateVPCAssociationAuthorization");
  expect(JSON.stringify(plan)).not.toContain(EXTERNAL_ID);
});

const few = (authorizations: number) => (text: string) =>
  `${text}  quotas: { authorizations: ${authorizations} }\n`;

for (const authorizationsCountedPer of ["zone", "account"] as const)
  test(`semantics 19: outstanding authorizations stay below the hub's cap, where AWS counts them per ${authorizationsCountedPer}`, async () => {
    const { files, world: many } = fleet({ zones: 2, vpcs: 12, accounts: 3 });
    const capped = files.map((f) => (f.path === "hub.yaml" ? { ...f, text: few(4)(f.text) } : f));
    const options: Partial<CloudOptions> = {
      behaviours: { authorizationsCountedPer },
      quotas: { authorizations: 4 },
    };
    const stage = createStage(many, options);
    let most = 0;
    stage.clock.onStep(() => {
      most = Math.max(most, outstanding(stage).length);
    });
    await converge(stage, capped);
    expect(most).toBe(4);
    expect(stage.cloud.calls.list({ errorCode: "TooManyVPCAssociationAuthorizations" })).toEqual([]);
    expect(zones(stage).map((z) => z.vpcs.length)).toEqual([13, 13]);
    expect(
      new Set(stage.cloud.calls.list({ operation: "AssociateVPCWithHostedZone" }).map((c) => c.account)),
    ).toEqual(new Set([0, 1, 2].map((i) => spokeAccount(i, 3))));
  });

test("semantics 17: in a conflict found only by AWS the pair fails in words and the authorization does not stay", async () => {
  const stage = createStage(world({ alpha: { zones: [{ name: SSM, vpcs: [ALPHA.vpc] }] } }));
  stage.cloud.faults.add({ fault: "deny", account: ALPHA.account, operation: "ListHostedZonesByVPC" });
  const report = await stage.operator().apply(FILES);
  expect(finding(report.plan, "NotChecked")).toMatchObject({
    kind: "note",
    spoke: "alpha",
    message: expect.stringContaining("its other hosted zones not checked"),
  });
  expect(report.outcomes.find((o) => o.result === "failed")?.failure).toMatchObject({ kind: "conflict" });
  const given = stage.cloud.calls.list({ operation: "CreateVPCAssociationAuthorization" });
  expect(given.filter(({ params }) => params.VPCId === ALPHA.vpc)).toHaveLength(1);
  expect(outstanding(stage)).toEqual([]);
});

test("semantics 18: one association and one authorization write at a time for each zone: AWS never has to say so", async () => {
  const { files, world: many } = fleet({ zones: 3, vpcs: 12, accounts: 4 });
  const stage = createStage(many, { latencyMs: LATENCY_MS });
  await converge(stage, files);
  const refused = stage.cloud.calls.list().filter((c) => c.errorCode !== undefined);
  expect(refused.map((c) => `${c.operation} ${c.errorCode}`)).toEqual([]);
});
