import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Role, Secret } from "../src/model/desired/types.ts";
import type { AccountId, Owner, Region, VpcId } from "../src/model/ids.ts";
import { type ImportedHub, NOTHING_FOUND } from "../src/model/import/found.ts";
import { type Imported, importDesired } from "../src/model/import/import.ts";
import { findEstate } from "../src/reconcilers/import.ts";
import { ANCHOR, EXTERNAL_ID, HUB_VPC, REGION } from "./support/fleet.ts";
import { answer, converge, propagate } from "./support/look.ts";
import { ALPHA, alpha, BETA, endpoint, hub, SSM_ENDPOINT, spoke, world } from "./support/scenario.ts";
import { createStage, desiredFrom, type Stage } from "./support/stage.ts";

const WORLD = readFileSync(new URL("../docs/adopt/world.yaml", import.meta.url), "utf8");
const HUB = "111111111111" as AccountId;
const PAYMENTS = "222222222222" as AccountId;
const SECRET = "example-external-id-not-a-secret";
const hubRole: Role = { arn: `arn:aws:iam::${HUB}:role/vpce-operator-hub` };
const spokeRole = (account: string, externalId = SECRET): Role => ({
  arn: `arn:aws:iam::${account}:role/vpce-operator-spoke`,
  externalId: new Secret(externalId),
});
const told: ImportedHub = {
  owner: "network-platform" as Owner,
  account: HUB,
  region: "eu-west-1" as Region,
  vpc: "vpc-0a11ce0000000000a" as VpcId,
  anchorVpc: "vpc-0a2c402000000000a" as VpcId,
  roleArn: hubRole.arn,
  spokeRole: { arn: "arn:aws:iam::{account}:role/vpce-operator-spoke" },
};

async function imported(stage: Stage, spokes: Record<string, Role>, hub = told): Promise<Imported> {
  const { accounts } = stage.operator();
  const sessions = Object.entries(spokes).map(([account, role]) =>
    accounts.session(account as AccountId, role),
  );
  const home = { id: hub.vpc, region: hub.region };
  const found = await stage.clock.run(
    findEstate(accounts.session(HUB, { arn: hub.roleArn ?? hubRole.arn }), home, sessions),
  );
  if (found.kind === "unreadable") throw new Error(found.failure.message);
  return importDesired(hub, found.value);
}

const text = ({ files }: Imported, path: string) => files.find((file) => file.path === path)?.text ?? "";

test("an import describes endpoints with private DNS on, a zone made by hand, and the VPCs in it with their owners", async () => {
  const found = await imported(createStage(WORLD), { [PAYMENTS]: spokeRole(PAYMENTS) });
  expect(found.remarks).toEqual([]);
  const desired = desiredFrom(found.files);
  expect(
    desired.endpoints.map(({ name, source, hubPrivateDns, adoptZones, names }) => ({
      name,
      source,
      hubPrivateDns,
      adoptZones,
      names,
    })),
  ).toEqual([
    {
      name: "ec2messages",
      source: { by: "id", id: "vpce-0551110000000000c" },
      hubPrivateDns: "keep",
      adoptZones: false,
    },
    {
      name: "ssm",
      source: { by: "id", id: "vpce-0551110000000000a" },
      hubPrivateDns: "keep",
      adoptZones: true,
      names: ["ssm.eu-west-1.amazonaws.com"],
    },
    {
      name: "ssmmessages",
      source: { by: "id", id: "vpce-0551110000000000b" },
      hubPrivateDns: "keep",
      adoptZones: false,
    },
  ]);
  expect(desired.spokes.map((s) => [s.name, s.account, s.vpc, s.endpoints.map((e) => e.name)])).toEqual([
    ["payments-prod", PAYMENTS, "vpc-0b22000000000000a", ["ssm"]],
    ["sandbox", HUB, "vpc-0e11000000000000a", ["ssm"]],
  ]);
  expect(text(found, "endpoints/ssm.yaml")).toContain(
    "# AWS lists names that have no zone: ssm.eu-west-1.api.aws. Delete `names` to share them too.\n",
  );
});

