import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Action } from "../src/model/action.ts";
import { converged } from "../src/model/report.ts";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { type IamQuestion, isAllowed } from "./support/iam.ts";
import { createStage, desiredFrom, type Files } from "./support/stage.ts";

const ROOT = new URL("../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const policy = (name: string): { Statement: Statement[] } => JSON.parse(text(`docs/iam/${name}.json`));
type Statement = {
  Sid: string;
  Condition?: { "ForAllValues:StringEquals"?: { "route53:VPCs"?: string[] } };
};

const OPERATOR = {
  principal: "arn:aws:iam::999999999999:role/vpce-operator",
  policy: policy("operator-policy"),
};
const HUB = {
  principal: "arn:aws:sts::111111111111:assumed-role/vpce-operator-hub/vpce-operator",
  policy: policy("hub-policy"),
};
/** The payments account stands for every spoke's. */
const SPOKE = {
  principal: "arn:aws:sts::222222222222:assumed-role/vpce-operator-spoke/vpce-operator",
  policy: policy("spoke-policy"),
};
const STRANGER = "VPCId=vpc-0bad000000000000a,VPCRegion=ap-southeast-2";
const PAYMENTS_PROD = "VPCId=vpc-0b22000000000000a,VPCRegion=ap-southeast-2";

describe("the policies in docs/iam", () => {
  let calls: readonly LoggedCall[];
  let actions: readonly Action[];
  beforeAll(async () => {
    ({ calls, actions } = await liveThrough());
  });
  const parties = (call: LoggedCall) => [HUB, SPOKE].find((role) => role.principal === call.principalArn);

  it("allow every call that the hub's and a spoke's role make in the life of the sample", async () => {
    const judged = calls.filter((call) => parties(call) && call.operation !== "GetCallerIdentity");
    expect(new Set(judged.map((call) => call.principalArn)).size).toBe(2);
    const questions = new Map(judged.map((call) => [JSON.stringify(questionOf(call, actions)), call]));
    const denied: string[] = [];
    for (const [question, call] of questions) {
      const role = parties(call);
      if (role && !(await isAllowed(JSON.parse(question), role))) denied.push(`${call.account}: ${question}`);
    }
    expect(denied).toEqual([]);
  });

  it("were asked about every operation that the source can call", () => {
    const asked = new Set(calls.map((call) => call.operation));
    expect(operationsInSource().filter((operation) => !asked.has(operation))).toEqual([]);
  });

  it("name the VPCs of the sample, and no others", () => {
    const { hubs, spokes } = desiredFrom(sample());
    const [hub] = hubs;
    if (!hub?.anchorVpc) throw new Error("the sample's hub has an anchor");
    const ref = (vpc: { id: string; region: string }) => `VPCId=${vpc.id},VPCRegion=${vpc.region}`;
    const vpcsOf = (test: (account: string) => boolean) =>
      spokes.filter((s) => test(s.account)).map((s) => ref({ id: s.vpc, region: s.region }));
    const own = [
      ref({ id: hub.vpc, region: hub.region }),
      ref(hub.anchorVpc),
      ...vpcsOf((a) => a === hub.account),
    ];
    expect(namedVpcs("hub-policy", "CreatePrivateZonesAndJoinOwnVpcs")).toEqual(own.sort());
    expect(namedVpcs("hub-policy", "AuthorizeSpokes")).toEqual(vpcsOf((a) => a !== hub.account).sort());
    expect(namedVpcs("spoke-policy", "JoinZonesWithTheseVpcs")).toEqual(
      vpcsOf((a) => a === "222222222222").sort(),
    );
  });

  it("are shown in docs/iam.md as they are", () => {
    const page = text("docs/iam.md");
    for (const file of readdirSync(new URL("docs/iam", ROOT)))
      expect(page, file).toContain(`\`\`\`json\n${text(`docs/iam/${file}`)}\`\`\``);
  });
});

describe("the hub's role", () => {
  const zone = "arn:aws:route53:::hostedzone/Z0HUB";
  const record = (name: string, type = "A", action = "UPSERT") => ({
    action: "route53:ChangeResourceRecordSets",
    resource: zone,
    context: {
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": [name],
      "route53:ChangeResourceRecordSetsRecordTypes": [type],
      "route53:ChangeResourceRecordSetsActions": [action],
    },
  });

  it.each<[string, IamQuestion]>([
    ["create a public zone", { action: "route53:CreateHostedZone", resource: "*" }],
    ["create a zone in a spoke's VPC", vpcQuestion("CreateHostedZone", "*", PAYMENTS_PROD)],
    ["join a spoke's VPC itself", vpcQuestion("AssociateVPCWithHostedZone", zone, PAYMENTS_PROD)],
    ["authorise a VPC that is no spoke", vpcQuestion("CreateVPCAssociationAuthorization", zone, STRANGER)],
    ["write a record of the company's own names", record("www.example.com")],
    ["write a record of another type", record("ssm.ap-southeast-2.amazonaws.com", "CNAME")],
    ["create over what exists", record("ssm.ap-southeast-2.amazonaws.com", "A", "CREATE")],
    ["delete an endpoint", { action: "ec2:DeleteVpcEndpoints", resource: ec2("vpc-endpoint/vpce-0a") }],
    ["delete a VPC", { action: "ec2:DeleteVpc", resource: ec2("vpc/vpc-0a11ce0000000000a") }],
    ["assume a role further on", { action: "sts:AssumeRole", resource: "arn:aws:iam::333333333333:role/x" }],
    ["pass a role", { action: "iam:PassRole", resource: "arn:aws:iam::111111111111:role/admin" }],
    ["write a policy", { action: "iam:PutRolePolicy", resource: "arn:aws:iam::111111111111:role/admin" }],
  ])("may not %s", async (_what, question) => {
    expect(await isAllowed(question, HUB)).toBe(false);
  });

  it("may write an alias at a wildcard", async () => {
    expect(await isAllowed(record("\\052.dkr.ecr.ap-southeast-2.amazonaws.com"), HUB)).toBe(true);
  });
});

describe("a spoke's role", () => {
  const zone = "arn:aws:route53:::hostedzone/Z0HUB";

  it.each<[string, IamQuestion]>([
    ["change records", { action: "route53:ChangeResourceRecordSets", resource: zone }],
    ["create a zone", vpcQuestion("CreateHostedZone", "*", PAYMENTS_PROD)],
    ["delete a zone", { action: "route53:DeleteHostedZone", resource: zone }],
    ["leave a zone", vpcQuestion("DisassociateVPCFromHostedZone", zone, PAYMENTS_PROD)],
    ["authorise anybody", vpcQuestion("CreateVPCAssociationAuthorization", zone, PAYMENTS_PROD)],
    ["join with a VPC that is not shared", vpcQuestion("AssociateVPCWithHostedZone", zone, STRANGER)],
    ["join with no VPC named", { action: "route53:AssociateVPCWithHostedZone", resource: zone }],
    [
      "delete its VPC",
      { action: "ec2:DeleteVpc", resource: ec2("vpc/vpc-0b22000000000000a", "222222222222") },
    ],
    [
      "change its VPC",
      { action: "ec2:ModifyVpcAttribute", resource: ec2("vpc/vpc-0b22000000000000a", "222222222222") },
    ],
    ["write a policy", { action: "iam:PutRolePolicy", resource: "arn:aws:iam::222222222222:role/admin" }],
  ])("may not %s", async (_what, question) => {
    expect(await isAllowed(question, SPOKE)).toBe(false);
  });
});

describe("the roles' trust", () => {
  const spoke = "arn:aws:iam::222222222222:role/vpce-operator-spoke";
  const assume = (resource: string, externalId?: string) => ({
    action: "sts:AssumeRole",
    resource,
    context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
  });
  const trusting = { ...OPERATOR, trust: policy("spoke-trust") };

  it("lets the operator into a spoke with the right ExternalId only", async () => {
    const externalId = desiredFrom(sample()).spokes.find((s) => s.name === "payments-prod")?.role?.externalId;
    expect(await isAllowed(assume(spoke, externalId?.reveal()), trusting)).toBe(true);
    expect(await isAllowed(assume(spoke, "another"), trusting)).toBe(false);
    expect(await isAllowed(assume(spoke), trusting)).toBe(false);
  });

  it("lets the operator into the hub, and nobody else into either", async () => {
    const hub = "arn:aws:iam::111111111111:role/vpce-operator-hub";
    const trust = policy("hub-trust");
    const stranger = { ...OPERATOR, principal: "arn:aws:iam::999999999999:role/somebody" };
    expect(await isAllowed(assume(hub), { ...OPERATOR, trust })).toBe(true);
    expect(await isAllowed(assume(hub), { ...stranger, trust })).toBe(false);
    expect(
      await isAllowed(assume(spoke, "example-external-id-not-a-secret"), {
        ...stranger,
        trust: trusting.trust,
      }),
    ).toBe(false);
  });

  it("lets the operator into no role that is not listed", async () => {
    const other = "arn:aws:iam::222222222222:role/admin";
    expect(await isAllowed(assume(other, "example-external-id-not-a-secret"), trusting)).toBe(false);
  });
});

/** The sample applied cold, then less an endpoint and two spokes; a spoke has a Resolver rule of its own. */
async function liveThrough(): Promise<{ calls: LoggedCall[]; actions: Action[] }> {
  const world = parse(text("cmd/demo/world.yaml"));
  world.accounts["222222222222"].vpcs[0].resolverRules = [{ domain: "corp.example", targets: ["10.2.0.2"] }];
  const stage = createStage(stringify(world));
  const cold = await stage.operator().apply(sample());
  const gone = /(ec2messages|payments-dev|data-prod)\.yaml$/;
  const fewer = sample().filter(({ path }) => !gone.test(path));
  const less = await stage.operator().apply(fewer, { allowRemovals: () => true });
  expect([converged(cold), converged(less)]).toEqual([true, true]);
  return { calls: stage.cloud.calls.list(), actions: [...cold.plan.actions, ...less.plan.actions] };
}

function sample(): Files {
  const folder = new URL("desired-state/", ROOT);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => ({ path, text: text(`desired-state/${path}`) }));
}

