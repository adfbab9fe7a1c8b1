import { expect, test } from "vitest";
import { edit, HUB, parseFolder } from "../../../test/support/fixture.ts";
import type { Desired } from "../desired/types.ts";
import type { AccountId, EndpointId, Region, VpcId } from "../ids.ts";
import type { EndpointView, HubView, Observed, VpcView } from "../observed.ts";
import { planOf } from "./plan.ts";

const REGIONAL = { dnsName: "vpce-0e1-abc.ssm.eu-west-1.vpce.amazonaws.com", hostedZoneId: "Z38GZ743OKFT7T" };
const SERVICE = "com.amazonaws.eu-west-1.ssm";
const NAME = "ssm.eu-west-1.amazonaws.com";
const REGION = "eu-west-1" as Region;
const ANCHOR = { id: "vpc-0a0000aa" as VpcId, region: REGION };

const NAMELESS = {
  id: "vpce-0e000001" as EndpointId,
  service: SERVICE,
  state: "available",
  privateDnsEnabled: false,
  tags: {},
  dnsRecordIpType: "ipv4",
} as EndpointView;
const ENDPOINT: EndpointView = { ...NAMELESS, regional: REGIONAL };

const seen = <T>(value: T) => ({ kind: "seen", value }) as const;

function vpcOf(owner: string): VpcView {
  return {
    owner: owner as AccountId,
    cidrs: [],
    dnsSupport: seen(true),
    dnsHostnames: seen(true),
    zones: seen([]),
    privateDns: seen([]),
    rules: seen([]),
  };
}

function desired(): Desired {
  const hub = edit(HUB, ["  spokeDefaults", "  anchorVpc: { vpc: vpc-0a0000aa }\n  spokeDefaults"]);
  const parsed = parseFolder({ "hub.yaml": hub });
  if (!parsed.desired) throw new Error("the fixture is not sound");
  return parsed.desired;
}

/** An empty hub with one endpoint; everything wanted is there and healthy unless the test spoils it. */
function planWith(endpoint: EndpointView, vpcs: Record<string, VpcView> = {}) {
  const state = desired();
  const view = {
    services: [{ name: SERVICE, privateNames: [NAME] }],
    endpoints: [endpoint],
    zones: [],
    adoptable: [],
    strangers: [],
    otherOwners: new Map(),
    zonesInAccount: 0,
  } as unknown as HubView;
  const all = {
    [`${ANCHOR.id}@${REGION}`]: vpcOf("111111111111"),
    [`vpc-0a000001@${REGION}`]: vpcOf("111111111111"),
    [`vpc-0b000001@${REGION}`]: vpcOf("222222222222"),
    ...vpcs,
  };
  const observed: Observed = {
    hubs: new Map(state.hubs.map((hub) => [hub, seen(view)])),
    vpcs: new Map(Object.entries(all).map(([key, vpc]) => [key, seen(vpc)])),
    networks: new Map(),
  };
  return { plan: planOf(state, observed), state, observed };
}

test("an empty hub: every step up to the last association is planned, each after what it waits for", () => {
  const { plan } = planWith(ENDPOINT);
  expect(plan.findings).toEqual([]);
  expect(plan.actions.map((a) => a.kind)).toEqual([
    "createZone",
    "changeRecords",
    "awaitInsync",
    "tagZone",
    "associate",
    "authorize",
    "associate",
    "deauthorize",
  ]);
  const keys = plan.actions.map((a) => a.key);
  for (const [i, { after }] of plan.actions.entries())
    for (const key of after) expect(keys.slice(0, i)).toContain(key);
});

test("semantics 22: an endpoint without a regional name has nothing to point at", () => {
  const { plan } = planWith(NAMELESS);
  expect(plan.actions).toEqual([]);
  expect(plan.findings).toMatchObject([
    {
      kind: "withheld",
      reason: "NoRegionalName",
      endpoint: "ssm",
      todo: expect.stringContaining("DnsEntries"),
    },
  ]);
});

test("semantics 22: a regional name whose zone is ZONEIDPENDING is not used yet", () => {
  const { plan } = planWith({ ...NAMELESS, regional: "pending" });
  expect(plan.actions).toEqual([]);
  expect(plan.findings).toMatchObject([
    { kind: "withheld", reason: "RegionalNamePending", message: expect.stringContaining(ENDPOINT.id) },
  ]);
});

test("semantics 16: a VPC that another account shares with the spoke's is told with its owner, and not authorised", () => {
  const { plan } = planWith(ENDPOINT, { [`vpc-0b000001@${REGION}`]: vpcOf("333333333333") });
  expect(plan.actions.filter((a) => a.kind === "authorize")).toEqual([]);
  expect(plan.findings).toMatchObject([
    {
      kind: "withheld",
      reason: "VpcOfOtherAccount",
      spoke: "pay",
      message: expect.stringContaining("belongs to 333333333333"),
      todo: "set the spoke's account to 333333333333",
    },
  ]);
});

test("semantics 12: a hub and a VPC that nobody read are unknown, and change nothing", () => {
  const { state, observed } = planWith(ENDPOINT);
  const without = planOf(state, { ...observed, vpcs: new Map() });
  expect(without.actions).toEqual([]);
  expect(without.findings).toMatchObject([
    { kind: "unknown", reason: "NotRead", message: expect.stringContaining(ANCHOR.id) },
    { kind: "withheld", reason: "EndpointIncomplete" },
    { kind: "withheld", reason: "EndpointIncomplete" },
  ]);
  expect(planOf(state, { hubs: new Map(), vpcs: new Map(), networks: new Map() })).toMatchObject({
    actions: [],
    findings: [{ kind: "unknown", reason: "NotRead", hub: "hub-a" }],
  });
});
