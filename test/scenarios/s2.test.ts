import { expect, test } from "vitest";
import { EXTERNAL_ID, HUB, HUB_VPC } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { definitionsInMemory, OWN, ownWorld } from "../support/own-endpoint-scene.ts";
import { withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, endpoint, hub, SSM, SSM_ENDPOINT, spoke } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/**
 * "VPC Interface endpoints sharing in a Multi-Account Organization", from its first step to its last, in two Regions at once:
 * endpoints that exist have private DNS on in the hub VPC and in the spoke's; in the end the hub's is off, a zone answers there,
 * a rule for each name hands that over to the spoke, and the spoke's own endpoint is gone.
 */
const ABROAD = {
  region: "us-east-1",
  hub: "vpc-0a0000000000000e1",
  anchor: "vpc-0a0000000000000e2",
  spoke: "vpc-0b0000000000000e3",
  shared: "vpce-0e00000000000e1",
  own: "vpce-0b00000000000e2",
  name: "ssm.us-east-1.amazonaws.com",
};
const GROUP = "sg-0e0000000000000e1";
const ROLE = { arn: "arn:aws:iam::{account}:role/spoke", externalId: EXTERNAL_ID };
const DAY_MS = 24 * 3_600_000;

function world(): string {
  const home = ownWorld({ endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] });
  const written = JSON.parse(home);
  written.services[ABROAD.region] = { ssm: [ABROAD.name] };
  const there = { region: ABROAD.region, subnets: 2 };
  written.accounts[HUB].vpcs.push(
    {
      ...there,
      id: ABROAD.hub,
      cidr: "10.10.0.0/16",
      securityGroups: [{ id: GROUP, name: "endpoints", httpsFrom: ["10.0.0.0/8"] }],
      endpoints: [{ id: ABROAD.shared, service: "ssm", privateDns: true, securityGroups: [GROUP] }],
    },
    { ...there, id: ABROAD.anchor, cidr: "10.18.0.0/16", subnets: 0 },
  );
  written.accounts[ALPHA.account].vpcs.push({
    ...there,
    id: ABROAD.spoke,
    cidr: "10.11.0.0/16",
    endpoints: [{ id: ABROAD.own, service: "ssm", privateDns: true }],
  });
  const peering = { id: "pcx-0b0000000000000e1", from: ABROAD.spoke, to: ABROAD.hub, routed: true };
  written.accounts[ALPHA.account].peerings.push(peering);
  return JSON.stringify(written);
}

type Side = { readonly hub: string; readonly spoke: string; readonly name: string };
const SIDES: readonly Side[] = [
  { hub: HUB_VPC, spoke: ALPHA.vpc, name: SSM },
  { hub: ABROAD.hub, spoke: ABROAD.spoke, name: ABROAD.name },
];

/** Everything that a VPC is told, in order, each once in a row: `10.1` stands for addresses of that /16. */
function answersOf(stage: Stage, vpc: string, name: string): string[] {
  const seen: string[] = [];
  stage.clock.onStep(() => {
    const { rcode, addresses, from } = stage.cloud.resolve(vpc, name);
    const network = addresses[0]?.split(".").slice(0, 2).join(".");
    const now = from.kind === "public" ? "public" : (network ?? rcode);
    if (seen.at(-1) !== now) seen.push(now);
  });
  return seen;
}

test("S2 in two Regions: private DNS off, zones, a rule for each name, and the spokes' own endpoints gone", async () => {
  const stage = createStage(world(), { privateDnsReleaseMs: 20_000 });
  const home = await withResolver(stage);
  const abroad = await withResolver(stage, ABROAD.hub, ABROAD.region);
  const resolver = ({ inbound, outbound }: typeof home) => ({
    inbound: { id: inbound },
    outbound: { id: outbound },
  });
  const spokes = {
    mode: "resolver-rule",
    redundantEndpoints: "remove",
    acceptSourceChange: true,
    role: ROLE,
  };
  const files: Files = [
    hub({ resolver: resolver(home), spokeDefaults: spokes }),
    hub(
      {
        region: ABROAD.region,
        vpc: ABROAD.hub,
        anchorVpc: { vpc: ABROAD.anchor },
        resolver: resolver(abroad),
        spokeDefaults: spokes,
      },
      "abroad",
    ),
    endpoint("ssm", { hubs: ["hub", "abroad"], hubPrivateDns: "turnOff" }),
    alpha(),
    spoke("alpha-abroad", { account: ALPHA.account, vpc: ABROAD.spoke }, { hub: "abroad" }),
  ];
  const told = SIDES.map(({ hub: vpc, spoke: client, name }) => ({
    hub: answersOf(stage, vpc, name),
    spoke: answersOf(stage, client, name),
  }));
  const { kept, store } = definitionsInMemory();
  const pass = async () => {
    const { outcomes } = await stage.operator({ definitions: store }).apply(files);
    expect(outcomes.filter(({ result }) => result === "failed")).toEqual([]);
    await propagate(stage);
  };
  for (let n = 0; n < 8; n++) await pass();
  await stage.clock.run(stage.clock.sleep(DAY_MS));
  for (let n = 0; n < 3; n++) await pass();
  expect(told).toEqual([
    { hub: ["10.0", "public", "10.0"], spoke: ["10.1", "10.0"] },
    { hub: ["10.10", "public", "10.10"], spoke: ["10.11", "10.10"] },
  ]);
  const { endpoints } = stage.cloud.estate.network;
  expect([OWN, ABROAD.own].map((id) => endpoints.has(id))).toEqual([false, false]);
  expect([...kept.keys()].sort()).toEqual([OWN, ABROAD.own].sort());
  expect((await stage.operator({ definitions: store }).plan(files)).actions).toEqual([]);
});