function operationsInSource(): string[] {
  const files = ["src/aws", "src/reconcilers", "src/operator"].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path) => text(`${folder}/${path}`)),
  );
  const found = files.flatMap((file) =>
    [...file.matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name),
  );
  expect(found.length).toBeGreaterThan(10);
  return [...new Set(found)];
}

/** The resource and the context keys that AWS makes of a call. */
function questionOf(call: LoggedCall, actions: readonly Action[]): IamQuestion {
  const { service, operation, params } = call;
  const { VPCId, VPCRegion } = params;
  return {
    action: `${service}:${operation}`,
    resource: resourceOf(call),
    context: {
      ...(VPCId && { "route53:VPCs": [`VPCId=${VPCId},VPCRegion=${VPCRegion}`] }),
      ...(operation === "ChangeResourceRecordSets" && recordKeys(actions)),
    },
  };
}

function resourceOf({ account, region, operation, params }: LoggedCall): string {
  const zone = params.HostedZoneId ?? params.ResourceId ?? params.ResourceIds?.split(",")[0];
  if (operation === "GetChange") return `arn:aws:route53:::change/${params.Id}`;
  if (operation === "DescribeVpcAttribute") return `arn:aws:ec2:${region}:${account}:vpc/${params.VpcId}`;
  if (/^(Get|Delete)HostedZone$/.test(operation)) return `arn:aws:route53:::hostedzone/${params.Id}`;
  return zone ? `arn:aws:route53:::hostedzone/${zone}` : "*";
}

