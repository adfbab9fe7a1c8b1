import { ruleRequestId } from "../../src/model/rule-ownership.ts";
import { has, OF_REGION } from "../proof/rule-worlds.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, GAMMA, gamma, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { NOTES, SHARED, view } from "./rule-estate.ts";
import {
  associated,
  association,
  DNS_GROUP,
  EXCEPTING_HUB,
  INBOUND,
  REGIONAL_HUB,
  RULE_HUB,
  resolverEndpoint,
  resolverView,
  ruleView,
  SYSTEM_VIEW,
  shareView,
  VPC,
  WIDE_VIEW,
} from "./rule-views.ts";
import { denied, endpointView, SSM_VIEW, seen, service, vpcView } from "./views.ts";
import { alias, own, zone } from "./zone.ts";

const TO_RULES = [RULE_HUB, SHARED, alpha(), beta()];
const TO_ZONES = [RULE_HUB, SHARED, alpha({ mode: "phz-association" })];
const zoneWith = (...members: (typeof VPC)[keyof typeof VPC][]) =>
  zone(SSM, { members: [VPC.anchor, VPC.hub, ...members] });
const BOTH = { accounts: { [BETA.account]: associated(association(BETA)) } };
const IN_ZONE = { zones: seen([{ id: "Z1" as never, name: SSM as never, owner: {} }]) };
const WAITS = `withheld SwitchWaits hub ${SSM} ${BETA.vpc}`;

const BELOW = `below.${SSM}`;
const BELOW_VIEW = endpointView("vpce-0e000000000000009", "below");
const BELOW_RULE = ruleView({
  id: "rslvr-rr-0123456789abcdef9" as never,
  arn: "arn:below",
  name: BELOW as never,
  creatorRequestId: ruleRequestId(
    { owner: "network-platform", account: HUB, region: REGION, vpc: HUB_VPC } as never,
    { type: "FORWARD", name: BELOW as never },
  ),
});

/** The rule is on its way out of the share. */
const LEAVING = shareView({
  resources: shareView().resources.map((one) => ({ ...one, status: "DISASSOCIATING" })),
});

/** Beta has begun to go to rules, and gamma of the next wave has not. */
const begun = (status: "CREATING" | "FAILED"): Row["spoilt"] => ({
  documents: [RULE_HUB, SHARED, alpha(), beta(), gamma()],
  hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta, VPC.gamma)] },
  vpcs: { [GAMMA.vpc]: view(GAMMA.account, IN_ZONE) },
  rules: {
    accounts: {
      [BETA.account]: associated(association(BETA, { status })),
      [GAMMA.account]: associated(),
    },
  },
});

