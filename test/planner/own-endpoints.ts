import type { OwnEndpointView } from "../../src/model/observed/endpoint.ts";
import type { VpcView } from "../../src/model/observed/vpc.ts";
import { REGION } from "../support/fleet.ts";
import { OWN } from "../support/own-endpoint-scene.ts";
import { ALPHA, alpha, beta, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { ALPHA_SIDE, GROUP, OPEN, pathOf } from "./paths.ts";
import type { Row } from "./row.ts";
import { JOINS, SHARED } from "./rule-estate.ts";
import { associated, REGIONAL_HUB, RULE_HUB, resolverView, ruleView, VPC } from "./rule-views.ts";
import { denied, endpointView, managedView, SSM_VIEW, seen, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

const PRIVATE_DNS = seen([{ endpoint: OWN as never, names: [SSM as never] }]);
export const HEALTHY: NonNullable<Row["spoilt"]["hub"]> = {
  resolver: resolverView(),
  zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })],
  endpoints: [{ ...SSM_VIEW, interfaces: ["eni-1"], securityGroups: [GROUP] }],
};
const NOTES = ["note HopUnread hub", "note ResolverCapacity hub"] as const;

/** Alpha answers ssm by an endpoint of its own; its document says so much of that. */
function spoilt(
  spec: Readonly<Record<string, unknown>>,
  side: Parameters<typeof pathOf>[1] = {},
): Row["spoilt"] {
  return {
    documents: [RULE_HUB, SHARED, alpha(spec)],
    hub: HEALTHY,
    vpcs: { [ALPHA.vpc]: vpcView(ALPHA.account, "10.1.0.0/16", { privateDns: PRIVATE_DNS }) },
    network: { securityGroups: seen([{ id: GROUP, admits: [OPEN] }]), subnets: seen([]) },
    path: pathOf({}, { ...ALPHA_SIDE, ...side }),
    rules: { accounts: { [ALPHA.account]: associated() } },
  };
}

const BYPASS = { redundantEndpoints: "bypass", acceptSourceChange: true };

export const AT = Date.parse("2026-01-02T03:04:05.000Z");
const OURS = { "vpceop/handed-over": "network-platform 2026-01-01T12:00:00.000Z" };
/** As it is tagged before the switch. */
const SWITCHING = { "vpceop/handed-over": "network-platform switching 2026-01-01T12:00:00.000Z" };
export const GROUP_OWN = { id: GROUP, admits: [{ ...OPEN, cidrs: ["10.1.0.0/16"] }] };

/** Alpha's endpoint of its own, as its account shows it. */
export const ownView = (spoilt: Partial<OwnEndpointView> = {}): OwnEndpointView => ({
  ...endpointView(OWN, "ssm", { privateDnsEnabled: true }),
  vpc: ALPHA.vpc as never,
  isRequesterManaged: false,
  names: [SSM as never],
  wildcards: [],
  isSettled: true,
  groups: seen([GROUP_OWN]),
  ...spoilt,
});

export const SWITCHED_OFF = { privateDnsEnabled: false, names: [], tags: OURS };
export const REMOVE = { redundantEndpoints: "remove", acceptSourceChange: true };
const RULE = { id: ruleView().id, name: SSM as never };

/** Alpha has the rule and an endpoint of its own, whose names are to leave it. */
export function served(
  own: Partial<OwnEndpointView> = {},
  spec: Readonly<Record<string, unknown>> = {},
  side: Parameters<typeof pathOf>[1] = {},
  vpc: Partial<VpcView> = {},
): Row["spoilt"] {
  const view = ownView(own);
  const privateDns = seen(view.privateDnsEnabled ? [{ endpoint: OWN as never, names: [...view.names] }] : []);
  return {
    ...spoilt({ ...REMOVE, ...spec }, side),
    vpcs: {
      [ALPHA.vpc]: vpcView(ALPHA.account, "10.1.0.0/16", { privateDns, rules: seen([RULE]), ...vpc }),
    },
    own: { at: AT, endpoints: seen([view]) },
    rules: {},
  };
}