/** Of all the aliases in the plans: the log does not say which of them were in one batch. */
function recordKeys(actions: readonly Action[]): Record<string, string[]> {
  const upserts = actions.flatMap((a) => (a.kind === "changeRecords" ? a.upserts : []));
  const deletes = actions.flatMap((a) => (a.kind === "deleteZone" ? a.deletes : []));
  const aliases = [...upserts, ...deletes];
  expect(deletes).not.toEqual([]);
  return {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": aliases.map((a) => a.name.replace("*", "\\052")),
    "route53:ChangeResourceRecordSetsRecordTypes": aliases.map((a) => a.type),
    "route53:ChangeResourceRecordSetsActions": ["UPSERT", "DELETE"],
  };
}

function vpcQuestion(operation: string, resource: string, vpc: string): IamQuestion {
  return { action: `route53:${operation}`, resource, context: { "route53:VPCs": [vpc] } };
}

function ec2(resource: string, account = "111111111111"): string {
  return `arn:aws:ec2:ap-southeast-2:${account}:${resource}`;
}

function namedVpcs(name: string, sid: string): string[] {
  const statement = policy(name).Statement.find((s) => s.Sid === sid);
  return [...(statement?.Condition?.["ForAllValues:StringEquals"]?.["route53:VPCs"] ?? [])].sort();
}
