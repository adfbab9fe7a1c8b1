import { expect, test } from "vitest";
import type { AccountId, Owner, Region, VpcId } from "../src/model/ids.ts";
import type { ImportedHub } from "../src/model/import/found.ts";
import { type Imported, importDesired } from "../src/model/import/import.ts";
import { findEstate } from "../src/reconcilers/import.ts";
import { HUB, HUB_VPC, REGION } from "./support/fleet.ts";
import { propagate } from "./support/look.ts";
import { createStage, desiredFrom, type Files, type Stage } from "./support/stage.ts";

/** What Terraform leaves of the two source systems, as documents whose plan changes nothing. */

const [PAYMENTS, LEDGER] = ["222222222222", "333333333333"];
const VPCS = { payments: "vpc-0b00000000000000a", ledger: "vpc-0b00000000000000b" };
const [INBOUND, OUTBOUND] = ["rslvr-in-0a000000000000001", "rslvr-out-0a000000000000001"];
const GROUP = "sg-0a000000000000053";
const [SSM, KMS] = [`ssm.${REGION}.amazonaws.com`, `kms.${REGION}.amazonaws.com`];
const ORGANIZATION = "o-import00000";
const ARN = `arn:aws:organizations::${HUB}:organization/${ORGANIZATION}`;
const TARGETS = ["10.0.0.53", "10.0.1.53"];

const told: ImportedHub = {
  owner: "network-platform" as Owner,
  account: HUB as AccountId,
  region: REGION as Region,
  vpc: HUB_VPC as VpcId,
  roleArn: `arn:aws:iam::${HUB}:role/hub`,
  spokeRole: { arn: "arn:aws:iam::{account}:role/spoke" },
};

type Rules = {
  readonly rules: readonly object[];
  readonly privateDns: boolean;
  readonly zones?: readonly object[];
};

function estate({ rules, privateDns, zones = [] }: Rules): Stage {
  const vpc = (id: string, second: number) => ({
    id,
    region: REGION,
    cidr: `10.${second}.0.0/16`,
    subnets: 2,
  });
  const spoke = (id: string, second: number) => ({
    roles: [{ name: "spoke", trusts: ["999999999999"] }],
    vpcs: [vpc(id, second)],
  });
  const securityGroups = [{ id: GROUP, name: "dns", dnsFrom: ["10.0.0.0/8"], httpsFrom: ["10.0.0.0/8"] }];
  const endpoint = (id: string, service: string) => ({ id, service, privateDns, securityGroups: [GROUP] });
  const subnets = ["a", "b"].map((zone, i) => ({
    id: `subnet-0a00000000000000${i}`,
    cidr: `10.0.${i}.0/24`,
    zone: REGION + zone,
  }));
  const resolverEndpoint = (id: string, direction: string) => ({
    id,
    direction,
    securityGroups: [GROUP],
    ...(direction === "INBOUND" && {
      addresses: TARGETS.map((ip, i) => ({ subnet: `subnet-0a00000000000000${i}`, ip })),
    }),
  });
  const world = {
    organization: { id: ORGANIZATION, management: HUB, accounts: [PAYMENTS, LEDGER] },
    accounts: {
      "999999999999": {},
      [HUB]: {
        roles: [{ name: "hub", trusts: ["999999999999"] }],
        vpcs: [
          {
            ...vpc(HUB_VPC, 0),
            subnets,
            securityGroups,
            endpoints: [endpoint("vpce-0a000000000000001", "ssm"), endpoint("vpce-0a000000000000002", "kms")],
            resolverEndpoints: [resolverEndpoint(INBOUND, "INBOUND"), resolverEndpoint(OUTBOUND, "OUTBOUND")],
          },
        ],
        zones,
        resolverRules: rules.map((rule, i) => ({
          id: `rslvr-rr-${i}`,
          region: REGION,
          creatorRequestId: `terraform-${i}`,
          ...rule,
        })),
        shares: [
          { name: "dns", region: REGION, resources: rules.map((_, i) => `rslvr-rr-${i}`), principals: [ARN] },
        ],
      },
      [PAYMENTS]: spoke(VPCS.payments, 1),
      [LEDGER]: spoke(VPCS.ledger, 2),
    },
  };
  return createStage(JSON.stringify(world));
}

const forward = (domain: string, ...vpcs: string[]) => ({
  domain,
  endpoint: OUTBOUND,
  targets: TARGETS,
  vpcs,
});

async function imported(stage: Stage, accounts: readonly string[] = [PAYMENTS, LEDGER]): Promise<Imported> {
  const operator = stage.operator();
  const role = (account: string) => ({ arn: `arn:aws:iam::${account}:role/spoke` });
  const spokes = accounts.map((account) => operator.accounts.session(account as AccountId, role(account)));
  const hub = operator.accounts.session(HUB as AccountId, { arn: told.roleArn ?? "" });
  const home = { id: told.vpc, region: told.region };
  const found = await stage.clock.run(findEstate(hub, home, spokes));
  if (found.kind === "unreadable") throw new Error(found.failure.message);
  return importDesired(told, found.value);
}

