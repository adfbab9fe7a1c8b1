import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type IamQuestion, isAllowed } from "../support/iam/evaluate.ts";
import { type Asked, partiesFor, policyNamed } from "../support/iam/suite.ts";
import { sample } from "../support/sample-files.ts";
import { desiredFrom } from "../support/stage.ts";
import { LIVES, type Life } from "./lives.ts";

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
type Policy = { readonly Version: string; readonly Statement: readonly Statement[] };
type Statement = {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Condition?: { "ForAllValues:StringLike"?: { "route53:VPCs"?: string[] } };
};
const policy = (name: string) => policyNamed(name) as Policy;

/** Beside all others: whether packets follow the names. */
const PATH = "path-policy";

/** Of each role, the policies that allow something. What each is for is the heading in docs/iam.md. */
const ALLOWING = {
  hub: [
    "hub-policy",
    "hub-policy-take-records",
    "hub-policy-managed",
    "hub-policy-turn-off",
    "hub-policy-resolver",
    "hub-policy-managed-resolver",
    PATH,
  ],
  spoke: ["spoke-policy", "spoke-policy-resolver", "spoke-policy-own-endpoints", PATH],
} as const;

describe("the policies in docs/iam", () => {
  const lives = {} as Record<keyof typeof LIVES, Life>;
  beforeAll(async () => {
    for (const name of Object.keys(LIVES) as (keyof typeof LIVES)[]) lives[name] = await LIVES[name]();
  });

  it.each([
    ["endpoints that others keep are shared", "shared", "hub-policy", "spoke-policy"],
    ["an endpoint is made, mended and deleted", "managed", "hub-policy hub-policy-managed", "spoke-policy"],
    ["a CNAME is taken over", "taken", "hub-policy hub-policy-take-records", "spoke-policy"],
    ["private DNS is switched off", "turnedOff", "hub-policy hub-policy-turn-off", "spoke-policy"],
    [
      "spokes are served by Resolver rules",
      "ruled",
      "hub-policy hub-policy-resolver",
      "spoke-policy spoke-policy-resolver",
    ],
    [
      "a spoke's own endpoint is handed over, and taken back",
      "handedOver",
      "hub-policy hub-policy-resolver",
      "spoke-policy spoke-policy-resolver spoke-policy-own-endpoints",
    ],
    [
      "it is handed over to zones by a window, and comes back",
      "handedOverByWindow",
      "hub-policy",
      "spoke-policy spoke-policy-own-endpoints",
    ],
    [
      "Resolver endpoints are made, mended and deleted",
      "resolverMade",
      "hub-policy hub-policy-resolver hub-policy-managed-resolver",
      "spoke-policy spoke-policy-resolver",
    ],
    ["the way to spokes is looked at", "attached", "hub-policy", "spoke-policy"],
  ] as const)("allow every call of the hub's and a spoke's role when %s", async (_what, name, hub, spoke) => {
    const policies = { hub: [...hub.split(" "), PATH], spoke: [...spoke.split(" "), PATH] };
    expect(await refusedOf(lives[name], policies)).toEqual([]);
    expect(new Set(lives[name].asked.map(({ asker }) => asker.role))).toEqual(new Set(["hub", "spoke"]));
  });

  it("hold no action, in any statement, that no call needs", async () => {
    const needed = await neededBy(lives);
    const idle = Object.values(ALLOWING)
      .flat()
      .flatMap((name) => policy(name).Statement.map((statement) => ({ name, ...statement })))
      .flatMap(({ name, Sid, Action }) => [Action].flat().map((action) => `${name} ${Sid} ${action}`))
      .filter((permission) => !needed.has(permission));
    expect(idle).toEqual([]);
  });

  it("are told with the calls that need each statement, in docs/iam-calls.md", async () => {
    await expect(await pageOf(lives)).toMatchFileSnapshot("../../docs/iam-calls.md");
  });

  it("keep a hub that only shares from writing anything in EC2", async () => {
    const policies = { hub: ["hub-policy", PATH], spoke: ["spoke-policy", PATH] };
    const writes = async (life: Life) =>
      new Set((await refusedOf(life, policies)).map(({ question }) => question.action));
    const made = ["ec2:CreateTags", "ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints"];
    expect(await writes(lives.managed)).toEqual(new Set([...made, "ec2:ModifyVpcEndpoint"]));
    expect(await writes(lives.turnedOff)).toEqual(new Set(["ec2:ModifyVpcEndpoint"]));
    const withRules = { ...policies, hub: [...policies.hub, "hub-policy-resolver"] };
    const interfaces = await refusedOf(lives.resolverMade, withRules);
    expect(new Set(interfaces.map(({ question }) => question.action))).toContain(
      "ec2:CreateNetworkInterface",
    );
  });

  it("let a pull request's plan read all that it needs, and write nothing", async () => {
    const refused = await refusedOf(lives.shared, {
      hub: ["read-policy", PATH],
      spoke: ["read-policy", PATH],
    });
    const actions = new Set(refused.map(({ question }) => question.action));
    const reads = [...actions].filter((action) => /:(Get|List|Describe)/.test(action));
    expect(reads).toEqual(["route53:GetChange"]); // what an apply waits for
    expect(actions).toContain("route53:AssociateVPCWithHostedZone");
    expect(JSON.stringify(policy("read-policy"))).not.toMatch(/:(?!(Get|List|Describe))[A-Z]\w+"/);
  });

  it("were asked about every operation that the source can call", () => {
    const called = Object.values(lives).reduce(
      (all, { operations }) => all.union(operations),
      new Set<string>(),
    );
    expect(operationsInSource().filter((operation) => !called.has(operation))).toEqual([]);
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

/** What of a life the roles would be refused. */
async function refusedOf(
  life: Life,
  policies: Readonly<Record<"hub" | "spoke", readonly string[]>>,
): Promise<Asked[]> {
  const refused: Asked[] = [];
  for (const asked of life.asked) {
    const parties = partiesFor(
      { role: asked.asker.role, policies: policies[asked.asker.role] },
      asked.question,
    );
    if (!(await isAllowed(asked.question, parties))) refused.push(asked);
  }
  return refused;
}

/** `policy Sid action` of every permission that allows, alone, something that was asked. */
async function neededBy(lives: Readonly<Record<string, Life>>): Promise<Set<string>> {
  const all = Object.values(lives).flatMap(({ asked }) => asked);
  const statements = (["hub", "spoke"] as const).flatMap((role) =>
    ALLOWING[role].flatMap((name) => policy(name).Statement.map((statement) => ({ role, name, statement }))),
  );
  const needed = new Set<string>();
  for (const { role, name, statement } of statements)
    for (const { question, asker } of all)
      if (asker.role === role && (await isAllowedBy(statement, question, role)))
        needed.add(`${name} ${statement.Sid} ${question.action}`);
  return needed;
}

async function isAllowedBy(
  statement: Statement,
  question: IamQuestion,
  role: "hub" | "spoke",
): Promise<boolean> {
  if (![statement.Action].flat().includes(question.action)) return false;
  const alone = { Version: "2012-10-17", Statement: [statement] };
  return isAllowed(question, { ...partiesFor({ role, policies: [] }, question), policies: [alone] });
}

/** Calls × statements: who makes which call, and which statement lets it. */
async function pageOf(lives: Readonly<Record<string, Life>>): Promise<string> {
  const needed = [...(await neededBy(lives))].map((permission) => permission.split(" "));
  const rows = [...new Set(Object.values(ALLOWING).flat())]
    .flatMap((name) => policy(name).Statement.map(({ Sid }) => ({ name, Sid })))
    .map(({ name, Sid }) => {
      const own = needed.filter(([of, sid]) => of === name && sid === Sid);
      const actions = own.map(([, , action]) => `\`${action}\``);
      return `| [\`${name}\`](iam/${name}.json) | ${Sid} | ${[...new Set(actions)].sort().join(", ")} |`;
    });
  return `${HEADING}\n${rows.join("\n")}\n`;
}

const HEADING = `# Permissions and the calls that need them

<!-- Made by test/iam/calls.test.ts (npx vitest run -u test/iam); edit that, or docs/iam, instead. -->

Each line is a statement of the policies in [iam.md](iam.md), with the permissions that calls were seen to need while the
sample was applied, changed and taken back in every mode. A permission that no call needs is not in a policy.

| policy | statement | needed for |
|---|---|---|`;

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

function namedVpcs(name: string, sid: string): string[] {
  const statement = policy(name).Statement.find((s) => s.Sid === sid);
  return [...(statement?.Condition?.["ForAllValues:StringLike"]?.["route53:VPCs"] ?? [])].sort();
}
