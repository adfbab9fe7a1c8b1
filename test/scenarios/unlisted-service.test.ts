import { expect, test } from "vitest";
import type { AccountId, Owner, Region, VpcId } from "../../src/model/ids.ts";
import { type Imported, importDesired } from "../../src/model/import/import.ts";
import { findEstate } from "../../src/reconcilers/import.ts";
import { ANCHOR, HUB as HUB_ACCOUNT, HUB_VPC, REGION } from "../support/fleet.ts";
import { actionsOf, answer, converge, propagate, said, snapshot } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  endpoint,
  gamma,
  hub,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** A partner's service whose provider admits another principal than the one that reads: it has an endpoint and no entry. */
const PARTNER = `com.amazonaws.vpce.${REGION}.vpce-svc-0f00000000000f001`;
const DB = "db.partner.example";
const OTHER = "www.partner.example";
const ENDPOINT = "vpce-0e0000000000000f1";
const db = (spec = {}) =>
  endpoint("db", { service: PARTNER, existing: { id: ENDPOINT }, extraNames: [DB], ...spec });

const HUB = hub({ guard: { maxRemovalPercent: 100 } });

function unlist(stage: Stage, service: string): void {
  stage.cloud.estate.network.services.set(REGION, service, undefined);
}

function partnered(): Stage {
  const endpoints = [
    { id: SSM_ENDPOINT, service: "ssm" },
    { id: ENDPOINT, service: PARTNER },
  ];
  const stage = createStage(world({ services: { [PARTNER]: [] }, endpoints }));
  unlist(stage, PARTNER);
  return stage;
}

test("a service that AWS does not list to us is shared by extraNames where the document names its endpoint", async () => {
  const stage = partnered();
  const { plan } = await converge(stage, [hub(), db(), alpha()]);
  expect(said(plan)).toEqual(["note OnlyExtraNames", "note PlainExtraName"]);
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, DB)).toContain(PRIVATE);
});

test("what the note about extraNames alone advises ends it, and changes nothing", async () => {
  const stage = partnered();
  await converge(stage, [hub(), db(), alpha()]);
  const plan = await stage.operator().plan([hub(), db({ names: [] }), alpha()]);
  expect(said(plan)).toEqual([]);
  expect(actionsOf(plan)).toEqual([]);
});

test("its names, and other documents' zones of its set, go when no document wants them any more", async () => {
  const stage = partnered();
  const whole = [HUB, db({ extraNames: [DB, OTHER] }), endpoint("ssm"), alpha()];
  await converge(stage, whole);
  const plan = await stage.operator().plan([HUB, db(), alpha()]);
  expect(plan.findings.filter((f) => f.reason === "EndpointUnsettled")).toEqual([]);
  const going = plan.actions.filter((a) => a.kind === "deleteZone").map((a) => a.zone.name);
  expect(going.sort()).toEqual([SSM, OTHER].sort());
});

test.each([
  ["its document takes any endpoint", { existing: undefined }],
  ["its document wants names of the list", { names: [DB] }],
  ["another service's endpoint is named", { existing: { id: SSM_ENDPOINT } }],
  ["the hub's private DNS is to be switched off", { hubPrivateDns: "turnOff" }],
])("a service that AWS does not list stays stalled where %s", async (_, spec) => {
  const stage = partnered();
  const plan = await stage.operator().plan([hub(), db(spec), alpha()]);
  expect(said(plan)).toContain("withheld ServiceNotListed");
  expect(actionsOf(plan)).toEqual([]);
});

test("semantics 12: a service that was listed once and is not now is stalled, extraNames or not", async () => {
  const stage = createStage(world());
  const ssm = endpoint("ssm", { existing: { id: SSM_ENDPOINT }, extraNames: [DB] });
  await converge(stage, [hub(), ssm, alpha()]);
  unlist(stage, `com.amazonaws.${REGION}.ssm`);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub(), ssm, alpha(), gamma()]);
  expect(said(plan)).toContain("withheld ServiceNotListed");
  expect(actionsOf(plan)).toEqual([]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 6, 12: a managed endpoint of a service that AWS does not list stays beside the one that follows it", async () => {
  const subnets = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
  const placed = subnets.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` }));
  const endpoints = [{ id: ENDPOINT, service: PARTNER }];
  const stage = createStage(world({ services: { [PARTNER]: [] }, endpoints, hubVpc: { subnets: placed } }));
  const made = db({ existing: undefined, hubPrivateDns: undefined, managed: { subnets } });
  await converge(stage, [HUB, made, alpha()]);
  unlist(stage, PARTNER);
  const plan = await stage.operator().plan([HUB, db(), alpha()]);
  expect(actionsOf(plan, "changeRecords")).toHaveLength(1);
  expect(actionsOf(plan, "deleteEndpoint")).toEqual([]);
});

async function imported(stage: Stage): Promise<Imported> {
  const role = { arn: `arn:aws:iam::${HUB_ACCOUNT}:role/hub` };
  const told = {
    owner: "network-platform" as Owner,
    account: HUB_ACCOUNT as AccountId,
    region: REGION as Region,
    vpc: HUB_VPC as VpcId,
    anchorVpc: ANCHOR as VpcId,
    roleArn: role.arn,
  };
  const session = stage.operator().accounts.session(told.account, role);
  const found = await stage.clock.run(findEstate(session, { id: told.vpc, region: told.region }, []));
  if (found.kind === "unreadable") throw new Error(found.failure.message);
  return importDesired(told, found.value);
}

test("import knows the names of such a service by the zones whose records lead to its endpoint, and plans nothing", async () => {
  const stage = partnered();
  await converge(stage, [hub(), db({ extraNames: ["*.partner.example"] })]);
  for (const zone of stage.cloud.estate.zones.byId.values()) zone.callerReference = "terraform-1";
  const { files, remarks } = await imported(stage);
  expect(remarks.filter((remark) => remark.includes(ENDPOINT))).toEqual([]);
  const own = files.filter(({ path, text }) => path === "hub.yaml" || text.includes(ENDPOINT));
  expect(own.map(({ text }) => text).join()).toMatch(
    /names: \[\]\n +extraNames:\n +- "\*\.partner\.example"/,
  );
  const keep = own.map(({ path, text }) => ({ path, text: text.replace("Dns: off", "Dns: keep") }));
  const plan = await stage.operator().plan(keep);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan).filter((one) => one !== "withheld AdoptedPair")).toEqual([]);
});

test("where no zone leads to it, what import advises plans clean", async () => {
  const stage = partnered();
  const { remarks } = await imported(stage);
  const [advice = ""] = remarks.filter((remark) => remark.includes(ENDPOINT));
  const [, service, id, dns] =
    /service: (\S+), existing: { id: (\S+) }, hubPrivateDns: (\w+), names: \[\]/.exec(advice) ?? [];
  const advised = endpoint("db", {
    service,
    existing: { id },
    hubPrivateDns: dns,
    names: [],
    extraNames: [`*.${DB}`],
  });
  await converge(stage, [hub(), advised, alpha()]);
  const plan = await stage.operator().plan([hub(), advised, alpha()]);
  expect([actionsOf(plan), said(plan)]).toEqual([[], []]);
});
