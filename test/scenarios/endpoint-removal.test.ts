import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  UpdateHostedZoneCommentCommand,
} from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import type { Plan } from "../../src/model/plan/plan.ts";
import { REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  finding,
  propagate,
  said,
  vpcInput,
  zones,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS_ENDPOINT,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Semantics 4, 6, 12, 23, 32: an endpoint goes last, and only when no alias leads to it; aliases follow the endpoint. */

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
const hubVpc = {
  subnets: SUBNETS.map((id, i) => ({
    id,
    cidr: `10.0.${i}.0/24`,
    ipv6Cidr: `2001:db8:0:${i}::/64`,
    zone: `${REGION}${"ab"[i]}`,
  })),
};
const EMPTY = { endpoints: [], hubVpc };

const managed = (spec: object = {}, service = "ssm") =>
  endpoint(service, { hubPrivateDns: undefined, managed: { subnets: SUBNETS }, ...spec });

/** The endpoints that are not about to go, as the simulator has them. */
function live(stage: Stage) {
  const all = [...stage.cloud.estate.network.endpoints.values()];
  return all.filter((e) => e.goneAt === undefined);
}

/** AWS's list names the service with these private names only, or not at all. */
function list(stage: Stage, service: string, privateDnsNames?: readonly string[]): void {
  const { services } = stage.cloud.estate.network;
  const set = services.set.bind(services) as (region: string, name: string, value: unknown) => void;
  set(REGION, `com.amazonaws.${REGION}.${service}`, privateDnsNames && { privateDnsNames });
}

/** The endpoints that the plan deletes, held back by the guard or not. */
function deletions({ actions, held }: Plan): string[] {
  return [...actions, ...held].flatMap((a) => (a.kind === "deleteEndpoint" ? [a.target.id ?? ""] : []));
}

/** The pass removes no endpoint, and says why in words that name the zone. */
async function expectKept(
  stage: Stage,
  files: Parameters<typeof converge>[1],
  zoneId: string,
): Promise<void> {
  const { plan } = await stage.operator().apply(files);
  const [kept] = live(stage);
  expect(deletions(plan)).toEqual([]);
  const { message, todo } = finding(plan, "EndpointInUse");
  expect(message).toContain(kept?.id);
  expect(`${message} ${todo}`).toContain(zoneId);
}

test("semantics 6, 12: an endpoint stays while a zone of ours that nobody can place any more leads to it", async () => {
  const stage = createStage(world(EMPTY));
  await converge(stage, [hub(), managed({ set: "blue" }), alpha()]);
  const [zone] = zones(stage);
  const Id = zone?.id ?? "";
  const route53 = byHand(stage);
  await route53.send(new UpdateHostedZoneCommentCommand({ Id, Comment: "do not touch" }));
  const RemoveTagKeys = ["vpce-operator/set", "vpce-operator/service"];
  const untag = { ResourceType: "hostedzone", ResourceId: Id, RemoveTagKeys } as const;
  await route53.send(new ChangeTagsForResourceCommand(untag));
  await expectKept(stage, [hub(), alpha()], Id);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 6: an endpoint stays while a second zone of ours of the name leads to it", async () => {
  const stage = createStage(world(EMPTY));
  await converge(stage, [hub(), managed(), alpha()]);
  const [zone] = zones(stage);
  const route53 = byHand(stage);
  const second = await route53.send(
    new CreateHostedZoneCommand({
      Name: SSM,
      CallerReference: zone?.callerReference.replace(/0$/, "1"),
      VPC: vpcInput(LOCAL.vpc),
      HostedZoneConfig: { PrivateZone: true, Comment: zone?.comment ?? "" },
    }),
  );
  const HostedZoneId = second.HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
  const Changes = (zone?.records ?? []).map((ResourceRecordSet) => ({
    Action: "CREATE" as const,
    ResourceRecordSet,
  }));
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
  await propagate(stage);
  await expectKept(stage, [hub(), alpha()], HostedZoneId);
  expect(answer(stage, LOCAL.vpc, SSM)).toContain(PRIVATE);
});

const ADOPTED = {
  ...EMPTY,
  hub: { zones: [{ name: SSM, vpcs: [LOCAL.vpc, BETA.vpc], callerReference: "tf" }] },
};

test.each(["listed", "no longer listed"])(
  "semantics 6, 12: an endpoint of a %s service stays while a zone that we do not read may lead to it: one that a document adopted once",
  async (how) => {
    const stage = createStage(world(ADOPTED));
    const adopting = managed({ adoptZones: true, takeRecords: true });
    await stage.operator().apply([hub(), adopting, local(), beta()]);
    await propagate(stage);
    expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
    if (how !== "listed") list(stage, "ssm");
    await expectKept(stage, [hub(), local(), beta()], zones(stage)[0]?.id ?? "");
    expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  },
);

test("semantics 32: an endpoint that has to stay makes no pass write the aliases of its successor again", async () => {
  const stage = createStage(
    world({ hubVpc, hub: { zones: [{ name: SSM, vpcs: [LOCAL.vpc], callerReference: "tf" }] } }),
  );
  await converge(stage, [hub(), managed(), alpha()]);
  const replaced = [hub(), endpoint("ssm", { existing: { id: SSM_ENDPOINT } }), alpha()];
  const { plan } = await stage.operator().apply(replaced);
  await propagate(stage);
  expect(said(plan)).toContain("withheld EndpointInUse");
  expect(actionsOf(plan, "changeRecords")).toHaveLength(1);
  expect(actionsOf(await stage.operator().plan(replaced))).toEqual([]);
});

test("semantics 32: a CNAME of others in our zone keeps the endpoint that it leads to, and writes nothing again", async () => {
  const stage = createStage(world({ hubVpc }));
  await converge(stage, [hub(), managed(), alpha()]);
  const [made] = live(stage).filter((e) => ![SSM_ENDPOINT, KMS_ENDPOINT].includes(e.id));
  const [zone] = zones(stage);
  const Value = zone?.records.find(({ Type }) => Type === "A")?.AliasTarget?.DNSName;
  const cname = { Name: `x.${SSM}`, Type: "CNAME" as const, TTL: 60, ResourceRecords: [{ Value }] };
  const Changes: Change[] = [{ Action: "CREATE", ResourceRecordSet: cname }];
  await byHand(stage).send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: zone?.id, ChangeBatch: { Changes } }),
  );
  const replaced = [hub(), endpoint("ssm", { existing: { id: SSM_ENDPOINT } }), alpha()];
  const { plan } = await stage.operator().apply(replaced);
  await propagate(stage);
  expect(finding(plan, "EndpointInUse").message).toContain(made?.id);
  expect(live(stage)).toContain(made);
  expect(actionsOf(await stage.operator().plan(replaced))).toEqual([]);
});

