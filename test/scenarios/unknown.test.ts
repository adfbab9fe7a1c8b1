import { expect, test } from "vitest";
import { planExitCode } from "../../cmd/plan.ts";
import { converged } from "../../src/model/report.ts";
import { ANCHOR, EXTERNAL_ID, HUB, OPERATOR, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  converge,
  filesWithout,
  finding,
  pairsOf,
  propagate,
  said,
  snapshot,
  stageWith,
  zoneNamed,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  gamma,
  hub,
  KMS,
  KMS_ENDPOINT,
  PRIVATE,
  SSM,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
const without = (...names: string[]) => filesWithout(FILES, ...names);

const applied = () => stageWith(FILES);

test("semantics 12, 14: a spoke whose account denies us keeps its associations, and a whole fleet is judged without it", async () => {
  const stage = await applied();
  stage.cloud.identity.setClosed(ALPHA.account, true);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply(FILES);
  expect(plan).toMatchObject({ actions: [], findings: [] });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 12, 26: a closed account that lacks a pair is unknown, said with its account; the others go on", async () => {
  const stage = createStage(world());
  stage.cloud.identity.setClosed(ALPHA.account, true);
  const report = await stage.operator().apply(FILES);
  expect(said(report.plan)).toEqual(["unknown AccessDenied", "unknown AccessDenied"]);
  expect(report.plan.findings[0]).toMatchObject({
    spoke: "alpha",
    account: ALPHA.account,
    vpc: { id: ALPHA.vpc },
    message: expect.stringContaining(`account ${ALPHA.account}`),
    todo: expect.stringContaining("ExternalId"),
  });
  expect(planExitCode(report.plan)).toBe(1);
  expect(converged(report)).toBe(false);
  await propagate(stage);
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 28: a wrong ExternalId is told as one of the things to look at, and is in no output", async () => {
  const wrong = { roles: [{ name: "spoke", trusts: [OPERATOR], externalId: "another" }] };
  const stage = createStage(world({ alpha: wrong }));
  const report = await stage.operator().apply(FILES);
  const [first] = report.plan.findings;
  expect(first?.message).toMatch(
    /cannot assume arn:aws:iam::222222222222:role\/spoke .* the ExternalId differs/,
  );
  expect(JSON.stringify(report)).not.toContain(EXTERNAL_ID);
});

test("semantics 28: credentials that act in another account than the document's are unknown, and change nothing", async () => {
  const stage = createStage(world());
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub({ role: undefined }), endpoint("ssm"), alpha()]);
  expect(finding(plan, "WrongAccount")).toMatchObject({
    kind: "unknown",
    account: HUB,
    message: expect.stringContaining(`act in account ${OPERATOR}`),
  });
  expect(snapshot(stage)).toEqual(before);
});

const SECOND_HUB = "555555555555";
const SECOND_VPC = "vpc-0a000000000000002";
const second = {
  [SECOND_HUB]: {
    roles: [{ name: "hub", trusts: [OPERATOR] }],
    vpcs: [
      vpcOf(SECOND_VPC, 20, { endpoints: [{ id: KMS_ENDPOINT, service: "kms" }] }),
      vpcOf("vpc-0a000000000000003", 21),
    ],
  },
};

test("semantics 12: a hub that denies us is unknown as a whole and the other hub goes on", async () => {
  const stage = createStage(world({ endpoints: [], hub: { roles: [] }, accounts: second }));
  const other = hub(
    {
      account: SECOND_HUB,
      vpc: SECOND_VPC,
      anchorVpc: { vpc: "vpc-0a000000000000003" },
      role: { arn: `arn:aws:iam::${SECOND_HUB}:role/hub` },
    },
    "other",
  );
  const files = [
    hub(),
    other,
    endpoint("ssm"),
    endpoint("kms", { hubs: ["other"] }),
    alpha(),
    beta({ hub: "other" }),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toEqual(["unknown AccessDenied", "note SecurityGroupNotJudged"]); // a default group
  expect(plan.findings[0]).toMatchObject({
    hub: "hub",
    account: HUB,
    message: expect.stringContaining("nothing of the hub is changed"),
  });
  await propagate(stage);
  expect(answer(stage, BETA.vpc, KMS)).toContain("10.20.");
});

test("semantics 12: two hubs in one account: the zones of the one that could not be read are not taken for orphans", async () => {
  const elsewhere = hub({ region: "us-east-1", vpc: SECOND_VPC, anchorVpc: undefined }, "virginia");
  const parts = { hub: { vpcs: [{ ...vpcOf(SECOND_VPC, 20), region: "us-east-1" }] } };
  const stage = createStage(world(parts));
  const files = [...FILES, elsewhere];
  await converge(stage, files);
  stage.cloud.faults.add({ fault: "deny", account: HUB, service: "ec2", region: REGION });
  const plan = await stage.operator().plan(files);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toEqual(["unknown UnauthorizedOperation"]);
});

test("semantics 12: a zone whose records cannot be read takes no client, nor do its endpoint's other zones; the rest goes on", async () => {
  const services = { ssm: [SSM, `ssm.${REGION}.api.aws`] };
  const stage = createStage(world({ services }));
  await converge(stage, without("alpha"));
  stage.cloud.faults.add({ fault: "deny", operation: "ListResourceRecordSets", nth: 1 });
  const plan = await stage.operator().plan(FILES);
  const unread = finding(plan, "AccessDenied");
  expect(unread).toMatchObject({
    kind: "unknown",
    message: expect.stringMatching(/the records of zone Z\w+ \(.*\) could not be read/),
  });
  expect(said(plan).filter((s) => s === "withheld RecordsNotRead").length).toBeGreaterThan(0);
  const touched = pairsOf(plan, "associate");
  const ofUnread = unread.zone?.startsWith("ssm") ? [KMS] : [SSM, `ssm.${REGION}.api.aws`];
  expect(touched).toEqual(ofUnread.map((name) => `${name} ${ALPHA.vpc}`));
});

test("semantics 12: a zone whose records cannot be read is not removed", async () => {
  const stage = await applied();
  stage.cloud.faults.add({ fault: "deny", operation: "ListResourceRecordSets" });
  const plan = await stage.operator().plan(without("endpoint-ssm"));
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "RecordsNotRead")).toMatchObject({ kind: "withheld", zone: SSM, todo: "run again" });
});

