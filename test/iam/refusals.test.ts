import { describe, expect, it } from "vitest";
import { type IamQuestion, isAllowed } from "../support/iam/evaluate.ts";
import { policyNamed as policy } from "../support/iam/suite.ts";
import { sample } from "../support/sample-files.ts";
import { desiredFrom } from "../support/stage.ts";

/** What the roles of docs/iam may not do, whatever the operator were made to ask for. */

const OPERATOR = {
  principal: "arn:aws:iam::999999999999:role/vpce-operator",
  policies: [policy("operator-policy")],
};
/** Shares endpoints that others keep. */
const HUB = {
  principal: "arn:aws:sts::111111111111:assumed-role/vpce-operator-hub/vpce-operator",
  policies: [policy("hub-policy")],
};
/** Makes endpoints too; switches private DNS off too. */
const HUB_MANAGED = { ...HUB, policies: [...HUB.policies, policy("hub-policy-managed")] };
const HUB_TURN_OFF = { ...HUB, policies: [...HUB.policies, policy("hub-policy-turn-off")] };
/** The payments account stands for every spoke's. */
const SPOKE = {
  principal: "arn:aws:sts::222222222222:assumed-role/vpce-operator-spoke/vpce-operator",
  policies: [policy("spoke-policy")],
};
const HUB_RULES = { ...HUB, policies: [...HUB.policies, policy("hub-policy-resolver")] };
const HUB_RESOLVER = {
  ...HUB_RULES,
  policies: [...HUB_RULES.policies, policy("hub-policy-managed-resolver")],
};
const STRANGER = "VPCId=vpc-0bad000000000000a,VPCRegion=ap-southeast-2";
const PAYMENTS_PROD = "VPCId=vpc-0b22000000000000a,VPCRegion=ap-southeast-2";

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
    ["authorize a VPC that is no spoke", vpcQuestion("CreateVPCAssociationAuthorization", zone, STRANGER)],
    ["write a record of the company's own names", record("www.example.com")],
    ["write a record of another type", record("ssm.ap-southeast-2.amazonaws.com", "CNAME")],
    ["delete an endpoint", { action: "ec2:DeleteVpcEndpoints", resource: ec2("vpc-endpoint/vpce-0a") }],
    ["modify an endpoint", { action: "ec2:ModifyVpcEndpoint", resource: ec2("vpc-endpoint/vpce-0a") }],
    ["make an endpoint", { action: "ec2:CreateVpcEndpoint", resource: ec2("vpc/vpc-0a11ce0000000000a") }],
    ["delete a VPC", { action: "ec2:DeleteVpc", resource: ec2("vpc/vpc-0a11ce0000000000a") }],
    ["assume a role further on", { action: "sts:AssumeRole", resource: "arn:aws:iam::333333333333:role/x" }],
    ["pass a role", { action: "iam:PassRole", resource: "arn:aws:iam::111111111111:role/admin" }],
    ["write a policy", { action: "iam:PutRolePolicy", resource: "arn:aws:iam::111111111111:role/admin" }],
  ])("may not %s", async (_what, question) => {
    expect(await isAllowed(question, HUB)).toBe(false);
  });

  it("may create an alias where nothing stands, in an adopted zone", async () => {
    expect(await isAllowed(record("ssm.ap-southeast-2.amazonaws.com", "A", "CREATE"), HUB)).toBe(true);
  });

  it("may write an alias at a wildcard", async () => {
    expect(await isAllowed(record("\\052.dkr.ecr.ap-southeast-2.amazonaws.com"), HUB)).toBe(true);
  });
});