test("semantics 12: zones of other names in the account keep no endpoint", async () => {
  const stage = createStage(
    world({ ...EMPTY, hub: { zones: [{ name: "corp.example", vpcs: [LOCAL.vpc] }] } }),
  );
  await converge(stage, [hub(), managed(), alpha()]);
  const plan = await stage.operator().plan([hub(), alpha()]);
  expect(deletions(plan)).toEqual(live(stage).map((e) => e.id));
});

test("semantics 12: AWS's list leaves out the service of a managed endpoint: it goes on serving", async () => {
  const stage = createStage(world(EMPTY));
  const dying = stage.operator();
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "CreateVpcEndpoint") dying.abort.abort();
  });
  await dying.apply([hub(), managed(), alpha()]);
  list(stage, "ssm");
  const plan = await stage.operator().plan([hub(), managed(), alpha()]);
  expect(said(plan)).toContain("withheld ServiceNotListed");
  expect(deletions(plan)).toEqual([]);
  expect(live(stage)).toHaveLength(1);
});

test("semantics 12: a misspelt service deletes no endpoint of its set, served or not yet", async () => {
  const stage = createStage(world(EMPTY));
  await converge(stage, [hub(), managed()]);
  for (const zone of stage.cloud.estate.zones.byId.keys()) stage.cloud.estate.zones.byId.delete(zone);
  const typo = managed({ service: `com.amazonaws.${REGION}.ssn` });
  const plan = await stage.operator().plan([hub(), typo]);
  expect(said(plan)).toContain("withheld ServiceNotListed");
  expect(deletions(plan)).toEqual([]);
});