const spokesIn = (files: Files) =>
  desiredFrom(files).spokes.map(({ vpc, mode, endpoints }) => [vpc, mode, endpoints.map(({ name }) => name)]);

test("S1: one rule of the Region and private DNS kept on becomes documents whose plan changes nothing", async () => {
  const stage = estate({
    privateDns: true,
    rules: [forward(`${REGION}.amazonaws.com`, VPCS.payments, VPCS.ledger)],
  });
  await propagate(stage);
  const { files, remarks } = await imported(stage);
  expect(remarks).toEqual([]);
  const [hub] = desiredFrom(files).hubs;
  expect(hub?.resolver).toMatchObject({
    inbound: { by: "id", id: INBOUND },
    outbound: { by: "id", id: OUTBOUND },
    adoptRules: true,
    rules: { kind: "regional" },
  });
  expect(hub?.sharing).toMatchObject({ organization: ARN });
  expect(spokesIn(files)).toEqual([
    [VPCS.payments, "resolver-rule", ["kms", "ssm"]],
    [VPCS.ledger, "resolver-rule", ["kms", "ssm"]],
  ]);
  const { actions, findings } = await stage.operator().plan(files);
  expect(actions).toEqual([]);
  expect(findings).toEqual([]);
});

/** Zones in the hub VPC, a rule for each, and a spoke that has one of them alone. */
function s2(): Stage {
  const zone = (name: string, endpoint: string) => ({
    name,
    vpcs: [HUB_VPC],
    callerReference: `terraform ${name}`,
    records: [{ name, alias: { endpoint } }],
  });
  return estate({
    privateDns: false,
    zones: [zone(SSM, "vpce-0a000000000000001"), zone(KMS, "vpce-0a000000000000002")],
    rules: [forward(SSM, VPCS.payments, VPCS.ledger), forward(KMS, VPCS.payments)],
  });
}

test("S2: zones in the hub VPC and a rule for each service become documents whose plan changes nothing", async () => {
  const stage = s2();
  await propagate(stage);
  const { files, remarks } = await imported(stage);
  expect(remarks).toEqual([]);
  expect(desiredFrom(files).hubs[0]?.resolver?.rules).toEqual({ kind: "per-endpoint" });
  expect(spokesIn(files)).toEqual([
    [VPCS.payments, "resolver-rule", ["kms", "ssm"]],
    [VPCS.ledger, "resolver-rule", ["ssm"]],
  ]);
  const { actions, findings } = await stage.operator().plan(files);
  expect(actions).toEqual([]);
  expect(findings).toEqual([]);
});

test("S2: taken over, the plan claims the rules and zones by tags, and changes nothing else", async () => {
  const stage = s2();
  await propagate(stage);
  const { files } = await imported(stage);
  const claiming = files.map(({ path, text }) => ({
    path,
    text: text.replace(
      /adopt(Rules|Zones): true/,
      "$&\n  takeOwnership: true".replace("\n  ", path === "hub.yaml" ? "\n    " : "\n  "),
    ),
  }));
  const { actions } = await stage.operator().plan(claiming);
  expect([...new Set(actions.map(({ kind }) => kind))].sort()).toEqual(["tagRule", "tagZone"]);
});

test("associations of an account that nobody named are not known: its VPCs get no Spoke, and the rules stay", async () => {
  const stage = s2();
  await propagate(stage);
  const { files } = await imported(stage, [PAYMENTS]);
  expect(spokesIn(files).map(([vpc]) => vpc)).toEqual([VPCS.payments]);
  expect((await stage.operator().plan(files)).actions).toEqual([]);
});

test("what documents cannot say of rules is told: other ways, names without an endpoint, SYSTEM rules of others", async () => {
  const stage = estate({
    privateDns: true,
    rules: [
      forward(`${REGION}.amazonaws.com`, VPCS.payments),
      forward("corp.example", VPCS.ledger),
      { domain: `s3.${REGION}.amazonaws.com`, type: "SYSTEM", vpcs: [VPCS.payments] },
    ],
  });
  await propagate(stage);
  const { files, remarks } = await imported(stage);
  expect(remarks).toEqual([
    expect.stringContaining("rule rslvr-rr-1 (corp.example): no endpoint"),
    expect.stringContaining(`SYSTEM rule rslvr-rr-2 (s3.${REGION}.amazonaws.com) of somebody else`),
    expect.stringContaining(`no Spoke for ${VPCS.ledger} (${REGION}), which has rules for corp.example`),
  ]);
  expect((await stage.operator().plan(files)).actions).toEqual([]);
});

test("an account that denies its associations is told", async () => {
  const stage = s2();
  await propagate(stage);
  stage.cloud.faults.add({ fault: "deny", operation: "ListResolverRuleAssociations", account: LEDGER });
  const { remarks } = await imported(stage);
  expect(remarks).toEqual([
    expect.stringMatching(/^not seen: the rule associations of account 333333333333: /),
  ]);
});
