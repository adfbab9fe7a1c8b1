import { expect, it } from "vitest";
import { subjectOf } from "../../src/model/explain/subject.ts";
import { explanationText } from "../../src/model/render/explanation.ts";
import { explainName } from "../../src/operator/explain.ts";
import { settle } from "../laws/support.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { ALPHA, alpha, beta, endpoint, hub, KMS, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta({ endpoints: { except: ["kms"] } })];
const OWN = "vpce-0e00000000000000f";

/** What the command prints, without its line breaks. */
async function explained(stage: Stage, vpc: string, name: string, files: Files = FILES): Promise<string> {
  const subject = subjectOf(vpc, desiredFrom(files));
  const seen = await stage.clock.run(explainName(name, subject, stage.operator().accounts));
  return seen.kind === "seen"
    ? explanationText(seen.value, undefined, 10_000).replace(/ +/g, " ")
    : seen.failure.error;
}

it("before an apply: the public DNS answers, and what is planned is said; afterwards our zone does", async () => {
  const stage = createStage(world(), { insyncMs: 0 });
  const before = await explained(stage, "alpha", SSM);
  expect(before).toContain("answered by the public DNS");
  expect(before).toContain(`endpoint ssm of hub hub shares ${SSM} with spoke alpha`);
  expect(before).toContain(`now planned create hosted zone ${SSM}`);
  await stage.operator().apply(FILES);
  await settle(stage);
  const after = await explained(stage, "alpha", SSM);
  expect(after).toMatch(
    /answered by hosted zone Z\w+ \(ssm.eu-west-1.amazonaws.com\), kept by vpce-operator for endpoint ssm/,
  );
  expect(after).toContain(`the hub's endpoint ${SSM_ENDPOINT} (available)`);
  expect(after).not.toContain("now planned");
  expect(await explained(stage, "alpha", `x.${SSM}`)).toContain("NXDOMAIN");
});

it("who holds the name in the way of ours is said, with what to do", async () => {
  const own = { endpoints: [{ id: OWN, service: "ssm", privateDns: true }] };
  const told = await explained(createStage(world({ alphaVpc: own })), "alpha", SSM);
  expect(told).toContain(`answered by the VPC's own endpoint ${OWN}`);
  expect(told).toContain(`that holds ${SSM} → switch it off or delete it`);
});

it("a spoke that leaves an endpoint out, and a name that no document has", async () => {
  const stage = createStage(world({ services: { sqs: ["sqs.eu-west-1.amazonaws.com"] } }));
  expect(await explained(stage, "beta", KMS)).toContain("not with spoke beta: its endpoints leave it out");
  expect(await explained(stage, "beta", "sqs.eu-west-1.amazonaws.com")).toContain(
    "AWS lists it for com.amazonaws.eu-west-1.sqs",
  );
  expect(await explained(stage, "beta", "db.example.com")).toContain("AWS lists it for no service here");
});

it("by a VPC's id: the hub VPC, which keeps its own private DNS", async () => {
  const kept = world({ endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] });
  const told = await explained(createStage(kept), HUB_VPC, SSM, [hub(), endpoint("ssm"), alpha()]);
  expect(told).toContain(`answered by the VPC's own endpoint ${SSM_ENDPOINT}`);
  expect(told).toContain("not with this VPC");
});

it("what cannot be seen is not guessed", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({
    fault: "deny",
    operation: "ListResolverRuleAssociations",
    account: ALPHA.account,
  });
  expect(await explained(stage, "alpha", SSM)).toContain("not seen its Resolver rules (AccessDenied");
  stage.cloud.faults.add({ fault: "deny", operation: "AssumeRole" });
  expect(await explained(stage, "alpha", SSM)).toMatch(/AccessDenied|RoleNotAssumed/);
});

it("records of a zone of somebody else's account are not known", async () => {
  const theirs = { zones: [{ name: SSM, vpcs: [ALPHA.vpc], records: [] }] };
  const stage = createStage(world({ accounts: { "555555555555": theirs } }));
  const told = await explained(stage, "alpha", SSM);
  expect(told).toContain("of account 555555555555");
  expect(told).toContain("not known: the records of the zone were not read");
});

it("a slip in the spoke's name is told with what was probably meant", () => {
  const desired = desiredFrom(FILES);
  expect(() => subjectOf("alpa", desired)).toThrow('there is no spoke alpa: did you mean "alpha"?');
  expect(() => subjectOf("vpc-0f00000000000000f", desired)).toThrow(
    "no document names vpc-0f00000000000000f",
  );
});

it("asks only the VPC that it is about, and the hub", async () => {
  const stage = createStage(world());
  await explained(stage, "alpha", SSM);
  const accounts = new Set(
    stage.cloud.calls.list({ operation: "DescribeVpcs" }).map(({ account }) => account),
  );
  expect([...accounts].sort()).toEqual([HUB, ALPHA.account]);
});
