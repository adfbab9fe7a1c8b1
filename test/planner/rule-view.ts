import { CARVED, has, KEPT_HUB, OF_REGION } from "../proof/rule-worlds.ts";
import { HUB } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, KMS, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { HEALTHY, SHARED } from "./rule-estate.ts";
import {
  associated,
  association,
  EXCEPTING_HUB,
  IN_ZONE,
  INBOUND,
  REGIONAL_HUB,
  RULE_HUB,
  resolverEndpoint,
  resolverView,
  SYSTEM_VIEW,
  VPC,
  WIDE_VIEW,
} from "./rule-views.ts";
import { denied, SSM_VIEW, seen, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

const ALL_HAVE_IT = { accounts: { [BETA.account]: associated(association(BETA)) } };
const ON = seen([{ endpoint: SSM_VIEW.id, names: [SSM as never] }]);

const AT_ANCHOR = { inbound: resolverEndpoint(INBOUND, { vpc: VPC.anchor.id }) };
const KMS_SHARED = endpoint("kms", { hubPrivateDns: "off" });
const incomplete = (name: string, domain: string) =>
  [VPC.hub, VPC.anchor].map(({ id }) => `withheld EndpointIncomplete hub ${name} ${domain} ${id}`);
const ANCHOR_IS_VIEW = resolverView(AT_ANCHOR);
const atAnchor = (...rules: (typeof OF_REGION)[]) => resolverView({ ...AT_ANCHOR, rules });
const BEGINS = ["createZone", "changeRecords", "awaitInsync", "tagZone", "associate"] as const;
const IN_SSM = vpcView(HUB, "10.8.0.0/16", IN_ZONE);

/** The hub VPC, which is the view VPC too, answers by the endpoint's private DNS; documents say turnOff. */
function turningOff(spec: object, rules: object) {
  const view = vpcView("111111111111", "10.0.0.0/16", { privateDns: ON });
  return {
    documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "turnOff", ...spec }), alpha()],
    hub: {
      ...HEALTHY,
      endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }],
      zones: [zone(SSM, { members: [VPC.anchor] })],
    },
    vpcs: { [VPC.hub.id]: view },
    rules: { path: { view }, ...rules },
  };
}