export const WRITTEN = {
  id: OWN as never,
  account: ALPHA.account as never,
  region: REGION as never,
  hub: "hub",
  spoke: "alpha",
  vpc: ALPHA.vpc as never,
};

/** Its private DNS is off; there is a table, and this is the time. */
function lingering(
  at: number,
  own: Partial<OwnEndpointView> = {},
  vpc: Partial<VpcView> = {},
): Row["spoilt"] {
  const view = ownView({ ...SWITCHED_OFF, ...own });
  return {
    ...served(SWITCHED_OFF, {}, {}, vpc),
    own: { at, endpoints: seen([view]), definitions: seen([WRITTEN]) },
  };
}

export const LATER = AT + 24 * 3_600_000;
export const HANDS_OVER = ["awaitSure", "handOver", "startLinger"] as const;
const STAYS = ["withheld OwnEndpointStays hub ssm alpha"] as const;
export const MORE = "more.eu-west-1.amazonaws.com";

type Held = { readonly isIn?: boolean; readonly hasRule?: boolean; readonly zones?: readonly object[] };

const OURS_IN = [{ id: "Z1", name: SSM, owner: {} }];

/** Alpha's names are to come by zones. `isIn`: its VPC is in ssm's; else it has the rule, and may have both. */
function bridging(
  own: Partial<OwnEndpointView>,
  spec: Readonly<Record<string, unknown>> = {},
  { isIn = false, hasRule = !isIn, zones = isIn ? OURS_IN : [] }: Held = {},
): Row["spoilt"] {
  const members = [VPC.anchor, VPC.hub, ...(isIn ? [VPC.alpha] : [])];
  const vpc = { zones: seen(zones as never), rules: seen(hasRule ? [RULE] : []) };
  return {
    ...served(own, { mode: "phz-association", ...spec }, {}, vpc),
    hub: { ...HEALTHY, zones: [zone(SSM, { members })] },
    rules: hasRule ? {} : { accounts: { [ALPHA.account]: associated() } },
  };
}

export const KEEP = { redundantEndpoints: "keep" };
export const LINGERS = "note OwnEndpointLingers hub ssm alpha";
/** The rule has served, and nobody has it any more. */
const IDLE = `withheld UnknownConsumers hub ${SSM}`;
const ZONE_WAITS = `withheld SwitchWaits hub ${SSM} ${ALPHA.vpc}`;
export const TAKES_BACK = ["takeBack", "awaitPrivateDns", "endHandOver"] as const;