/** Zones and rules change places: beta is of mode `resolver-rule` and in ssm's zone, or alpha the other way round. */
export const SWITCHING: readonly Row[] = [
  {
    sentence: "semantics 58: a spoke gets the rule while it is in the zone, and stays there meanwhile",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      vpcs: { [BETA.vpc]: view(BETA.account, IN_ZONE) },
      rules: {},
    },
    findings: [WAITS, ...NOTES],
    actions: ["awaitInsync", "associateRule"],
    says: ["is not seen to be COMPLETE there"],
  },
  {
    sentence: "semantics 58: it leaves the zone when the rule is seen to answer, and a minute later",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: BOTH,
    },
    findings: [],
    actions: ["awaitSure", "disassociate"],
  },
  {
    sentence: "it leaves at once where this process has seen the rule answer for a minute",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: {
        accounts: { ...BOTH.accounts, [BETA.account]: associated(association(BETA, { isSure: true })) },
      },
    },
    findings: [],
    actions: ["disassociate"],
  },
  {
    sentence: "and not where that is another spoke's, of the same rule",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: {
        accounts: { ...BOTH.accounts, [ALPHA.account]: associated(association(ALPHA, { isSure: true })) },
      },
    },
    findings: [],
    actions: ["awaitSure", "disassociate"],
  },
  {
    sentence: "it stays in the zone while the association is being made",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: { accounts: { [BETA.account]: associated(association(BETA, { status: "CREATING" })) } },
    },
    findings: [WAITS],
    actions: [],
  },
  {
    sentence: "semantics 12: it stays in the zone while its account cannot be read",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: { accounts: { [BETA.account]: denied("ListResolverRuleAssociations") } },
    },
    findings: [`unknown AccessDenied hub ssm beta ${SSM}`, WAITS],
    actions: [],
    says: ["the associations of account"],
  },
  {
    sentence: "semantics 12: and while the hub's Resolver cannot be read",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: denied("ListResolverRules"), zones: [zoneWith(VPC.beta)] },
      rules: {},
    },
    findings: ["unknown ResolverNotRead hub", WAITS],
    actions: [],
    says: ["the Resolver of hub hub could not be read"],
  },
  {
    sentence: "semantics 46: it stays in the zone while queries cannot get to the inbound endpoint",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: { ...BOTH, groups: seen([{ ...DNS_GROUP, ingress: [] }]) },
    },
    findings: [WAITS, "note HopBlocked hub alpha", "note HopBlocked hub beta"],
    actions: [],
    says: ["would not answer", "do not let UDP 53 in"],
  },
  {
    sentence: "semantics 46: and while the view VPC does not answer the name",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: { ...BOTH, path: { view: vpcView(ALPHA.account, "10.0.0.0/16") } },
    },
    findings: [WAITS],
    actions: [],
    says: ["does not answer ssm"],
  },
  {
    sentence:
      "a rule whose name is shared no more goes, as a loss, though that of a name beneath it stays and is to answer first",
    spoilt: {
      documents: [RULE_HUB, endpoint("below", { hubPrivateDns: "off" }), alpha()],
      hub: {
        services: [service("ssm", SSM), service("below", BELOW)],
        endpoints: [SSM_VIEW, BELOW_VIEW],
        resolver: resolverView({ rules: [ruleView(), BELOW_RULE] }),
        zones: [
          zoneWith(),
          zone(BELOW, {
            id: "Z2",
            service: "below",
            records: [...own(BELOW), alias(BELOW, BELOW_VIEW)],
            members: [VPC.anchor, VPC.hub],
          }),
        ],
      },
      rules: {
        path: {
          view: vpcView(HUB, "10.0.0.0/16", {
            zones: seen([{ id: "Z2" as never, name: BELOW as never, owner: {} }]),
          }),
        },
        accounts: {
          [ALPHA.account]: associated(association(ALPHA), association(ALPHA, { rule: BELOW_RULE.id })),
        },
      },
      options: { allowRemovals: () => true },
    },
    findings: [`withheld ServesRules hub ${SSM}`],
    actions: ["awaitSure", "addToShare", "disassociateRule"],
  },
  {
    sentence: "a spoke that no longer shares the name loses it, rule or not, under the guard",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), beta({ endpoints: "none" })],
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta)] },
      rules: {},
      options: { allowRemovals: () => true },
    },
    findings: [],
    actions: ["disassociate", "removeFromShare"],
  },
  {
    sentence: "semantics 62: a fifth of the spokes begins at a time, one at least",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), beta(), gamma()],
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.beta, VPC.gamma)] },
      vpcs: {
        [BETA.vpc]: view(BETA.account, IN_ZONE),
        [GAMMA.vpc]: view(GAMMA.account, IN_ZONE),
      },
      rules: { accounts: { [GAMMA.account]: associated() } },
    },
    findings: ["withheld NextWave hub", WAITS, WAITS.replace(BETA.vpc, GAMMA.vpc), ...NOTES],
    actions: ["addToShare", "awaitInsync", "associateRule"],
    says: ["spoke gamma will change"],
  },
  {
    sentence: "semantics 62: a spoke whose association failed has begun, and holds the next wave back",
    spoilt: begun("FAILED"),
    findings: [
      "withheld NextWave hub",
      WAITS,
      WAITS.replace(BETA.vpc, GAMMA.vpc),
      `withheld AssociationFailed hub ssm beta ${SSM}`,
    ],
    actions: ["addToShare"],
    says: ["spoke beta of the wave before"],
  },
  {
    sentence: "semantics 62: the next wave waits while a rule of the last is being made",
    spoilt: begun("CREATING"),
    findings: ["withheld NextWave hub", WAITS, WAITS.replace(BETA.vpc, GAMMA.vpc)],
    actions: ["addToShare"],
    says: ["spoke gamma will change", "spoke beta of the wave before"],
  },
  {
    sentence: "semantics 46: nobody is given a rule that somebody has just bent",
    spoilt: {
      documents: TO_RULES,
      hub: {
        resolver: resolverView({
          rules: [ruleView({ status: "UPDATING", targets: [{ ip: "192.0.2.1", port: 53, isDo53: true }] })],
        }),
        zones: [zoneWith(VPC.beta)],
      },
      vpcs: { [BETA.vpc]: view(BETA.account, IN_ZONE) },
      rules: {},
    },
    findings: [WAITS, `withheld ResolverNotReady hub ssm beta ${SSM}`],
    actions: ["awaitRule"],
    says: ["no target of rule"],
  },
  {
    sentence:
      "semantics 58: nothing leaves for a rule that leads through another endpoint than documents name",
    spoilt: {
      documents: TO_RULES,
      hub: {
        resolver: resolverView({ rules: [ruleView({ endpoint: "rslvr-out-9" as never })] }),
        zones: [zoneWith(VPC.beta)],
      },
      rules: BOTH,
    },
    findings: [WAITS],
    actions: ["updateRule", "awaitRule"],
    says: ["would not answer", "leads through rslvr-out-9 yet"],
  },
  {
    sentence: "semantics 53: nothing leaves for a rule that is on its way out of the share",
    spoilt: {
      documents: TO_RULES,
      hub: { resolver: resolverView({ shares: seen([LEAVING]) }), zones: [zoneWith(VPC.beta)] },
      rules: BOTH,
    },
    findings: [WAITS],
    actions: ["addToShare"],
    says: ["is leaving the resource share"],
  },
  {
    sentence:
      "semantics 58: a rule of a name stays before the Region's while a zone of ours would answer behind it",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: {
        resolver: resolverView({ rules: [ruleView(), OF_REGION] }),
        zones: [zoneWith(VPC.alpha)],
      },
      vpcs: {
        [ALPHA.vpc]: view(ALPHA.account, {
          ...IN_ZONE,
          rules: seen([ruleView(), OF_REGION].map(({ id, name }) => ({ id, name }))),
        }),
      },
      rules: { accounts: { [ALPHA.account]: has(ALPHA, ruleView(), OF_REGION) } },
    },
    findings: [`withheld SwitchWaits hub alpha ${SSM}`],
    actions: ["awaitSure", "disassociate", "addToShare"],
    says: ["until the VPC has left it"],
  },
  {
    sentence: "semantics 58: a spoke joins the zone behind the rule that it is to leave",
    spoilt: {
      documents: TO_ZONES,
      hub: { resolver: resolverView(), zones: [zoneWith()] },
      vpcs: {
        [ALPHA.vpc]: view(ALPHA.account, {
          rules: seen([{ id: "rslvr-rr-0123456789abcdef0", name: SSM as never }]),
        }),
      },
      rules: {},
    },
    findings: [`withheld SwitchWaits hub alpha ${SSM}`],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence: "semantics 58: the rule goes when the spoke is in the zone, in DNS too",
    spoilt: {
      documents: TO_ZONES,
      hub: { resolver: resolverView(), zones: [zoneWith(VPC.alpha)] },
      rules: {},
    },
    findings: [],
    actions: ["awaitInsync", "disassociateRule"],
  },
  {
    sentence: "semantics 58: a rule that nobody answers goes at once",
    spoilt: {
      documents: TO_ZONES,
      hub: {
        resolver: resolverView({
          inbound: resolverEndpoint(INBOUND, {
            addresses: seen([
              { id: "rni-0", ip: "10.0.0.10", subnet: "subnet-00" as never, status: "DETACHING" },
            ]),
          }),
        }),
        zones: [zoneWith()],
      },
      vpcs: {
        [ALPHA.vpc]: view(ALPHA.account, {
          rules: seen([{ id: "rslvr-rr-0123456789abcdef0", name: SSM as never }]),
        }),
      },
      rules: {},
    },
    findings: [],
    actions: ["authorize", "associate", "deauthorize", "disassociateRule"],
  },
  {
    sentence: "semantics 57: the Region's rule comes beside the rules for each name, which stay meanwhile",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { resolver: resolverView(), zones: [zoneWith()] },
      vpcs: {
        [ALPHA.vpc]: view(ALPHA.account, {
          rules: seen([{ id: "rslvr-rr-0123456789abcdef0", name: SSM as never }]),
        }),
      },
      rules: {},
    },
    findings: [
      `withheld SwitchWaits hub alpha ${SSM}`,
      ...NOTES,
      `note RegionalMoves hub ${REGION}.amazonaws.com`,
    ],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
  },
  {
    sentence:
      "semantics 57: a shared name that documents keep from the Region's rule keeps its zone, and is told so",
    spoilt: {
      documents: [EXCEPTING_HUB, SHARED, alpha(), beta()],
      hub: { resolver: resolverView({ rules: [WIDE_VIEW, SYSTEM_VIEW] }), zones: [zoneWith(VPC.beta)] },
      rules: {
        accounts: {
          [ALPHA.account]: associated(
            association(ALPHA, { rule: SYSTEM_VIEW.id }),
            association(ALPHA, { rule: WIDE_VIEW.id }),
          ),
          [BETA.account]: associated(
            association(BETA, { rule: SYSTEM_VIEW.id }),
            association(BETA, { rule: WIDE_VIEW.id }),
          ),
        },
      },
    },
    findings: [`withheld KeptFromRule hub ${SSM} ${BETA.vpc}`],
    actions: [],
    says: [`regional.except of hub hub names ${SSM}`, "give spoke beta mode phz-association"],
  },
];
