import { expect, test } from "vitest";
import { planExitCode } from "../../cmd/plan.ts";
import { REGION } from "../support/fleet.ts";
import { answer, converge, finding, pairsOf, propagate, said, zoneNamed } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
const OWN = "vpce-0f000000000000001";
const ownEndpoint = { endpoints: [{ id: OWN, service: "ssm", privateDns: true }] };

for (const managedZoneInListHostedZonesByVPC of [true, false])
  test(`semantics 20, M: a spoke's own endpoint with private DNS holds the name, its managed zone ${managedZoneInListHostedZonesByVPC ? "shown" : "not shown"} by ListHostedZonesByVPC`, async () => {
    const stage = createStage(world({ alphaVpc: ownEndpoint }), {
      behaviours: { managedZoneInListHostedZonesByVPC },
    });
    const { plan, outcomes } = await stage.operator().apply(FILES);
    expect(said(plan)).toEqual(["conflict NameHeldByEndpoint", "note PathNotChecked"]);
    expect(plan.findings[0]).toMatchObject({
      spoke: "alpha",
      zone: SSM,
      vpc: { id: ALPHA.vpc, region: REGION },
    });
    expect(`${plan.findings[0]?.message} ${plan.findings[0]?.todo}`).toMatch(/private DNS/);
    expect(planExitCode(plan)).toBe(2);
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    await propagate(stage);
    expect(answer(stage, ALPHA.vpc, SSM)).toBe("own endpoint");
    expect(answer(stage, ALPHA.vpc, KMS)).toContain(PRIVATE);
    expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  });

test("semantics 20: the words say how to switch the spoke's own private DNS off, and doing so ends the conflict", async () => {
  const stage = createStage(world({ alphaVpc: ownEndpoint }));
  const { plan } = await stage.operator().apply(FILES);
  expect(finding(plan, "NameHeldByEndpoint").todo).toContain(
    `aws ec2 modify-vpc-endpoint --region ${REGION} --vpc-endpoint-id ${OWN} --no-private-dns-enabled`,
  );
  const own = stage.cloud.estate.network.endpoints.get(OWN);
  if (own) own.privateDns = false;
  await converge(stage, FILES);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 20: a spoke that leaves the endpoint out keeps its own, and nothing is in conflict", async () => {
  const stage = createStage(world({ alphaVpc: ownEndpoint }));
  const { plan } = await stage.operator().apply(FILES);
  const { todo } = finding(plan, "NameHeldByEndpoint");
  expect(todo).toContain("; or to keep it, leave it out in spoke alpha: endpoints: { except: [ssm] }");
  const followed = [...FILES.slice(0, 3), alpha({ endpoints: { except: ["ssm"] } }), beta()];
  const after = await stage.operator().plan(followed);
  expect([after.actions, after.findings]).toEqual([[], []]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("own endpoint");
});

test("semantics 20: a zone of the spoke's own account holds the name; the spoke's other names go on", async () => {
  const stage = createStage(world({ alpha: { zones: [{ name: SSM, vpcs: [ALPHA.vpc] }] } }));
  const { plan } = await stage.operator().apply(FILES);
  expect(finding(plan, "NameHeldByZone")).toMatchObject({
    kind: "conflict",
    message: expect.stringMatching(`is in zone Z\\w+ of the name ${SSM}, owned by account ${ALPHA.account}`),
    todo: expect.stringContaining("disassociate-vpc-from-hosted-zone"),
  });
  expect(pairsOf(plan, "associate")).toEqual([
    `${KMS} ${ALPHA.vpc}`,
    `${KMS} ${BETA.vpc}`,
    `${SSM} ${BETA.vpc}`,
  ]);
});

test("semantics 20: a Resolver rule of the same name gives no error and wins, so it is a conflict; another name's is none", async () => {
  const resolverRules = [
    { id: "rslvr-rr-0000000000000001", domain: SSM, targets: ["10.9.0.53"] },
    { id: "rslvr-rr-0000000000000002", domain: "corp.example", targets: ["10.9.0.53"] },
  ];
  const stage = createStage(world({ alphaVpc: { resolverRules } }));
  const { plan } = await stage.operator().apply(FILES);
  expect(said(plan)).toEqual(["conflict NameHeldByRule"]);
  expect(finding(plan, "NameHeldByRule")).toMatchObject({
    message: expect.stringContaining("rslvr-rr-0000000000000001"),
    todo: expect.stringContaining(`disassociate-resolver-rule --region ${REGION} --vpc-id ${ALPHA.vpc}`),
  });
});

test("semantics 21: two endpoints of one set whose AWS names meet: the name is served by one of them, the other is told", async () => {
  const stage = createStage(world({ services: { kms: [KMS, SSM] } }));
  const { plan, outcomes } = await stage.operator().apply(FILES);
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(finding(plan, "NameWantedTwice")).toMatchObject({ kind: "conflict", zone: SSM });
  expect((await stage.operator().plan(FILES)).actions).toEqual([]);
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 21, 23: a second endpoint whose AWS names meet a shared one does not take it over", async () => {
  const stage = createStage(world({ services: { kms: [KMS, SSM] } }));
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const before = zoneNamed(stage, SSM);
  const { plan } = await stage.operator().apply([hub(), endpoint("kms"), endpoint("ssm"), alpha()]);
  expect(finding(plan, "NameWantedTwice")).toMatchObject({
    endpoint: "kms",
    message: expect.stringContaining("it points at ssm"),
    todo: "narrow names of one of them",
  });
  expect(zoneNamed(stage, SSM)).toEqual(before);
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, KMS)).toContain(PRIVATE);
});

const MEETING = [
  hub(),
  endpoint("ssm"),
  endpoint("kms", { set: "other" }),
  beta({ endpoints: { names: ["ssm"] } }),
];
const meeting = () => createStage(world({ services: { kms: [SSM] } }));

test("semantics 21: a spoke that chose two sets whose AWS names meet is in one zone of the name, and told", async () => {
  const stage = meeting();
  const files = [...MEETING, alpha()];
  await stage.operator().apply(files);
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toEqual(["conflict NameWantedTwice"]);
  expect(plan.findings[0]).toMatchObject({
    spoke: "alpha",
    vpc: { id: ALPHA.vpc },
    message: expect.stringContaining("through endpoint kms and through ssm of hub hub"),
    todo: expect.stringContaining("spoke's endpoints"),
  });
});

test("semantics 21: a spoke that is in one set's zone and now wants the other's too stays, and is told where it is", async () => {
  const stage = meeting();
  const before = [...MEETING, alpha({ endpoints: { names: ["kms"] } })];
  await stage.operator().apply(before);
  await converge(stage, before);
  const { plan } = await stage.operator().apply([...MEETING, alpha()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "NameWantedTwice")).toMatchObject({
    kind: "conflict",
    spoke: "alpha",
    zone: SSM,
    message: expect.stringContaining("and it is in Z"),
  });
});