test("an import writes nothing in AWS", async () => {
  const stage = createStage(WORLD);
  await imported(stage, { [PAYMENTS]: spokeRole(PAYMENTS) });
  const operations = new Set(stage.cloud.calls.list().map((call) => call.operation));
  expect([...operations].filter((name) => !/^(Describe|List|Get|AssumeRole)/.test(name))).toEqual([]);
});

test.each<[string, Record<string, Role>, RegExp]>([
  ["that nobody named", {}, /^$/],
  [
    "that denies",
    { [PAYMENTS]: spokeRole(PAYMENTS, "wrong") },
    /^not seen: the VPCs of account 222222222222 in eu-west-1: AccessDenied/,
  ],
])("a VPC of an account %s gets no Spoke, and this is said", async (_, spokes, denied) => {
  const found = await imported(createStage(WORLD), spokes);
  const [nameless, unread = ""] = found.remarks;
  expect(nameless).toBe(
    "no Spoke for vpc-0b22000000000000a (eu-west-1), which is in ssm.eu-west-1.amazonaws.com " +
      `(${/Hosted zone (\w+)/.exec(text(found, "endpoints/ssm.yaml"))?.[1]}): ` +
      "its account was not found; name the accounts to look in by --spoke-account; it stays as it is",
  );
  expect(unread).toMatch(denied);
  expect(unread).not.toContain(SECRET);
  expect(text(found, "hub.yaml").replaceAll("\n#   ", " ")).toContain(`# - ${nameless}\n`);
  expect(desiredFrom(found.files).spokes.map(({ name }) => name)).toEqual(["sandbox"]);
});

test("what the operator made is imported as it was written: the plan on it is empty", async () => {
  const stage = createStage(WORLD.replace(/ {4}zones:[\s\S]*?\n\n/, "\n"));
  const files = [
    ...importDesired(told, NOTHING_FOUND).files,
    ...["ssm", "ec2messages"].map((service) => ({
      path: `${service}.yaml`,
      text: `{ apiVersion: vpce-operator/v1, kind: Endpoint, metadata: { name: ${service} }, spec: { hubs: [hub-eu-west-1], service: ${service}, hubPrivateDns: keep } }`,
    })),
    {
      path: "spoke.yaml",
      text: `{ apiVersion: vpce-operator/v1, kind: Spoke, metadata: { name: pay }, spec: { hub: hub-eu-west-1, account: "${PAYMENTS}", vpc: vpc-0b22000000000000a, role: { arn: "${spokeRole(PAYMENTS).arn}", externalId: ${SECRET} } } }`,
    },
  ];
  await stage.operator().apply(files);
  const found = await imported(stage, { [PAYMENTS]: spokeRole(PAYMENTS) });
  expect(found.remarks).toEqual([]);
  const again = found.files.filter(({ path }) => !path.includes("ssmmessages"));
  const plan = await stage.operator().plan(again);
  expect(plan.actions.map(({ key }) => key).filter((key) => !key.startsWith("tagZone"))).toEqual([]);
  expect(plan.findings).toEqual([]);
});

test("an estate whose zone answers by plain addresses is imported as one that serves, and plans nothing", async () => {
  const stage = createStage(WORLD);
  const { zones, network } = stage.cloud.estate;
  const own = network.endpoints.get("vpce-0551110000000000a")?.interfaceIds ?? [];
  const values = own.map((id) => ({ Value: network.interfaces.get(id)?.address }));
  for (const { records } of zones.byId.values())
    for (const record of records.values())
      if (record.AliasTarget)
        Object.assign(record, { AliasTarget: undefined, TTL: 60, ResourceRecords: values });
  const found = await imported(stage, { [PAYMENTS]: spokeRole(PAYMENTS) });
  expect(text(found, "endpoints/ssm.yaml").replaceAll("\n# ", " ")).toMatch(
    /A ssm\S+ is the addresses of vpce-0551110000000000a: it serves, and does not follow/,
  );
  expect(text(found, "endpoints/ssm.yaml")).not.toContain("is not seen to lead");
  const ofSsm = found.files.filter(({ path }) => !path.includes("messages"));
  const plan = await stage.operator().plan(ofSsm);
  expect(plan.actions).toEqual([]);
  expect(plan.findings.map(({ reason }) => reason)).toEqual(["PlainAddresses"]);
});