/** In mode phz-association rules stand in, both ways. */
const BRIDGED: readonly Row[] = [
  {
    sentence: "semantics 59: that one spoke's endpoint was handed over keeps no other spoke from its zone",
    spoilt: {
      ...lingering(AT),
      documents: [RULE_HUB, SHARED, alpha(REMOVE), beta({ mode: "phz-association", pathCheck: "off" })],
    },
    findings: [LINGERS],
    actions: ["authorize", "associate", "deauthorize", "removeFromShare"],
  },
  {
    sentence:
      "semantics 59: in zone mode the rule comes first too, for AWS associates no zone beside the endpoint",
    spoilt: bridging({}, {}, { hasRule: false }),
    findings: [...STAYS, ...NOTES, `note SourceChanges hub ssm alpha ${SSM}`],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 59: then private DNS goes off, by what the rule serves",
    spoilt: bridging({}),
    findings: ["withheld SwitchWaits hub ssm alpha"],
    actions: [...HANDS_OVER],
    says: ["by a later pass"],
  },
  {
    sentence: "semantics 59: then the zone comes in, and the rule waits",
    spoilt: bridging(SWITCHED_OFF),
    findings: [`withheld SwitchWaits hub alpha ${SSM}`, LINGERS],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence: "semantics 59: also while AWS shows the zone that it made for the endpoint",
    spoilt: bridging(
      SWITCHED_OFF,
      {},
      { zones: [{ id: "Z7", name: SSM, owner: { service: "vpce.amazonaws.com" } }] },
    ),
    findings: [`withheld SwitchWaits hub alpha ${SSM}`, LINGERS],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence: "semantics 59: then the rule leaves",
    spoilt: bridging(SWITCHED_OFF, {}, { isIn: true, hasRule: true }),
    findings: [LINGERS],
    actions: ["awaitInsync", "disassociateRule"],
  },
  {
    sentence: "semantics 59: and the endpoint lingers, and is deleted by what the zone serves",
    spoilt: {
      ...bridging(SWITCHED_OFF, {}, { isIn: true }),
      own: { at: LATER, endpoints: seen([ownView(SWITCHED_OFF)]), definitions: seen([WRITTEN]) },
    },
    findings: [IDLE],
    actions: ["awaitInsync", "deleteOwn", "removeFromShare"],
  },
  {
    sentence:
      "semantics 59: taken back, the rule comes first, for AWS switches no private DNS on beside a zone",
    spoilt: bridging(SWITCHED_OFF, KEEP, { isIn: true }),
    findings: [ZONE_WAITS, "withheld OwnEndpointWaits hub ssm alpha", ...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 59: then the zone goes",
    spoilt: bridging(SWITCHED_OFF, KEEP, { isIn: true, hasRule: true }),
    findings: ["withheld OwnEndpointWaits hub ssm alpha"],
    actions: ["awaitSure", "disassociate"],
  },
  {
    sentence: "semantics 59: then private DNS comes on, and answers",
    spoilt: bridging(SWITCHED_OFF, KEEP),
    findings: ["withheld SwitchWaits hub ssm alpha"],
    actions: [...TAKES_BACK],
  },
  {
    sentence: "semantics 59: and when its tag is gone, the rule goes, and the name is the endpoint's",
    spoilt: bridging({}, KEEP),
    findings: [`conflict NameHeldByEndpoint hub ssm alpha ${SSM}`],
    actions: ["awaitPrivateDns", "disassociateRule"],
  },
  {
    sentence: "semantics 59: where rules of names cannot stand in, the zone stays and private DNS off",
    spoilt: {
      ...bridging(SWITCHED_OFF, { ...KEEP, endpoints: "none" }, { isIn: true }),
      documents: [
        REGIONAL_HUB,
        SHARED,
        alpha({ ...REMOVE, ...KEEP, mode: "phz-association", endpoints: "none" }),
      ],
    },
    findings: [IDLE, ZONE_WAITS, "withheld OwnEndpointWaits hub alpha"],
    actions: ["removeFromShare"],
    says: [
      "so the name would be public for a while",
      `private DNS of ${OWN}, which answered the name before, is off`,
    ],
  },
  {
    sentence: "semantics 59: nor where the hub has no name of it any more",
    spoilt: {
      ...bridging(SWITCHED_OFF, {}, { isIn: true }),
      documents: [RULE_HUB, alpha({ ...REMOVE, mode: "phz-association", endpoints: "none" })],
    },
    findings: [`withheld SwitchWaits hub ${SSM}`, IDLE, "withheld OwnEndpointWaits hub alpha"],
    actions: ["removeFromShare"],
    says: [`share ${SSM} again, by an endpoint of hub hub`],
  },
  {
    sentence:
      "semantics 12, 59: and a zone stays where nobody knows whether an endpoint was handed over to it",
    spoilt: {
      ...bridging(SWITCHED_OFF, { ...KEEP, endpoints: "none" }, { isIn: true }),
      own: { at: AT, endpoints: denied("DescribeVpcEndpoints") },
    },
    findings: ["unknown OwnEndpointsNotRead hub alpha", IDLE, ZONE_WAITS],
    actions: ["removeFromShare"],
  },
  {
    sentence: "semantics 12, 59: nor where the table could not be read that would tell of it",
    spoilt: {
      ...bridging(SWITCHED_OFF, {}, { isIn: true }),
      documents: [RULE_HUB, SHARED],
      own: { at: AT, endpoints: seen([]), definitions: denied("GetItem") },
    },
    findings: [IDLE, ZONE_WAITS],
    actions: [],
  },
  {
    sentence: "semantics 59: of what is exempt nothing stands in: it holds the name",
    spoilt: bridging({ isRequesterManaged: true }, {}, { hasRule: false }),
    findings: [
      `conflict NameHeldByEndpoint hub ssm alpha ${SSM}`,
      IDLE,
      "note OwnEndpointExempt hub ssm alpha",
    ],
    actions: ["removeFromShare"],
  },
];

/** Spokes' own endpoints (semantics 56, 59). */
export const OWN_ENDPOINTS: readonly Row[] = [
  {
    sentence: "semantics 59: remove has the rule associated first, beside the endpoint",
    spoilt: { ...spoilt(REMOVE), own: { at: AT, endpoints: seen([ownView()]) } },
    findings: [...STAYS, ...NOTES, `note SourceChanges hub ssm alpha ${SSM}`],
    actions: [...JOINS],
    says: [`rule ${SSM}, which is to answer instead, is not seen to be COMPLETE there`],
  },
  {
    sentence: "semantics 59: and private DNS switched off when that is seen to serve, and a minute longer",
    spoilt: served(),
    findings: [],
    actions: [...HANDS_OVER],
  },
  {
    sentence: "semantics 59: as also where a pass died between the tag and the switch",
    spoilt: served({ tags: OURS }),
    findings: [],
    actions: [...HANDS_OVER],
  },
  {
    sentence: "semantics 59: private DNS is one switch: with a name that the spoke does not share it stays",
    spoilt: served({ names: [SSM as never, MORE as never] }),
    findings: [...STAYS],
    actions: [],
    says: [`the spoke does not share ${MORE}`],
  },
  {
    sentence: "semantics 59: and so with a wildcard that the hub does not have",
    spoilt: served({ wildcards: [SSM as never] }),
    findings: [...STAYS],
    actions: [],
    says: [`the spoke does not share *.${SSM}`],
  },
  {
    sentence: "semantics 59: what a service of AWS manages is never switched",
    spoilt: served({ isRequesterManaged: true }),
    findings: ["note OwnEndpointExempt hub ssm alpha"],
    actions: [],
    says: ["RequesterManaged"],
  },
  {
    sentence: "semantics 59: nor what a CloudFormation stack made",
    spoilt: served({ tags: { "aws:cloudformation:stack-name": "network" } }),
    findings: ["note OwnEndpointExempt hub ssm alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: nor what a claim names",
    spoilt: served({ tags: managedView().tags }),
    findings: ["note OwnEndpointExempt hub ssm alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: nor one of a service in another Region",
    spoilt: served({ serviceRegion: "us-east-1" as never }),
    findings: ["note OwnEndpointExempt hub ssm alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: one that is not available answers nobody, and is left",
    spoilt: served({ state: "pending" }),
    findings: [...STAYS],
    actions: [],
  },
  {
    sentence: "semantics 59: with another policy than the hub's it stays",
    spoilt: served({ policy: '{"Statement":[]}' }),
    findings: [...STAYS],
    actions: [],
    says: ["set acceptDifferences: [policy] of spoke alpha"],
  },
  {
    sentence: "semantics 59: unless that may be",
    spoilt: served({ policy: '{"Statement":[]}' }, { acceptDifferences: ["policy"] }),
    findings: [],
    actions: [...HANDS_OVER],
  },
  {
    sentence: "semantics 59: with addresses that the hub's lacks it stays",
    spoilt: served({ dnsRecordIpType: "dualstack" }),
    findings: [...STAYS],
    actions: [],
    says: ["it answers by AAAA, and endpoint ssm does not"],
  },
  {
    sentence: "semantics 59: where others than the VPC may connect to it, it stays",
    spoilt: served({ groups: seen([{ id: GROUP, admits: [OPEN] }]) }),
    findings: [...STAYS],
    actions: [],
    says: [`${GROUP} admits 10.0.0.0/8`],
  },
  {
    sentence: "semantics 12, 59: and where that could not be read",
    spoilt: served({ groups: denied("DescribeSecurityGroups") }),
    findings: [...STAYS],
    actions: [],
  },
  {
    sentence: "semantics 59: without a path that is reachable from everywhere it stays",
    spoilt: served({}, {}, { tables: { "subnet-0b00000b": [] } }),
    findings: [...STAYS, "note PathPartial hub alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: and where nobody accepts that callers come from elsewhere",
    spoilt: served({}, { acceptSourceChange: false }),
    findings: ["withheld SourceChangeNotAccepted hub ssm alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: and where its VPC does not show the rule that is to answer",
    spoilt: served({}, {}, {}, { rules: seen([]) }),
    findings: [...STAYS],
    actions: [],
    says: [`the public DNS would answer ${SSM} there, and not rule ${SSM}`],
  },
  {
    sentence: "semantics 44: a suspended spoke's endpoint is left as it is",
    spoilt: served({}, { suspend: true }),
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 44: upsert-only switches nothing off",
    spoilt: {
      ...served(),
      documents: [withSpec(RULE_HUB, { writePolicy: "upsert-only" }), SHARED, alpha(REMOVE)],
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
    held: ["handOver", "startLinger"],
  },
  {
    sentence: "semantics 65: where the operator runs, it is alone anyway",
    spoilt: { ...served(), options: { ownVpc: { id: ALPHA.vpc } as never } },
    findings: [],
    actions: [...HANDS_OVER],
  },
  {
    sentence: "semantics 59: switched off, it lingers",
    spoilt: lingering(AT),
    findings: ["note OwnEndpointLingers hub ssm alpha"],
    actions: [],
    says: ["private DNS off since 2026-01-01 12:00 UTC, and lingers until 2026-01-02 12:00 UTC"],
  },
  {
    sentence: "semantics 59: switched off by a pass that died before it saw that, it lingers from now on",
    spoilt: lingering(LATER, { tags: SWITCHING }),
    findings: [],
    actions: ["startLinger"],
  },
  {
    sentence: "semantics 59: and is taken back as any other",
    spoilt: served({ ...SWITCHED_OFF, tags: SWITCHING }, { redundantEndpoints: "keep" }),
    findings: [],
    actions: ["takeBack", "awaitPrivateDns", "endHandOver"],
  },
  {
    sentence: "semantics 59: then it is deleted, as long as its names are served",
    spoilt: lingering(LATER),
    findings: [],
    actions: ["awaitSure", "deleteOwn"],
  },
  {
    sentence: "semantics 59: not while its VPC does not show the rule that serves them",
    spoilt: lingering(LATER, {}, { rules: seen([]) }),
    findings: [...STAYS],
    actions: [],
  },
  {
    sentence: "semantics 59: nor where somebody else came to use it meanwhile",
    spoilt: lingering(LATER, { groups: seen([{ id: GROUP, admits: [OPEN] }]) }),
    findings: [...STAYS],
    actions: [],
  },
  {
    sentence: "semantics 12, 59: nor while AWS lists no names of its service",
    spoilt: { ...lingering(LATER), hub: { ...HEALTHY, services: [] } },
    findings: [
      `withheld ServiceNotListed hub alpha ${SSM}`,
      "withheld ServiceNotListed hub ssm",
      "note OwnEndpointLingers hub alpha",
    ],
    actions: [],
  },
  {
    sentence: "semantics 59: without a table it is never deleted",
    spoilt: { ...lingering(LATER), own: { at: LATER, endpoints: seen([ownView(SWITCHED_OFF)]) } },
    findings: ["note OwnEndpointLingers hub ssm alpha"],
    actions: [],
    says: ["is not deleted, for there is no table"],
  },
  {
    sentence: "semantics 25: its deletion is a removal, and weighed by the guard",
    spoilt: { ...lingering(LATER), options: { pastLosses: () => denied("GetItem") } },
    findings: ["withheld LossesNotRemembered hub"],
    actions: [],
    held: ["deleteOwn"],
  },
  {
    sentence: "what is being deleted is let go",
    spoilt: lingering(LATER, { state: "deleting" }),
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 59: keep, written out, switches it on again",
    spoilt: served(SWITCHED_OFF, { redundantEndpoints: "keep" }),
    findings: [],
    actions: ["takeBack", "awaitPrivateDns", "endHandOver"],
  },
  {
    sentence: "semantics 59: and a spoke that shares nothing any more, before its rules leave",
    spoilt: served(SWITCHED_OFF, { endpoints: "none" }),
    findings: [],
    actions: ["takeBack", "awaitPrivateDns", "endHandOver", "disassociateRule"],
  },
  {
    sentence: "semantics 59: switched on again by a pass that died, its tag goes when it answers",
    spoilt: served({ tags: OURS }, { redundantEndpoints: "keep" }),
    findings: [],
    actions: ["awaitPrivateDns", "endHandOver"],
  },
  {
    sentence: "semantics 59: and rules leave only then",
    spoilt: served({ tags: OURS }, { endpoints: "none" }),
    findings: [],
    actions: ["awaitPrivateDns", "endHandOver", "disassociateRule"],
  },
  {
    sentence: "semantics 59: what another owner handed over is that owner's affair",
    spoilt: served({ ...SWITCHED_OFF, tags: { "vpceop/handed-over": "others 2026-01-01T12:00:00.000Z" } }),
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 12, 59: what could not be listed is left as it is",
    spoilt: { ...served(), own: { at: AT, endpoints: denied("DescribeVpcEndpoints") } },
    findings: ["unknown OwnEndpointsNotRead hub alpha"],
    actions: [],
  },
  {
    sentence: "semantics 12, 59: and no rule leaves that may serve what was handed over",
    spoilt: {
      ...served({}, { endpoints: "none" }),
      own: { at: AT, endpoints: denied("DescribeVpcEndpoints") },
    },
    findings: ["unknown OwnEndpointsNotRead hub alpha", `withheld OwnEndpointsNotRead hub alpha ${SSM}`],
    actions: [],
  },
  ...BRIDGED,
  {
    sentence:
      "semantics 56: keep leaves the name to the spoke's own endpoint, as does a document that is silent",
    spoilt: spoilt({ redundantEndpoints: "keep", acceptSourceChange: true }),
    findings: [`note OwnEndpointKept hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence:
      "semantics 56: bypass associates the rule beside it, and tells that callers come from elsewhere",
    spoilt: spoilt(BYPASS),
    findings: [...NOTES, `note SourceChanges hub ssm alpha ${SSM}`],
    actions: [...JOINS],
    says: [`has its own endpoint ${OWN} for ${SSM}`, "aws:SourceVpce and aws:SourceVpc change"],
  },
  {
    sentence: "semantics 56: but only where somebody accepts that",
    spoilt: spoilt({ redundantEndpoints: "bypass" }),
    findings: [`withheld SourceChangeNotAccepted hub ssm alpha ${SSM}`],
    actions: [],
    says: ["set acceptSourceChange: true of spoke alpha"],
  },
  {
    sentence: "semantics 56: and not where packets get only in part to the hub's endpoint",
    spoilt: spoilt(BYPASS, { tables: { "subnet-0b00000b": [] } }),
    findings: [`withheld OwnEndpointStays hub ssm alpha ${SSM}`, "note PathPartial hub alpha"],
    actions: [],
    says: ["it is not bypassed: packets get only in part from spoke alpha"],
  },
  {
    sentence: "semantics 56: nor where nobody knows whether they do, whatever pathCheck says",
    spoilt: spoilt({ ...BYPASS, pathCheck: "report" }, { routes: ["0.0.0.0/0 nat-1"] }),
    findings: [`withheld OwnEndpointStays hub ssm alpha ${SSM}`, "note PathUnknown hub alpha"],
    actions: [],
  },
  {
    sentence: "semantics 56: nor where a read of the network was denied",
    spoilt: spoilt(BYPASS, { denied: ["routeTables"] }),
    findings: [`withheld OwnEndpointStays hub ssm alpha ${SSM}`, "note PathNotChecked hub"],
    actions: [],
  },
];

function withSpec({ path, text }: Files[number], patch: object): Files[number] {
  const document = JSON.parse(text);
  return { path, text: JSON.stringify({ ...document, spec: { ...document.spec, ...patch } }) };
}
