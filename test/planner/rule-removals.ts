import { HUB, REGION } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, GAMMA, KMS, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { HEALTHY, SHARED } from "./rule-estate.ts";
import { associated, association, RULE_HUB, resolverView, ruleView, VPC } from "./rule-views.ts";
import { denied, SSM_VIEW, seen, service, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

const SSM_KEPT = seen([{ endpoint: SSM_VIEW.id, names: [SSM as never] }]);
const MARKED = associated(association(ALPHA));
const TWIN = ruleView({ id: "rslvr-rr-0000000000000000a" as never, arn: "arn:twin" });

/** What leaves, and what stays for whom nobody may take it from. */
export const RULE_REMOVALS: readonly Row[] = [
  {
    sentence: "of two rules of ours with one name the one in use stands, and the other goes",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), beta()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [TWIN, ruleView()] }) },
      rules: { accounts: { [BETA.account]: associated(association(BETA)) } },
    },
    findings: [],
    actions: ["awaitSure", "deleteRule"],
  },
  {
    sentence:
      "semantics 40: a spoke whose document is gone keeps its rule when it was suspended as it was last seen",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: HEALTHY,
      rules: { left: { [BETA.account]: associated(association(BETA)) } },
      options: {
        known: [
          {
            hub: "hub",
            name: "beta",
            vpc: `${BETA.vpc}@${REGION}`,
            account: BETA.account,
            suspended: true,
          },
        ],
      },
    },
    findings: ["withheld LeavingSuspended hub beta"],
    actions: [],
    says: [`associated with rule ${SSM}`, "vpce-operator forget beta"],
  },
  {
    sentence: "semantics 40: without the suspension it leaves",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: HEALTHY,
      rules: { left: { [BETA.account]: associated(association(BETA)) } },
      options: {
        known: [{ hub: "hub", name: "beta", vpc: `${BETA.vpc}@${REGION}`, account: BETA.account }],
        allowRemovals: () => true,
      },
    },
    findings: [],
    actions: ["disassociateRule"],
  },
  {
    sentence: "semantics 12: an answer of AWS that leaves a service out takes no rule away from anybody",
    spoilt: { documents: [RULE_HUB, SHARED, alpha()], hub: { ...HEALTHY, services: [] }, rules: {} },
    findings: [`withheld ServiceNotListed hub alpha ${SSM}`, "withheld ServiceNotListed hub ssm"],
    actions: [],
  },
  {
    sentence: "semantics 23: a name that AWS no longer lists keeps its rule, as it keeps its zone",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, services: [service("ssm", KMS)] },
      rules: {},
    },
    findings: [
      `withheld NewName hub ssm ${KMS}`,
      `withheld ViewNotReady hub ssm alpha ${KMS}`,
      `note NameVanished hub alpha ${SSM}`,
      `note NameVanished hub ssm ${SSM}`,
    ],
    actions: ["createRule", "addToShare"],
  },
  {
    sentence: "semantics 23: so it does where the view VPC answers it by the private DNS of the endpoint",
    spoilt: {
      documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "keep" }), alpha()],
      hub: {
        resolver: HEALTHY.resolver,
        zones: [],
        endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }],
        services: [service("ssm", KMS)],
      },
      rules: { path: { view: vpcView(HUB, "10.0.0.0/16", { privateDns: SSM_KEPT }) } },
    },
    findings: [`withheld ViewNotReady hub ssm alpha ${KMS}`, `note NameVanished hub alpha ${SSM}`],
    actions: ["createRule", "addToShare"],
  },
  {
    sentence: "semantics 23: one that the document gives up by names takes its rule with it",
    spoilt: {
      documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "off", names: [KMS] }), alpha()],
      hub: { ...HEALTHY, services: [service("ssm", KMS)] },
      rules: {},
    },
    findings: [`withheld ServesRules hub ${SSM}`, `withheld ViewNotReady hub ssm alpha ${KMS}`],
    actions: [
      "createZone",
      "changeRecords",
      "awaitInsync",
      "tagZone",
      "associate",
      "createRule",
      "addToShare",
      "disassociateRule",
    ],
  },
  {
    sentence:
      "semantics 47: the zone that a suspended spoke resolves through its rule stays without its document",
    spoilt: { documents: [RULE_HUB, alpha({ suspend: true })], hub: HEALTHY, rules: {} },
    findings: [`withheld ServesRules hub ${SSM}`, `withheld Suspended hub alpha ${SSM}`],
    actions: [],
    says: ["is still associated with rule"],
  },
  {
    sentence: "semantics 47: and one that somebody may resolve whose account was not read",
    spoilt: {
      documents: [RULE_HUB, alpha()],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: denied("ListResolverRuleAssociations") } },
    },
    findings: [`withheld ConsumersNotRead hub ${SSM}`, `withheld ServesRules hub ${SSM}`],
    actions: [],
    says: ["could not be read"],
  },
  {
    sentence:
      "semantics 12: nor does a rule leave the share of a spoke's account that was not read, not by a digest",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ mode: "phz-association" })],
      hub: { ...HEALTHY, zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.alpha] })] },
      rules: { accounts: { [ALPHA.account]: denied("ListResolverRuleAssociations") } },
      options: { allowRemovals: () => true },
    },
    findings: [`withheld ConsumersNotRead hub ${SSM}`],
    actions: [],
    says: ["would end unseen"],
  },
  {
    sentence:
      "semantics 12, 47: a VPC whose answers rules may hand over stays in its zones while the Resolver was not read",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: {
        resolver: denied("ListResolverRules"),
        zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.local] })],
      },
    },
    findings: ["unknown ResolverNotRead hub", `withheld ServesRules hub ${SSM} ${VPC.local.id}`],
    actions: [],
    says: ["its Resolver could not be read", "allow the hub's role the reads of Resolver"],
  },
  {
    sentence: "semantics 12, 47: nor does the anchor begin a zone then, for it may be the VPC that rules ask",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { resolver: denied("ListResolverRules"), zones: [] },
    },
    findings: [
      "unknown ResolverNotRead hub",
      `withheld AnchorServesRules hub ssm ${SSM}`,
      `withheld EndpointIncomplete hub ssm ${SSM} ${VPC.hub.id}`,
    ],
    actions: [],
    says: ["reads of Resolver"],
  },
  {
    sentence: "semantics 52: what a spoke's team associated by itself stays, and is told",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: HEALTHY,
      rules: {
        accounts: {
          [ALPHA.account]: associated(association(ALPHA), association(GAMMA, { name: "theirs" })),
        },
      },
    },
    findings: [`note SelfService hub ${SSM} ${GAMMA.vpc}`],
    actions: [],
  },
  {
    sentence: "semantics 52: what bears our mark, and no document wants, leaves",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), beta()],
      hub: HEALTHY,
      rules: {
        accounts: {
          [ALPHA.account]: associated(association(ALPHA), association(GAMMA)),
          [BETA.account]: associated(association(BETA)),
        },
      },
    },
    findings: [],
    actions: ["disassociateRule"],
  },
  {
    sentence: "a spoke that shares nothing leaves its rules",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta()],
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: associated(association(BETA)) } },
    },
    findings: [],
    actions: ["disassociateRule"],
  },
  {
    sentence: "a suspended spoke keeps the rules that it has",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none", suspend: true }), beta()],
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: associated(association(BETA)) } },
    },
    findings: [`withheld Suspended hub alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 25: a spoke whose VPC is mistyped keeps the rules of the one that was meant",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ vpc: GAMMA.vpc }), beta()],
      hub: HEALTHY,
      vpcs: { [GAMMA.vpc]: seen({ ...notThere() }) },
      rules: { accounts: { [ALPHA.account]: MARKED, [BETA.account]: associated(association(BETA)) } },
    },
    findings: [
      `withheld OtherHalfWaits hub ${SSM} ${ALPHA.vpc}`,
      `withheld VpcNotFound hub ssm alpha ${SSM}`,
    ],
    actions: [],
  },
];

function notThere() {
  const none = vpcView("", "10.0.0.0/16");
  if (none.kind !== "seen") throw new Error("not seen");
  const { owner: _owner, ...view } = none.value;
  return view;
}