test("semantics 12: a zone whose associations cannot be read loses and gains nothing", async () => {
  const stage = await applied();
  stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZone" });
  const plan = await stage.operator().plan([...without("alpha"), gamma()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toEqual(["unknown AccessDenied", "unknown AccessDenied"]);
  expect(plan.findings[0]?.message).toContain("the associations of zone");
});

test("semantics 12: a zone that the account's list does not show is not made a second time", async () => {
  const stage = await applied();
  const before = snapshot(stage);
  stage.cloud.faults.add({ fault: "deny", operation: "ListHostedZones" });
  const { plan } = await stage.operator().apply(FILES);
  expect(said(plan)).toEqual(["unknown AccessDenied"]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 12: a service that AWS no longer lists is stalled: its zones, records and pairs stay, and nobody joins", async () => {
  const stage = await applied();
  const name = `com.amazonaws.${REGION}.ssm`;
  stage.cloud.estate.network.services.set(REGION, name, undefined);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([...FILES, gamma({ endpoints: { names: ["ssm"] } })]);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toContain("withheld ServiceNotListed");
  expect(finding(plan, "ServiceNotListed").message).toContain(`in ${REGION} does not name ${name}`);
  expect(finding(plan, "EndpointStalled")).toMatchObject({ kind: "withheld", spoke: "gamma", zone: SSM });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 26: an emulator without a call is a note, said once, and not unknown", async () => {
  const stage = await applied();
  const fault = { fault: "error", code: "NotImplemented", status: 501 } as const;
  stage.cloud.faults.add({ ...fault, operation: "ListVPCAssociationAuthorizations" });
  const report = await stage.operator().apply(FILES);
  expect(said(report.plan)).toEqual(["note Unsupported"]);
  expect(finding(report.plan, "Unsupported").message).toContain("ListVPCAssociationAuthorizations");
  expect(converged(report)).toBe(true);
  expect(planExitCode(report.plan)).toBe(0);
});

test("semantics 20: rules that the role may not read are said to be not checked, and the pair is made", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ fault: "deny", account: ALPHA.account, service: "route53resolver" });
  const report = await stage.operator().apply([hub(), endpoint("ssm"), alpha()]);
  expect(finding(report.plan, "NotChecked")).toMatchObject({
    kind: "note",
    spoke: "alpha",
    message: expect.stringContaining("its Resolver rules not checked (AccessDenied"),
    todo: expect.stringContaining("docs/iam.md"),
  });
  expect(converged(report)).toBe(true);
});

test("a failing spoke never stops the others, and a later pass makes up for it", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({
    fault: "error",
    code: "InternalError",
    status: 500,
    account: ALPHA.account,
    service: "ec2",
  });
  const { plan } = await stage.operator().apply(FILES);
  expect(new Set(said(plan))).toEqual(new Set(["unknown InternalError"]));
  expect(plan.findings[0]?.todo).toContain("run again");
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR, BETA.vpc].sort());
  stage.cloud.faults.clear();
  await converge(stage, FILES);
  expect(zoneNamed(stage, SSM).vpcs).toContain(ALPHA.vpc);
});

test("a short trouble in one spoke is tried again within the pass", async () => {
  const stage = createStage(world());
  const fault = { fault: "error", code: "InternalError", status: 500, times: 2 } as const;
  stage.cloud.faults.add({ ...fault, account: ALPHA.account, operation: "DescribeVpcs" });
  await converge(stage, FILES);
});

test("semantics 28: a session that runs out in mid-pass is renewed once, and the pass goes on", async () => {
  const stage = createStage(world());
  const fault = { fault: "error", code: "ExpiredToken", status: 403, times: 1 } as const;
  stage.cloud.faults.add({ ...fault, account: ALPHA.account, operation: "AssociateVPCWithHostedZone" });
  await converge(stage, FILES);
});

test("semantics 12: the operator's plan is the same whoever was read first", async () => {
  const stage = createStage(world(), { latencyMs: 5 });
  const other = createStage(world(), { latencyMs: 5, seed: 1 });
  const plan = await stage.operator().plan(FILES);
  const reversed = await other.operator().plan([...FILES].reverse());
  expect(reversed.actions).toEqual(plan.actions);
});