const DKR = `*.dkr.ecr.${REGION}.amazonaws.com`;
const MISNAMED = `ecr.dkr.${REGION}.amazonaws.com`;
const DKR_ENDPOINT = "vpce-0e00000000000000d";

/** A module named the zone after the service, which is no name of AWS; `lead` is its record. */
function misnamed(lead: object): Stage {
  return createStage(
    world({
      services: { "ecr.dkr": [DKR] },
      endpoints: [
        { id: SSM_ENDPOINT, service: "ssm" },
        { id: DKR_ENDPOINT, service: "ecr.dkr" },
      ],
      hub: {
        zones: [
          {
            name: MISNAMED,
            callerReference: "terraform-1",
            vpcs: [HUB_VPC, ALPHA.vpc],
            records: [{ name: MISNAMED, ...lead }],
          },
          {
            name: "corp.example",
            callerReference: "terraform-2",
            vpcs: [HUB_VPC],
            records: [{ name: "images.corp.example", alias: { endpoint: DKR_ENDPOINT } }],
          },
        ],
      },
    }),
  );
}

const alphaRole: Role = {
  arn: `arn:aws:iam::${ALPHA.account}:role/spoke`,
  externalId: new Secret(EXTERNAL_ID),
};
const small: ImportedHub = {
  ...told,
  vpc: HUB_VPC as VpcId,
  anchorVpc: ANCHOR as VpcId,
  roleArn: `arn:aws:iam::${HUB}:role/hub`,
  spokeRole: { arn: "arn:aws:iam::{account}:role/spoke" },
};

test.each([
  ["an alias without health evaluation", { alias: { endpoint: DKR_ENDPOINT, evaluateTargetHealth: false } }],
  ["its plain addresses", { values: ["10.0.0.5", "10.0.1.5"] }],
])(
  "field case 02: a zone of no name of AWS, ecr.dkr.REGION, that leads to an endpoint by %s is imported as it is, and a new spoke joins it",
  async (_, lead) => {
    const stage = misnamed(lead);
    const found = await imported(stage, { [ALPHA.account]: alphaRole }, small);
    expect(found.remarks).toEqual([
      expect.stringMatching(
        /^not imported: A images\.corp\.example of Z\w+ \(corp\.example\) leads to vpce-0e00000000000000d, and stays/,
      ),
    ]);
    expect(text(found, "endpoints/ecr.dkr.yaml")).toContain(
      `  names: []\n  extraNames:\n    - ${MISNAMED}\n`,
    );
    expect(text(found, "endpoints/ecr.dkr.yaml").replaceAll("\n#  ", "")).toContain(
      `# ${MISNAMED} is no name that AWS lists for this service`,
    );
    const files = found.files
      .filter(({ path }) => !path.includes("ssm"))
      .map(({ path, text: yaml }) => ({
        path,
        text: yaml.replace("arn:aws:iam::{account}:role/spoke", `$&\n      externalId: ${EXTERNAL_ID}`),
      }));
    expect((await stage.operator().plan(files)).actions).toEqual([]);
    await stage.operator().apply([...files, spoke("new", BETA, { hub: "hub-eu-west-1" })]);
    await propagate(stage);
    expect(answer(stage, BETA.vpc, MISNAMED)).toBe(answer(stage, ALPHA.vpc, MISNAMED));
  },
);

test("what the operator made for extraNames is imported: a plan takes none of it away", async () => {
  const stage = createStage(world());
  await converge(stage, [
    hub(),
    endpoint("ssm", { hubPrivateDns: "off", extraNames: ["*.db.example"] }),
    alpha(),
  ]);
  const found = await imported(stage, { [ALPHA.account]: alphaRole }, small);
  const own = found.files.filter(({ path }) => !path.includes("kms"));
  expect(text(found, "endpoints/ssm.yaml")).toMatch(/extraNames:\n +- "\*\.db\.example"/);
  expect((await stage.operator().plan(own)).actions.filter(({ kind }) => kind !== "tagZone")).toEqual([]);
});
