import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Action } from "../src/model/action.ts";
import { converged } from "../src/model/report.ts";
import { findEstate } from "../src/reconcilers/import.ts";
import { type IamParties, type IamQuestion, isAllowed, questionsOf, type Witnessed } from "./support/iam.ts";
import { propagate } from "./support/look.ts";
import { ruleByHand, withResolver } from "./support/resolver-scene.ts";
import { createStage, desiredFrom, type Files, type Operator, type Stage } from "./support/stage.ts";

const ROOT = new URL("../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const policy = (name: string): { Statement: Statement[] } => JSON.parse(text(`docs/iam/${name}.json`));
type Statement = {
  Sid: string;
  Condition?: { "ForAllValues:StringEquals"?: { "route53:VPCs"?: string[] } };
};

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
const SPOKE_RULES = { ...SPOKE, policies: [...SPOKE.policies, policy("spoke-policy-resolver")] };
const STRANGER = "VPCId=vpc-0bad000000000000a,VPCRegion=ap-southeast-2";
const PAYMENTS_PROD = "VPCId=vpc-0b22000000000000a,VPCRegion=ap-southeast-2";

describe("the policies in docs/iam", () => {
  let lives: { shared: Life; managed: Life; turnedOff: Life; ruled: Life };
  beforeAll(async () => {
    lives = {
      shared: await sharedLife(),
      managed: await managedLife(),
      turnedOff: await turnedOffLife(),
      ruled: await ruledLife(),
    };
  });

  it.each([
    ["endpoints that others keep are shared", "shared", HUB, SPOKE],
    ["an endpoint is made, mended and deleted", "managed", HUB_MANAGED, SPOKE],
    ["private DNS is switched off", "turnedOff", HUB_TURN_OFF, SPOKE],
    ["spokes are served by Resolver rules", "ruled", HUB_RULES, SPOKE_RULES],
  ] as const)("allow every call of the hub's and a spoke's role when %s", async (_what, name, hub, spoke) => {
    const { asked, refused } = await judge(lives[name], [hub, spoke]);
    expect(asked).toBe(2);
    expect(refused).toEqual([]);
  });

  it("keep a hub that only shares from writing anything in EC2", async () => {
    const writes = async (life: Life) => (await judge(life, [HUB])).refused.map((q) => q.action);
    const made = ["ec2:CreateTags", "ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints"];
    expect(new Set(await writes(lives.managed))).toEqual(new Set([...made, "ec2:ModifyVpcEndpoint"]));
    expect(await writes(lives.turnedOff)).toEqual(["ec2:ModifyVpcEndpoint"]);
  });

  it("let a pull request's plan read all that it needs, and write nothing", async () => {
    const reading = [HUB, SPOKE].map(({ principal }) => ({ principal, policies: [policy("read-policy")] }));
    const { asked, refused } = await judge(lives.shared, reading);
    expect(asked).toBe(2);
    const reads = refused.map((q) => q.action).filter((action) => /:(Get|List|Describe)/.test(action));
    expect(new Set(reads)).toEqual(new Set(["route53:GetChange"])); // what an apply waits for
    expect(refused.map((q) => q.action)).toContain("route53:AssociateVPCWithHostedZone");
    expect(JSON.stringify(policy("read-policy"))).not.toMatch(/:(?!(Get|List|Describe))[A-Z]\w+"/);
  });

  it("were asked about every operation that the source can call", () => {
    const asked = new Set(Object.values(lives).flatMap(({ seen }) => seen.map(({ call }) => call.operation)));
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

/** What a story did: its calls as they were made, and what its plans held. */
type Life = { readonly seen: readonly Witnessed[]; readonly actions: readonly Action[] };

/** The sample applied cold, imported, an address of others in one of its zones, then less an endpoint and two spokes. */
function sharedLife(): Promise<Life> {
  const gone = /(session-manager|payments-dev|data-prod)\.yaml$/;
  return live(async (apply, stage) => {
    await apply(sample().filter(({ path }) => !path.endsWith("payments-dev.yaml")));
    await apply(nearlyFull(sample()));
    await apply(sample().map(withExtraName));
    const zone = [...stage.cloud.estate.zones.byId.values()].find((z) => !z.name.startsWith("legacy"));
    const plain = { Name: zone?.name, Type: "AAAA", TTL: 60, ResourceRecords: [{ Value: "2001:db8::1" }] };
    zone?.records.set("by hand", plain as never);
    expect(await importAll(stage)).toMatchObject({ kind: "seen", value: { unread: [] } });
    zone?.records.delete("by hand");
    await apply(sample().filter(({ path }) => !gone.test(path)));
  });
}

/** Below a zone of the payments account, whose records are read. */
function withExtraName(file: Files[number]): Files[number] {
  const service = "service: ssm\n";
  return {
    ...file,
    text: file.text.replace(service, `${service}  extraNames: [x.legacy.ap-southeast-2.amazonaws.com]\n`),
  };
}

/** AWS is asked how many VPCs the zones take. */
function nearlyFull(files: Files): Files {
  const quota = "spec:\n  quotas: { vpcsPerZone: 5 }\n";
  return files.map((f) =>
    f.text.includes("kind: Hub") ? { ...f, text: f.text.replace("spec:\n", quota) } : f,
  );
}

function importAll({ clock, operator }: Stage): Promise<unknown> {
  const { hubs, spokes } = desiredFrom(sample());
  const { accounts } = operator();
  const [hub] = hubs;
  if (!hub) throw new Error("the sample has a hub");
  const others = spokes.filter((s) => s.account !== hub.account);
  const sessions = new Set(others.map((s) => accounts.session(s.account, s.role)));
  const home = { id: hub.vpc, region: hub.region };
  return clock.run(findEstate(accounts.session(hub.account, hub.role), home, [...sessions]));
}

/** The sample with one endpoint more: made, bent by hand, mended, given a policy, and no longer wanted. */
function managedLife(): Promise<Life> {
  return live(async (apply, { cloud }) => {
    await apply([...sample(), document("secretsmanager", { managed: MANAGED })]);
    const { endpoints } = cloud.estate.network;
    const made = [...endpoints.values()].find((e) => e.serviceName.endsWith(".secretsmanager"));
    if (!made) throw new Error("the endpoint was not made");
    made.groupIds = ["sg-0bad000000000000a"];
    made.subnetIds = MANAGED.subnets.slice(1);
    made.tags.delete("vpce-operator/owner");
    const Statement = [{ Effect: "Allow", Principal: "*", Action: "secretsmanager:*", Resource: "*" }];
    await apply([
      ...sample(),
      document("secretsmanager", { managed: { ...MANAGED, policy: { Statement } } }),
    ]);
    await apply(sample());
  });
}

function turnedOffLife(): Promise<Life> {
  return live((apply) => apply([...sample(), document("kms", { hubPrivateDns: "turnOff" })]));
}

/** The payments account by Resolver rules: shared with it, a target more, a rule of others adopted, and all taken back. */
function ruledLife(): Promise<Life> {
  return live(
    async (apply, stage) => {
      const scene = await withResolver(stage, "vpc-0a11ce0000000000a", "ap-southeast-2");
      const resolver = (adopt: string) =>
        `  resolver: { inbound: { id: ${scene.inbound} }, outbound: { id: ${scene.outbound} }${adopt} }\n`;
      const ruled = (spoke: string, adopt = "") =>
        sample().map(({ path, text: written }) => {
          const isHub = written.includes("kind: Hub");
          const hub = isHub ? written.replace("spec:\n", `spec:\n${resolver(adopt)}`) : written;
          return { path, text: path.includes("payments") ? hub.replace("spec:\n", `spec:\n${spoke}`) : hub };
        });
      await ruleByHand(stage, scene, "ssm.ap-southeast-2.amazonaws.com", "ap-southeast-2");
      const mode = "  mode: resolver-rule\n";
      for (let pass = 0; pass < 4; pass++) await apply(ruled(mode, ", adoptRules: true"), false);
      const made = [...stage.cloud.estate.resolver.rules.values()];
      made.find((rule) => rule.creatorRequestId.startsWith("vpceop/"))?.targets.pop();
      const claims = ", adoptRules: true, takeOwnership: true";
      await apply(ruled(mode, claims), false);
      const gone = ruled("", claims).filter(({ path }) => !path.includes("payments"));
      for (let pass = 0; pass < 6; pass++) await apply(gone, false);
    },
    (world) => {
      world.organization = {
        id: "o-a1b2c3d4e5",
        management: "999999999999",
        accounts: ["111111111111", "222222222222", "333333333333", "444444444444"],
      };
    },
  );
}

const MANAGED = {
  subnets: ["subnet-0a11ce0000000000a", "subnet-0a11ce0000000000b"],
  securityGroups: ["sg-0551110000000000a"],
};

/** The demo's world, where the hub VPC's subnets have names, the hub has a share and a spoke has a Resolver rule. */
async function live(
  story: (apply: (files: Files, isDone?: boolean) => Promise<void>, stage: Stage) => Promise<void>,
  change: (world: Record<string, unknown>) => void = () => {},
): Promise<Life> {
  const world = parse(text("cmd/demo/world.yaml"));
  change(world);
  const [hubVpc] = world.accounts["111111111111"].vpcs;
  hubVpc.subnets = MANAGED.subnets.map((id, i) => ({
    id,
    cidr: `10.0.${i}.0/24`,
    zone: `ap-southeast-2${"ab"[i]}`,
  }));
  hubVpc.securityGroups.push({ id: "sg-0bad000000000000a", name: "closed" });
  world.accounts["222222222222"].vpcs[0].resolverRules = [{ domain: "corp.example", targets: ["10.2.0.2"] }];
  world.accounts["222222222222"].zones = [
    { name: "legacy.ap-southeast-2.amazonaws.com", vpcs: ["vpc-0b22000000000000a"] },
  ];
  const stage = createStage(stringify(world));
  const seen: Witnessed[] = [];
  stage.cloud.onCall(({ phase, call }) => {
    const endpoints = [...stage.cloud.estate.network.endpoints.values()];
    if (phase === "before") seen.push({ call, tags: new Map(endpoints.map((e) => [e.id, new Map(e.tags)])) });
  });
  const actions: Action[] = [];
  const operator: Operator = stage.operator();
  await story(async (files, isDone = true) => {
    const report = await operator.apply(files, { allowRemovals: () => true });
    if (isDone) expect(converged(report)).toBe(true);
    else await propagate(stage);
    actions.push(...report.plan.actions);
  }, stage);
  return { seen, actions };
}

/** How many of the roles made calls, and what they would have been refused. */
async function judge(life: Life, roles: readonly IamParties[]) {
  const partyOf = ({ call }: Witnessed) => roles.find((role) => role.principal === call.principalArn);
  const judged = life.seen.filter((w) => partyOf(w) && w.call.operation !== "GetCallerIdentity");
  const questions = new Map(
    judged.flatMap((w) =>
      questionsOf(w, life.actions).map((q) => [JSON.stringify(q), { ...q, by: partyOf(w) }] as const),
    ),
  );
  const refused: IamQuestion[] = [];
  for (const { by, ...question } of questions.values())
    if (by && !(await isAllowed(question, shared(question, by)))) refused.push(question);
  return { asked: new Set(judged.map(partyOf)).size, refused };
}

/** What RAM's default permission for rules lets the account do that a rule is shared with. */
function shared({ resource }: IamQuestion, by: IamParties): IamParties {
  const account = by.principal.split(":")[4];
  if (!resource.includes(":resolver-rule/") || resource.split(":")[4] === account) return by;
  const Action = ["AssociateResolverRule", "DisassociateResolverRule"].map(
    (name) => `route53resolver:${name}`,
  );
  const Statement = [{ Effect: "Allow", Principal: { AWS: account }, Action, Resource: "*" }];
  return { ...by, trust: { Version: "2012-10-17", Statement } };
}

function document(service: string, spec: object): Files[number] {
  const metadata = { name: service };
  const written = { hubs: ["shared-apse2"], service, ...spec };
  const text = JSON.stringify({ apiVersion: "vpce-operator/v1", kind: "Endpoint", metadata, spec: written });
  return { path: `endpoints/${service}.yaml`, text };
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