describe("the hub's role with managed endpoints", () => {
  const claim = "vpceop/network-platform/0123456789abcdef0123456789abcdef";
  const theirs = "vpceop/somebody-else/0123456789abcdef0123456789abcdef";
  const endpoint = ec2("vpc-endpoint/vpce-0551110000000000a");
  const made = ec2("vpc-endpoint/*");
  const hubVpc = ec2("vpc/vpc-0a11ce0000000000a");
  const asked = (owner: string) => ({ "aws:RequestTag/vpce-operator/claim": owner });
  const tagged = (owner: string) => ({ "aws:ResourceTag/vpce-operator/claim": owner });
  const ssm = { "ec2:VpceServiceName": "com.amazonaws.ap-southeast-2.ssm" };
  const partner = { "ec2:VpceServiceName": "com.amazonaws.vpce.ap-southeast-2.vpce-svc-0a" };
  const onCreate = { "ec2:CreateAction": "CreateVpcEndpoint" };
  const may = (action: string, resource: string, context: IamQuestion["context"] = {}) =>
    isAllowed({ action: `ec2:${action}`, resource, context }, HUB_MANAGED);

  it("modifies and deletes what bears its owner's claim, and nothing else", async () => {
    for (const action of ["ModifyVpcEndpoint", "DeleteVpcEndpoints"]) {
      expect(await may(action, endpoint, tagged(claim))).toBe(true);
      expect(await may(action, endpoint, tagged(theirs))).toBe(false);
      expect(await may(action, endpoint)).toBe(false);
    }
  });

  it("cannot claim an endpoint that exists, nor change the claim of its own", async () => {
    expect(await may("CreateTags", endpoint, asked(claim))).toBe(false);
    expect(await may("CreateTags", endpoint, { ...tagged(claim), ...asked(theirs) })).toBe(false);
    expect(await may("CreateTags", endpoint, { ...tagged(claim), "aws:RequestTag/team": "a" })).toBe(true);
    expect(await may("CreateTags", hubVpc, { "aws:RequestTag/team": "a" })).toBe(false);
  });

  it("makes endpoints of AWS's services only, with the claim, in the hub VPC and where it was told", async () => {
    expect(await may("CreateVpcEndpoint", made, { ...asked(claim), ...ssm })).toBe(true);
    expect(await may("CreateVpcEndpoint", made, { ...asked(claim), ...partner })).toBe(false);
    expect(await may("CreateVpcEndpoint", made, { ...asked(theirs), ...ssm })).toBe(false);
    expect(await may("CreateVpcEndpoint", made, ssm)).toBe(false);
    expect(await may("CreateTags", made, { ...asked(claim), ...onCreate })).toBe(true);
    expect(await may("CreateTags", made, onCreate)).toBe(false);
    expect(await may("CreateVpcEndpoint", hubVpc)).toBe(true);
    expect(await may("CreateVpcEndpoint", ec2("vpc/vpc-0e11000000000000a"))).toBe(false);
    expect(await may("CreateVpcEndpoint", ec2("subnet/subnet-0bad000000000000a"))).toBe(false);
  });

  it("gives an endpoint no subnet or group of another VPC", async () => {
    const inVpc = (vpc: string) => ({ "ec2:Vpc": ec2(`vpc/${vpc}`) });
    for (const resource of [ec2("subnet/subnet-0f"), ec2("security-group/sg-0f")]) {
      expect(await may("ModifyVpcEndpoint", resource, inVpc("vpc-0a11ce0000000000a"))).toBe(true);
      expect(await may("ModifyVpcEndpoint", resource, inVpc("vpc-0e11000000000000a"))).toBe(false);
    }
  });
});

describe("the hub's role with managed Resolver endpoints", () => {
  const made = "arn:aws:route53resolver:ap-southeast-2:111111111111:resolver-endpoint/rslvr-in-0";
  const may = (action: string, resource: string, context: IamQuestion["context"] = {}) =>
    isAllowed({ action, resource, context }, HUB_RESOLVER);

  it.each([
    "AssociateResolverEndpointIpAddress",
    "DeleteResolverEndpoint",
    "DisassociateResolverEndpointIpAddress",
    "UpdateResolverEndpoint",
  ])("may %s where its owner's tag stands, and nowhere else", async (name) => {
    const action = `route53resolver:${name}`;
    const tagged = (owner: string) => ({ "aws:ResourceTag/vpce-operator/owner": owner });
    expect(await may(action, made, tagged("network-platform"))).toBe(true);
    expect(await may(action, made, tagged("somebody-else"))).toBe(false);
    expect(await may(action, made)).toBe(false);
    expect(await isAllowed({ action, resource: made, context: tagged("network-platform") }, HUB_RULES)).toBe(
      false,
    );
  });

  it("may place interfaces in the subnets and groups that are named, and in no others", async () => {
    expect(await may("ec2:CreateNetworkInterface", ec2("subnet/subnet-0a11ce0000000000a"))).toBe(true);
    expect(await may("ec2:CreateNetworkInterface", ec2("security-group/sg-0551110000000000a"))).toBe(true);
    expect(await may("ec2:CreateNetworkInterface", ec2("subnet/subnet-0bad000000000000a"))).toBe(false);
    expect(await may("ec2:CreateNetworkInterface", ec2("security-group/sg-0bad000000000000a"))).toBe(false);
  });
});

