import type { Observed } from "../../src/model/observed/observed.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { facts, type NetworkWords, network } from "../support/networks.ts";
import { ALPHA, alpha, BETA, endpoint, hub, SSM, SSM_ENDPOINT } from "../support/scenario.ts";
import { alphaSees } from "./estate.ts";
import type { Row } from "./row.ts";
import { endpointView, SSM_VIEW, seen } from "./views.ts";
import { alias, own, zone } from "./zone.ts";

export const GROUP = "sg-0a000000000000001" as never;

export const HUB_SIDE: NetworkWords = {
  vpc: HUB_VPC,
  account: HUB,
  region: REGION,
  subnets: ["subnet-h euw1-az1 10.0.1.0/24"],
  routes: ["10.0.0.0/16 local", "10.1.0.0/16 pcx-1"],
  peerings: [`pcx-1 active ${ALPHA.vpc} ${HUB_VPC}`],
  interfaces: [{ id: "eni-1", subnet: "subnet-h" as never, type: "vpc_endpoint", addresses: ["10.0.1.5"] }],
};

export const ALPHA_SIDE: NetworkWords = {
  vpc: ALPHA.vpc,
  account: ALPHA.account,
  region: REGION,
  subnets: ["subnet-0a00000a euw1-az1 10.1.1.0/24", "subnet-0b00000b euw1-az2 10.1.2.0/24"],
  routes: ["10.0.0.0/16 pcx-1"],
  peerings: [`pcx-1 active ${ALPHA.vpc} ${HUB_VPC}`],
};

export const OPEN = { fromPort: 443, toPort: 443, cidrs: ["10.0.0.0/8"], others: [] };

export const pathOf = (hubSide: Partial<NetworkWords>, side: Partial<NetworkWords>): Observed["path"] =>
  facts([network({ ...HUB_SIDE, ...hubSide }), network({ ...ALPHA_SIDE, ...side })]);

/** Beta gets there and back as well. */
export const pathOfBoth = (): Observed["path"] =>
  facts([
    network({
      ...HUB_SIDE,
      routes: [...(HUB_SIDE.routes ?? []), "10.2.0.0/16 pcx-2"],
      peerings: [`pcx-1 active ${ALPHA.vpc} ${HUB_VPC}`, `pcx-2 active ${BETA.vpc} ${HUB_VPC}`],
    }),
    network(ALPHA_SIDE),
    network({
      vpc: BETA.vpc,
      account: BETA.account,
      region: REGION,
      subnets: ["subnet-0c00000c euw1-az1 10.2.1.0/24"],
      routes: ["10.0.0.0/16 pcx-2"],
      peerings: [`pcx-2 active ${BETA.vpc} ${HUB_VPC}`],
    }),
  ]);

type Side = { readonly has?: boolean; readonly hubSide?: Partial<NetworkWords>; readonly source?: object };

/** Alpha lacks its one name, or has it; its document says so much of the path. */
function spoilt(
  side: Partial<NetworkWords>,
  spec: Readonly<Record<string, unknown>> = {},
  { has = false, hubSide = {}, source = {} }: Side = {},
): Row["spoilt"] {
  const served = zone(SSM);
  return {
    documents: [hub(), endpoint("ssm", { ...source }), alpha(spec)],
    hub: {
      endpoints: [{ ...SSM_VIEW, interfaces: ["eni-1"], securityGroups: [GROUP] }],
      zones: [has ? served : without(served)],
    },
    network: { securityGroups: seen([{ id: GROUP, admits: [OPEN] }]), subnets: seen([]) },
    path: pathOf(hubSide, side),
  };
}

function without(one: ReturnType<typeof zone>): ReturnType<typeof zone> {
  if (one.vpcs.kind !== "seen") return one;
  const others = [...one.vpcs.value].filter(([, { id }]) => id !== ALPHA.vpc);
  return { ...one, vpcs: seen(new Map(others)) };
}

const OLD = endpointView("vpce-0e000000000000009", "ssm", {
  interfaces: ["eni-2" as never],
  securityGroups: [GROUP],
});

/** Alpha is in the zone, whose alias leads to another endpoint than its document names. */
function repointed(side: Partial<NetworkWords>): Row["spoilt"] {
  const eni = { id: "eni-2", subnet: "subnet-h" as never, type: "vpc_endpoint", addresses: ["10.0.1.9"] };
  const hubSide = { interfaces: [...(HUB_SIDE.interfaces ?? []), eni] };
  const before = spoilt(side, {}, { has: true, hubSide, source: { existing: { id: SSM_ENDPOINT } } });
  return {
    ...before,
    hub: {
      endpoints: [{ ...SSM_VIEW, interfaces: ["eni-1"], securityGroups: [GROUP] }, OLD],
      zones: [zone(SSM, { records: [...own(SSM), alias(SSM, OLD)] })],
    },
  };
}

/** The groups let in somebody else's range. */
const CLOSED_GROUP = {
  securityGroups: seen([{ id: GROUP, admits: [{ ...OPEN, cidrs: ["10.9.0.0/16"] }] }]),
  subnets: seen([]),
};
const SEEN = alphaSees({ cidrs: ["10.1.0.0/16"] });