test("semantics 31, 32: an endpoint that we made serves on when its document names it as existing", async () => {
  const stage = createStage(world(EMPTY));
  await converge(stage, [hub(), managed(), alpha()]);
  const id = live(stage)[0]?.id ?? "";
  await converge(stage, [hub(), endpoint("ssm", { existing: { id } }), alpha()]);
  expect(live(stage).map((e) => e.id)).toEqual([id]);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

const DKR = `dkr.${REGION}.amazonaws.com`;
const DKR_ENDPOINT = "vpce-0e00000000000000f";
const withDkr = () =>
  createStage(
    world({
      services: { dkr: [DKR, `*.${DKR}`] },
      endpoints: [{ id: DKR_ENDPOINT, service: "dkr", subnets: SUBNETS }],
      hubVpc,
    }),
  );

test.each([
  ["the document narrows its names", { names: [DKR] }, undefined],
  ["AWS drops the wildcard", {}, [DKR]],
] as const)(
  "semantics 4, 23, 32: %s and the endpoint is replaced: the alias at * follows, and the old endpoint goes after it",
  async (_how, narrowed, listed) => {
    const stage = withDkr();
    await converge(stage, [hub(), managed({}, "dkr"), alpha()]);
    const before = answer(stage, ALPHA.vpc, `acme.${DKR}`);
    if (listed) list(stage, "dkr", listed);
    await converge(stage, [hub(), endpoint("dkr", { existing: { id: DKR_ENDPOINT }, ...narrowed }), alpha()]);
    expect(live(stage).map((e) => e.id)).toEqual([DKR_ENDPOINT]);
    const after = answer(stage, ALPHA.vpc, `acme.${DKR}`);
    expect(after).toBe(answer(stage, ALPHA.vpc, DKR));
    expect(after).toContain(PRIVATE);
    expect(after).not.toBe(before);
  },
);

test("semantics 4, 32: a dual-stack endpoint is replaced by an IPv4 one: the AAAA alias follows and is not deleted", async () => {
  const stage = createStage(world({ hubVpc }));
  const dual = { subnets: SUBNETS, ipAddressType: "dualstack", dnsRecordIpType: "dualstack" };
  await converge(stage, [hub(), managed({ managed: dual }), alpha()]);
  await converge(stage, [hub(), endpoint("ssm", { existing: { id: SSM_ENDPOINT } }), alpha()]);
  const aliases = zones(stage)[0]?.records.filter((r) => r.AliasTarget) ?? [];
  expect(aliases.map((r) => r.Type).sort()).toEqual(["A", "AAAA"]);
  for (const { AliasTarget } of aliases) expect(AliasTarget?.DNSName).toContain(SSM_ENDPOINT);
  expect(live(stage).map((e) => e.id)).toEqual(expect.arrayContaining([SSM_ENDPOINT]));
  expect(live(stage).filter((e) => e.serviceName.endsWith(".ssm"))).toHaveLength(1);
});

test("semantics 23, 32: the alias of a name that AWS no longer lists follows its endpoint", async () => {
  const gone = `ssm-two.${REGION}.amazonaws.com`;
  const stage = createStage(
    world({
      services: { ssm: [SSM, gone] },
      endpoints: [SSM_ENDPOINT, KMS_ENDPOINT].map((id) => ({ id, service: "ssm" })),
    }),
  );
  const at = (id: string) => endpoint("ssm", { existing: { id } });
  await converge(stage, [hub(), at(SSM_ENDPOINT), alpha()]);
  const before = answer(stage, ALPHA.vpc, gone);
  list(stage, "ssm", [SSM]);
  await converge(stage, [hub(), at(KMS_ENDPOINT), alpha()]);
  expect(answer(stage, ALPHA.vpc, gone)).toBe(answer(stage, ALPHA.vpc, SSM));
  expect(answer(stage, ALPHA.vpc, gone)).not.toBe(before);
});

test("semantics 9: an alias at * that somebody put into an adopted zone stays where it leads", async () => {
  const zone = {
    name: SSM,
    vpcs: [LOCAL.vpc],
    callerReference: "tf",
    records: [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }],
  };
  const stage = createStage(world({ hub: { zones: [zone] } }));
  const [adopted] = zones(stage);
  const apex = adopted?.records.find((r) => r.AliasTarget);
  const DNSName = `${KMS_ENDPOINT}-${"x".repeat(8)}.kms.${REGION}.vpce.amazonaws.com.`;
  const wild = { ...apex, Name: `*.${SSM}.`, AliasTarget: { ...apex?.AliasTarget, DNSName } };
  const change = { Action: "CREATE", ResourceRecordSet: wild } as Change;
  const batch = { HostedZoneId: adopted?.id, ChangeBatch: { Changes: [change] } };
  await byHand(stage).send(new ChangeResourceRecordSetsCommand(batch));
  const plan = await stage
    .operator()
    .plan([hub(), endpoint("ssm", { adoptZones: true, takeRecords: true }), local()]);
  expect(
    plan.actions.flatMap((a) => (a.kind === "changeRecords" ? a.upserts.map((u) => u.name) : [])),
  ).not.toContain(`*.${SSM}`);
});

const DEFAULT = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
test.each([
  ["AWS's own default", { Statement: [DEFAULT] }, 0],
  ["it for every AWS principal", { Statement: [{ ...DEFAULT, Principal: { AWS: "*" } }] }, 0],
  [
    "a narrowed principal",
    { Statement: [{ ...DEFAULT, Principal: { AWS: `arn:aws:iam::${ALPHA.account}:root` } }] },
    1,
  ],
  ["a condition", { Statement: [{ ...DEFAULT, Condition: { Bool: { "aws:SecureTransport": "true" } } }] }, 1],
  ["a second statement", { Statement: [DEFAULT, { ...DEFAULT, Effect: "Deny" }] }, 1],
  ["what is no JSON", undefined, 1],
] as const)(
  "without a policy in the document, a live policy with %s is told from the default",
  async (_what, policy, changes) => {
    const stage = createStage(world(EMPTY));
    await converge(stage, [hub(), managed(), alpha()]);
    for (const made of live(stage)) made.policy = policy ? JSON.stringify(policy) : "not json";
    expect(actionsOf(await stage.operator().plan([hub(), managed(), alpha()]))).toHaveLength(changes);
  },
);

test("semantics 32: a managed endpoint that AWS made in part is told, and nothing of it is touched", async () => {
  const stage = createStage(world(EMPTY));
  await converge(stage, [hub(), managed(), alpha()]);
  for (const made of live(stage)) made.held = { state: "partial" as "failed" }; // the simulator has no name for it
  const plan = await stage.operator().plan([hub(), managed(), alpha(), beta()]);
  expect(finding(plan, "EndpointPartial").message).toContain(live(stage)[0]?.id);
  expect(said(plan)).toContain("withheld EndpointStalled");
  expect(actionsOf(plan)).toEqual([]);
});