describe("the hub's role with Resolver rules", () => {
  const rule = "arn:aws:route53resolver:ap-southeast-2:111111111111:resolver-rule/rslvr-rr-0";
  const share = "arn:aws:ram:ap-southeast-2:111111111111:resource-share/0";
  const asked = (owner: string) => ({ "aws:RequestTag/vpce-operator/owner": owner });
  const tagged = (owner: string) => ({ "aws:ResourceTag/vpce-operator/owner": owner });
  const rules = { "ram:RequestedResourceType": "route53resolver:ResolverRule" };
  const subnets = { "ram:RequestedResourceType": "ec2:Subnet" };
  const may = (action: string, resource: string, context: IamQuestion["context"] = {}) =>
    isAllowed({ action, resource, context }, HUB_RULES);

  it.each([
    ["route53resolver:UpdateResolverRule", rule],
    ["route53resolver:DeleteResolverRule", rule],
    ["ram:AssociateResourceShare", share],
    ["ram:DisassociateResourceShare", share],
    ["ram:DeleteResourceShare", share],
  ])("may %s where its owner's tag stands, and nowhere else", async (action, resource) => {
    expect(await may(action, resource, tagged("network-platform"))).toBe(true);
    expect(await may(action, resource, tagged("somebody-else"))).toBe(false);
    expect(await may(action, resource)).toBe(false);
  });

  it.each([
    ["route53resolver:CreateResolverRule", rule],
    ["route53resolver:TagResource", rule],
    ["ram:CreateResourceShare", "*"],
    ["ram:TagResource", share],
  ])("may %s only with its owner's tag", async (action, resource) => {
    expect(await may(action, resource, asked("network-platform"))).toBe(true);
    expect(await may(action, resource, asked("somebody-else"))).toBe(false);
    expect(await may(action, resource)).toBe(false);
  });

  it("shares rules, and nothing else that the account has", async () => {
    const made = asked("network-platform");
    expect(await may("ram:CreateResourceShare", "*", { ...made, ...rules })).toBe(true);
    expect(await may("ram:CreateResourceShare", "*", { ...made, ...subnets })).toBe(false);
    const changed = tagged("network-platform");
    expect(await may("ram:AssociateResourceShare", share, { ...changed, ...rules })).toBe(true);
    expect(await may("ram:AssociateResourceShare", share, { ...changed, ...subnets })).toBe(false);
  });

  it("touches no rule of another account", async () => {
    const theirs = rule.replace("111111111111", "222222222222");
    for (const action of ["AssociateResolverRule", "DisassociateResolverRule", "PutResolverRulePolicy"])
      expect(await may(`route53resolver:${action}`, theirs)).toBe(false);
  });
});

it("the hub's role writes nothing to a zone that is protected, and goes on reading it", async () => {
  const protectedZone = "arn:aws:route53:::hostedzone/Z0CORP0EXAMPLE";
  const bounded = { ...HUB, policies: [...HUB.policies, policy("hub-policy-protect")] };
  const may = (action: string, resource = protectedZone) =>
    isAllowed({ action: `route53:${action}`, resource }, bounded);
  for (const write of ["DeleteHostedZone", "ChangeTagsForResource", "DisassociateVPCFromHostedZone"]) {
    expect(await may(write)).toBe(false);
    expect(await may(write, "arn:aws:route53:::hostedzone/Z0OURS")).toBe(true);
  }
  const own = vpcQuestion(
    "AssociateVPCWithHostedZone",
    protectedZone,
    "VPCId=vpc-0a11ce0000000000a,VPCRegion=ap-southeast-2",
  );
  expect(await isAllowed(own, HUB)).toBe(true);
  expect(await isAllowed(own, bounded)).toBe(false);
  for (const read of ["GetHostedZone", "ListResourceRecordSets"]) expect(await may(read)).toBe(true);
});

it("the hub's role that switches private DNS off may touch no other endpoint, nor its subnets and groups", async () => {
  const may = (resource: string) =>
    isAllowed({ action: "ec2:ModifyVpcEndpoint", resource: ec2(resource) }, HUB_TURN_OFF);
  expect(await may("vpc-endpoint/vpce-0551110000000000d")).toBe(true);
  expect(await may("vpc-endpoint/vpce-0551110000000000a")).toBe(false);
  expect(await may("subnet/subnet-0a11ce0000000000a")).toBe(false);
  expect(await may("security-group/sg-0551110000000000a")).toBe(false);
});

describe("a spoke's role", () => {
  const zone = "arn:aws:route53:::hostedzone/Z0HUB";

  it.each<[string, IamQuestion]>([
    ["change records", { action: "route53:ChangeResourceRecordSets", resource: zone }],
    ["create a zone", vpcQuestion("CreateHostedZone", "*", PAYMENTS_PROD)],
    ["delete a zone", { action: "route53:DeleteHostedZone", resource: zone }],
    ["leave a zone", vpcQuestion("DisassociateVPCFromHostedZone", zone, PAYMENTS_PROD)],
    ["authorize anybody", vpcQuestion("CreateVPCAssociationAuthorization", zone, PAYMENTS_PROD)],
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

  it("lets a pull request's plan into the roles that only read, and into no other", async () => {
    const plan = {
      principal: "arn:aws:iam::999999999999:role/vpce-operator-plan",
      policies: [policy("plan-policy")],
      trust: policy("read-trust"),
    };
    const read = "arn:aws:iam::222222222222:role/vpce-operator-read";
    expect(await isAllowed(assume(read), plan)).toBe(true);
    expect(await isAllowed(assume(read), { ...OPERATOR, trust: plan.trust })).toBe(false);
    for (const resource of ["arn:aws:iam::111111111111:role/vpce-operator-hub", spoke])
      expect(await isAllowed(assume(resource, "example-external-id-not-a-secret"), plan)).toBe(false);
  });

  it("lets the operator into no role that is not listed", async () => {
    const other = "arn:aws:iam::222222222222:role/admin";
    expect(await isAllowed(assume(other, "example-external-id-not-a-secret"), trusting)).toBe(false);
  });
});

function vpcQuestion(operation: string, resource: string, vpc: string): IamQuestion {
  return { action: `route53:${operation}`, resource, context: { "route53:VPCs": [vpc] } };
}

function ec2(resource: string, account = "111111111111"): string {
  return `arn:aws:ec2:ap-southeast-2:${account}:${resource}`;
}