const JOINS = ["changeRecords", "awaitInsync", "authorize", "associate", "deauthorize"] as const;
const B_IS_LOST = { tables: { "subnet-0b00000b": [] } };
const BEHIND_NAT = { routes: ["0.0.0.0/0 nat-1"] };

/** The network path: whether packets follow the names (semantics 66). */
export const PATHS: readonly Row[] = [
  {
    sentence: "who has routes both ways joins, and nothing is said",
    spoilt: spoilt({}),
    findings: [],
    actions: [...JOINS],
  },
  {
    sentence: "who surely cannot get there does not join, and reads what stops packets and what to change",
    spoilt: spoilt({ routes: [] }),
    findings: ["withheld PathBlocked hub alpha"],
    actions: [],
    says: [
      `has no route to 10.0.1.5 (account ${ALPHA.account}, from subnet-0a00000a in euw1-az1, subnet-0b00000b in euw1-az2)`,
      "set pathCheck: report of the spoke",
    ],
  },
  {
    sentence: "who has its name already keeps it, and is told",
    spoilt: spoilt({ routes: [] }, {}, { has: true }),
    findings: ["note PathBlocked hub alpha"],
    actions: [],
  },
  {
    sentence: "aliases stay where they lead while who is in the zone reaches that and not the other endpoint",
    spoilt: repointed({ routes: ["10.0.1.9/32 pcx-1"] }),
    findings: ["withheld RepointBlocked hub ssm alpha ssm.eu-west-1.amazonaws.com"],
    actions: [],
    says: [
      `goes on leading to ${OLD.id}: from subnet-0a00000a of spoke alpha packets do not get to ${SSM_ENDPOINT}`,
    ],
  },
  {
    sentence: "and move where nobody loses anything by it",
    spoilt: repointed({}),
    findings: [],
    actions: ["changeRecords", "awaitInsync"],
  },
  {
    sentence: "or who reaches neither",
    spoilt: repointed({ routes: [] }),
    findings: ["note PathBlocked hub alpha"],
    actions: ["changeRecords", "awaitInsync"],
  },
  {
    sentence: "pathCheck: report joins and tells",
    spoilt: spoilt({ routes: [] }, { pathCheck: "report" }),
    findings: ["note PathBlocked hub alpha"],
    actions: [...JOINS],
  },
  {
    sentence: "a part of the client subnets does, and the others are named",
    spoilt: spoilt(B_IS_LOST),
    findings: ["note PathPartial hub alpha"],
    actions: [...JOINS],
    says: ["from subnet-0b00000b in euw1-az2"],
  },
  {
    sentence: "pathCheck: require wants all of them",
    spoilt: spoilt(B_IS_LOST, { pathCheck: "require" }),
    findings: ["withheld PathPartial hub alpha"],
    actions: [],
  },
  {
    sentence: "clientSubnets leaves a part out",
    spoilt: spoilt(B_IS_LOST, { pathCheck: "require", clientSubnets: ["subnet-0a00000a"] }),
    findings: [],
    actions: [...JOINS],
  },
  {
    sentence: "what lies behind a NAT gateway is not known, and keeps nobody out",
    spoilt: spoilt(BEHIND_NAT),
    findings: ["note PathUnknown hub alpha"],
    actions: [...JOINS],
    says: ["is not known: route table", "sends 10.0.1.5 to nat-1"],
  },
  {
    sentence: "but whom the document requires to be proved",
    spoilt: spoilt(BEHIND_NAT, { pathCheck: "require" }),
    findings: ["withheld PathUnknown hub alpha"],
    actions: [],
  },
  {
    sentence: "groups that keep it out are told by the path alone, which names the subnets",
    spoilt: { ...spoilt({}), network: CLOSED_GROUP },
    findings: ["withheld PathBlocked hub alpha"],
    actions: [],
    says: [
      "do not let TCP 443 in from 10.1.1.0/24 of subnet-0a00000a",
      "from subnet-0a00000a in euw1-az1, subnet-0b00000b",
    ],
  },
  {
    sentence: "beside what stops packets before they get there they are told by themselves",
    spoilt: { ...spoilt({ routes: [] }), network: CLOSED_GROUP, ...SEEN },
    findings: ["withheld PathBlocked hub alpha", "note SecurityGroupCloses hub ssm"],
    actions: [],
  },
  {
    sentence: "and so they are where the network may not be read",
    spoilt: { ...spoilt({ denied: ["routeTables", "acls"] }), network: CLOSED_GROUP, ...SEEN },
    findings: ["note PathNotChecked hub", "note SecurityGroupCloses hub ssm"],
    actions: [...JOINS],
    says: ["do not admit TCP 443 from spoke alpha (10.1.0.0/16)"],
  },
  {
    sentence: "or nobody wants to know of the path",
    spoilt: { ...spoilt({}, { pathCheck: "off" }), network: CLOSED_GROUP, ...SEEN },
    findings: ["note SecurityGroupCloses hub ssm"],
    actions: [...JOINS],
  },
  {
    sentence: "reads that are denied are told once for the hub",
    spoilt: spoilt({ denied: ["routeTables"] }),
    findings: ["note PathNotChecked hub"],
    actions: [...JOINS],
    says: [`ec2:DescribeRouteTables is not allowed in ${ALPHA.account}`],
  },
];