/** What rules hand over is what the view VPC answers: nothing takes it away from who has one. */
export const RULE_VIEW: readonly Row[] = [
  {
    sentence: "semantics 47: private DNS that rules hand over stays on, and so do the spokes' answers",
    spoilt: turningOff({}, {}),
    findings: ["withheld TurnOffServesRules hub ssm"],
    actions: [],
  },
  {
    sentence: "semantics 47: allowGap accepts that it gives way",
    spoilt: turningOff({ allowGap: true }, {}),
    findings: [`window TurnOff hub ssm ${VPC.hub.id}`, "window TurnOff hub ssm alpha"],
    actions: ["changeRecords", "awaitInsync", "turnOffPrivateDns", "associate"],
  },
  {
    sentence: "semantics 47: while it is about to give way nobody is given a rule of its names",
    spoilt: turningOff({}, { accounts: { [ALPHA.account]: associated() } }),
    findings: [`withheld ViewNotReady hub ssm alpha ${SSM}`, `window TurnOff hub ssm ${VPC.hub.id}`],
    actions: ["awaitSure", "changeRecords", "awaitInsync", "turnOffPrivateDns", "associate"],
  },
  {
    sentence: "semantics 47: a view VPC that rules ask moves to no other zone of the name",
    spoilt: {
      documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "off", set: "two" }), alpha(), beta()],
      hub: {
        ...HEALTHY,
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.hub] }),
          zone(SSM, { id: "Z3", set: "two", members: [VPC.local] }),
        ],
      },
      rules: ALL_HAVE_IT,
    },
    findings: [`withheld MoveWaits hub ${SSM}`, `withheld ServesRules hub ssm ${SSM} ${VPC.hub.id}`],
    actions: ["disassociate", "associate", "disassociate"], // the anchor goes on, and who is wanted in none
  },
  {
    sentence: "semantics 47: an anchor that rules ask leaves no zone for another one of the name",
    spoilt: {
      documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "off", set: "two" }), alpha()],
      hub: { resolver: ANCHOR_IS_VIEW, zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })] },
      rules: {},
    },
    findings: [
      `withheld MoveWaits hub ${SSM}`,
      `withheld AnchorServesRules hub ssm ${SSM}`,
      ...incomplete("ssm", SSM),
    ],
    actions: [],
    says: [`${VPC.alpha.id} is still associated with rule ${SSM}`, "name another anchorVpc"],
  },
  {
    sentence: "semantics 47: nor does it begin a zone of a name that they ask it for",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, KMS_SHARED, alpha()],
      hub: { resolver: atAnchor(OF_REGION), zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })] },
      rules: { accounts: { [ALPHA.account]: has(ALPHA, OF_REGION) }, path: { view: IN_SSM } },
    },
    findings: [`withheld AnchorServesRules hub kms ${KMS}`, ...incomplete("kms", KMS)],
    actions: ["addToShare"],
  },
  {
    sentence: "semantics 47: of a name that is kept from the Region's rule it does",
    spoilt: {
      documents: [
        KEPT_HUB,
        SHARED,
        KMS_SHARED,
        alpha(),
        beta({ mode: "phz-association", endpoints: "none" }),
      ],
      hub: { resolver: atAnchor(OF_REGION, CARVED), zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })] },
      rules: { accounts: { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED) }, path: { view: IN_SSM } },
    },
    findings: [],
    actions: [...BEGINS, "addToShare", "removeFromShare"],
  },
  {
    sentence: "semantics 47: it begins one while nobody has the rule, for nobody asks it then",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { resolver: ANCHOR_IS_VIEW, zones: [] },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld ViewNotReady hub ssm alpha ${SSM}`],
    actions: ["awaitSure", ...BEGINS],
  },
  {
    sentence: "semantics 54: it leaves a zone a minute after a list showed nobody with the rule",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ mode: "phz-association" })],
      hub: {
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { vpc: VPC.local.id }) }),
        zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.alpha, VPC.local] })],
      },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld UnknownConsumers hub ${SSM}`],
    actions: ["awaitSure", "disassociate", "removeFromShare"],
  },
  {
    sentence:
      "semantics 47, 57: but to another zone of a name that is kept back from all whom the Region's rule serves",
    spoilt: {
      documents: [EXCEPTING_HUB, endpoint("ssm", { hubPrivateDns: "off", set: "two" }), alpha()],
      hub: {
        ...HEALTHY,
        resolver: resolverView({ rules: [SYSTEM_VIEW, WIDE_VIEW] }),
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.hub] }),
          zone(SSM, { id: "Z3", set: "two", members: [VPC.local] }),
        ],
      },
      rules: {
        accounts: {
          [ALPHA.account]: associated(
            association(ALPHA, { rule: SYSTEM_VIEW.id }),
            association(ALPHA, { rule: WIDE_VIEW.id }),
          ),
        },
      },
    },
    findings: [`window Move hub ssm ${SSM} ${VPC.hub.id}`],
    actions: [
      ...["changeRecords", "awaitInsync", "move", "awaitInsync", "awaitInsync"],
      ...["deleteZone", "associate", "disassociate"],
    ] as Row["actions"],
  },
  {
    sentence: "semantics 50: addresses that could not be read are told, though everybody has the rule",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), beta()],
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { addresses: denied() }) }),
      },
      rules: ALL_HAVE_IT,
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
    says: [`the addresses of Resolver endpoint ${INBOUND} could not be read`],
  },
  {
    sentence: "semantics 53: and shares that could not be read",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), beta()],
      hub: { ...HEALTHY, resolver: resolverView({ shares: denied() }) },
      rules: ALL_HAVE_IT,
    },
    findings: ["withheld SharingNotRead hub"],
    actions: [],
  },
];
