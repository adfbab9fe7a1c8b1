import { HUB, REGION } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, GAMMA, KMS, local, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import {
  associated,
  association,
  attached,
  DNS_GROUP,
  IN_ZONE,
  INBOUND,
  REGIONAL_HUB,
  RULE_HUB,
  resolverEndpoint,
  resolverView,
  ruleView,
  shareView,
  VPC,
} from "./rule-views.ts";
import { denied, notImplemented, SSM_VIEW, seen, service, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

const SHARED = endpoint("ssm", { hubPrivateDns: "off" });
const DOCUMENTS = [RULE_HUB, SHARED, alpha(), beta()];
const ZONES = [zone(SSM, { members: [VPC.anchor, VPC.hub] })];
const HEALTHY = { resolver: resolverView(), zones: ZONES };
const BELOW = `below.${SSM}`;
const WITH_BELOW = [service("ssm", SSM), service("below", BELOW)];
const KMS_ENDPOINT_THERE = seen([{ endpoint: "vpce-0a" as never, names: [KMS as never] }]);
const PENDING = { endpoint: "vpce-0a" as never, state: "pending", names: [SSM as never] };
const SSM_KEPT = seen([{ endpoint: SSM_VIEW.id, names: [SSM as never] }]);
const MARKED = associated(association(ALPHA));
const NOTES = ["note ResolverCapacity hub"] as const;
const TWIN = ruleView({ id: "rslvr-rr-0000000000000000a" as never, arn: "arn:twin" });
const SIX = ["fd00::10", "fd00:1::10"];
const SIX_OUT = resolverEndpoint("rslvr-out-6", {
  direction: "OUTBOUND",
  type: "IPV6",
  addresses: attached("fd00::20", "fd00:1::20"),
});
const DUAL_OUT = resolverEndpoint("rslvr-out-0123456789abcdef0", {
  direction: "OUTBOUND",
  type: "DUALSTACK",
  addresses: attached("10.0.0.20", "10.0.1.20", "fd00::20", "fd00:1::20"),
});
const DUAL_IN = resolverEndpoint(INBOUND, {
  type: "DUALSTACK",
  addresses: attached("10.0.0.10", "10.0.1.10", ...SIX),
});
const JOINS = ["awaitInsync", "associateRule"] as const;

const view = (account: string, spoilt: Parameters<typeof vpcView>[2]) =>
  vpcView(account, "10.2.0.0/16", spoilt);

/** Mode `resolver-rule`: alpha is served by ssm's rule, and beta is to be. */
export const RULES: readonly Row[] = [
  {
    sentence:
      "semantics 46: a spoke that lacks a rule is associated with it, once the view VPC is in the zone in DNS",
    spoilt: { documents: DOCUMENTS, hub: HEALTHY, rules: {} },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 57: the rule of a Region tells which names it takes along that nobody shares",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [] }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [...NOTES, `note RegionalMoves hub ${REGION}.amazonaws.com`],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
    says: [`1 shared; 1 of AWS's list stay public, asked from the view VPC: ${KMS}`],
  },
  {
    sentence: "semantics 57: and which of them become private, since the view VPC has an endpoint",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [] }) },
      rules: {
        accounts: { [ALPHA.account]: associated() },
        path: { view: vpcView(HUB, "10.0.0.0/16", { ...IN_ZONE, privateDns: KMS_ENDPOINT_THERE }) },
      },
    },
    findings: [...NOTES, `note RegionalMoves hub ${REGION}.amazonaws.com`],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
    says: [`1 become private though nobody shares them: ${KMS}`],
  },
  {
    sentence:
      "semantics 5, 48: a rule is withheld where the view VPC does not know another service's name below it",
    spoilt: { documents: DOCUMENTS, hub: { ...HEALTHY, services: WITH_BELOW }, rules: {} },
    findings: [`withheld Shadows hub ssm beta ${SSM}`],
    actions: [],
    says: [
      `a rule ${SSM} would have ${BELOW} (`,
      "answered by the view VPC",
      `share ${BELOW} in hub hub too`,
    ],
  },
  {
    sentence: "semantics 5, 48: so is one whose own wildcard the view VPC lacks",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, services: [service("ssm", SSM), service("other", `*.${SSM}`)] },
      rules: {},
    },
    findings: [`withheld Shadows hub ssm beta ${SSM}`],
    actions: [],
    says: [`*.${SSM}`],
  },
  {
    sentence: "semantics 5, 48: it joins where the spoke's VPC answers that name by something longer",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, services: WITH_BELOW },
      rules: {},
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: BELOW as never, owner: {} }]),
        }),
      },
    },
    findings: [...NOTES, `note NotServedBelow hub ssm beta ${SSM}`],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 5, 48: or where the document accepts it",
    spoilt: {
      documents: [
        RULE_HUB,
        endpoint("ssm", { hubPrivateDns: "off", acceptShadowing: true }),
        alpha(),
        beta(),
      ],
      hub: { ...HEALTHY, services: WITH_BELOW },
      rules: {},
    },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 57: the rule of a Region is withheld where the view VPC does not know a name in it",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [] }), services: WITH_BELOW },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld Shadows hub alpha ${REGION}.amazonaws.com`],
    actions: ["createRule", "addToShare"],
    says: [`write ${BELOW} in regional.except`],
  },
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
    sentence: "a fleet in which everybody has the rule gets nothing",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: associated(association(BETA)) } },
    },
    findings: [],
    actions: [],
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
    sentence: "rules that could not be read are neither made nor taken away",
    spoilt: { documents: DOCUMENTS, hub: { ...HEALTHY, resolver: denied("ListResolverRules") }, rules: {} },
    findings: ["unknown ResolverNotRead hub"],
    actions: [],
  },
  {
    sentence:
      "a Resolver endpoint that is not there sends nobody anywhere, and is told of who has a rule already",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, resolver: resolverView({ inbound: undefined as never }) },
      rules: {},
    },
    findings: ["withheld ResolverNotThere hub alpha", "withheld ResolverNotThere hub beta"],
    actions: [],
    says: [INBOUND],
  },
  {
    sentence: "an outbound endpoint where the inbound one should stand is told",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { direction: "OUTBOUND" }) }),
      },
      rules: {},
    },
    findings: ["withheld ResolverNotThere hub beta"],
    actions: [],
    says: ["an INBOUND one should"],
  },
  {
    sentence: "semantics 46: nobody new is sent to an endpoint that is not OPERATIONAL",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { status: "AUTO_RECOVERING" }) }),
      },
      rules: {},
    },
    findings: ["withheld ResolverNotReady hub beta"],
    actions: [],
    says: ["AUTO_RECOVERING"],
  },
  {
    sentence: "semantics 46: the inbound endpoint has to speak Do53",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { protocols: ["DoH"] }) }),
      },
      rules: {},
    },
    findings: ["withheld ResolverNotReady hub beta"],
    actions: [],
    says: ["speaks DoH"],
  },
  {
    sentence:
      "semantics 50: an address that is not ATTACHED is no target, and targets that are lost are never taken for none",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({
          inbound: resolverEndpoint(INBOUND, {
            addresses: seen([
              { id: "rni-0", ip: "10.0.0.10", subnet: "subnet-00" as never, status: "DETACHING" },
            ]),
          }),
        }),
      },
      rules: {},
    },
    findings: ["withheld ResolverNotReady hub alpha", "withheld ResolverNotReady hub beta"],
    actions: [],
    says: ["no address of"],
  },
  {
    sentence: "semantics 50: endpoints without a family in common get no rule, and nobody is given one",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [], outbound: SIX_OUT }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: ["withheld NoCommonFamily hub alpha"],
    actions: [],
    says: [`${SIX_OUT.id} sends from IPv6 addresses, and ${INBOUND} has IPv4 ones`, "of hub hub, or make"],
  },
  {
    sentence: "semantics 50: a rule that is there stays as it is, and is told though nobody lacks it",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ outbound: SIX_OUT }) },
      rules: {},
    },
    findings: ["withheld NoCommonFamily hub"],
    actions: [],
  },
  {
    sentence: "semantics 50: an outbound endpoint of IPv6 alone gets the IPv6 targets of a dual-stack one",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [], inbound: DUAL_IN, outbound: SIX_OUT }) },
      rules: { accounts: { [ALPHA.account]: associated() }, groups: denied() },
    },
    findings: ["note HopUnread hub", ...NOTES],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
    says: ["lead to 2 addresses in 2 subnets"],
  },
  {
    sentence:
      "semantics 50: targets that answer are not given up for the other family, which a rule cannot have beside them",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ inbound: DUAL_IN, outbound: SIX_OUT }) },
      rules: {},
    },
    findings: ["withheld NoCommonFamily hub"],
    actions: [],
    says: [`(${SSM}) leads to ones of the other family`],
  },
  {
    sentence: "semantics 46: the hop is judged by the family that the rules use",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, resolver: resolverView({ inbound: DUAL_IN, outbound: DUAL_OUT }) },
      rules: {
        groups: seen([
          { ...DNS_GROUP, ingress: DNS_GROUP.ingress.map((rule) => ({ ...rule, cidrs: ["fd00::/8"] })) },
        ]),
      },
    },
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["do not let UDP 53 in from 10.0.0.20 "],
  },
  {
    sentence: "semantics 50: addresses that could not be read change no rule",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { addresses: denied() }) }),
      },
      rules: {},
    },
    findings: ["withheld ResolverNotReady hub beta"],
    actions: [],
    says: ["could not be read"],
  },
  {
    sentence: "semantics 51: a new address comes beside those that answer",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: {
        ...HEALTHY,
        resolver: resolverView({
          inbound: resolverEndpoint(INBOUND, { addresses: attached("10.0.0.10", "10.0.1.10", "10.0.2.10") }),
        }),
      },
      rules: {},
    },
    findings: [],
    actions: ["updateRule", "awaitRule"],
  },
  {
    sentence:
      "a target that somebody made speak DoH is mended: its addresses are right, and it answers nobody",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: {
        ...HEALTHY,
        resolver: resolverView({
          rules: [
            ruleView({
              targets: ["10.0.0.10", "10.0.1.10"].map((ip) => ({ ip, port: 53, isDo53: false })),
            }),
          ],
        }),
      },
      rules: {},
    },
    findings: [],
    actions: ["updateRule", "awaitRule"],
  },
  {
    sentence: "semantics 51: a rule that is UPDATING is waited for, not updated again",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha()],
      hub: {
        ...HEALTHY,
        resolver: resolverView({
          rules: [ruleView({ status: "UPDATING", targets: [{ ip: "10.0.0.10", port: 53, isDo53: true }] })],
        }),
      },
      rules: {},
    },
    findings: [],
    actions: ["awaitRule"],
  },
  {
    sentence: "semantics 46: a name that the view VPC answers publicly is given to nobody",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { path: { view: vpcView(ALPHA.account, "10.0.0.0/16") } },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence:
      "semantics 46: private DNS of an endpoint that is not available is no answer of the view VPC yet",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { path: { view: vpcView(HUB, "10.0.0.0/16", { privateDns: seen([PENDING]) }) } },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
    says: [`by the private DNS of ${PENDING.endpoint}, which is pending`],
  },
  {
    sentence: "semantics 46: a view VPC that could not be read proves nothing",
    spoilt: { documents: DOCUMENTS, hub: HEALTHY, rules: { path: { view: denied("DescribeVpcs") } } },
    findings: ["withheld ViewNotReady hub beta"],
    actions: [],
  },
  {
    sentence: "semantics 46: a view VPC of which a part could not be read proves nothing either",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { path: { view: vpcView(ALPHA.account, "10.0.0.0/16", { ...IN_ZONE, rules: denied() }) } },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
    says: ["its Resolver rules of the view VPC"],
  },
  {
    sentence: "semantics 46: a view VPC that answers by a zone that leads elsewhere is no view",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: {
        path: {
          view: vpcView(ALPHA.account, "10.0.0.0/16", {
            zones: seen([{ id: "Z8" as never, name: SSM as never, owner: {} }]),
          }),
        },
      },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
    says: ["by zone Z8"],
  },
  {
    sentence: "semantics 46: a view VPC that sends the name on hands over what answers there",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: {
        path: {
          view: vpcView(ALPHA.account, "10.0.0.0/16", {
            ...IN_ZONE,
            rules: seen([{ id: "rslvr-rr-9", name: SSM as never }]),
          }),
        },
      },
    },
    findings: [`withheld ViewForwards hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 46: a shorter rule there, of everything to on-premises, does not",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: {
        path: {
          view: vpcView(ALPHA.account, "10.0.0.0/16", {
            ...IN_ZONE,
            rules: seen([{ id: "rslvr-rr-9", name: "" as never }]),
          }),
        },
      },
    },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 49: the view VPC is no client of its own rules",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { vpc: BETA.vpc as never }) }),
        zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.beta] })],
      },
      rules: {},
    },
    findings: ["withheld ViewIsClient hub beta"],
    actions: [],
  },
  {
    sentence: "semantics 53: shares that could not be read give nobody a rule",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, resolver: resolverView({ shares: denied() }) },
      rules: {},
    },
    findings: ["withheld SharingNotRead hub beta"],
    actions: [],
  },
  {
    sentence:
      "semantics 26: an endpoint without RAM keeps rules from other accounts, and says so of each of their spokes",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, resolver: resolverView({ shares: notImplemented("GetResourceShares") }) },
      rules: {},
    },
    findings: ["note Unsupported hub beta"],
    actions: [],
    says: ["does not implement GetResourceShares of RAM"],
  },
  {
    sentence:
      "semantics 53: and shares that could not be read keep nothing from a spoke of the hub's own account",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), local()],
      hub: { ...HEALTHY, resolver: resolverView({ shares: denied() }) },
      rules: { accounts: { [HUB]: associated() } },
    },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 53: RAM's word for a principal that it refuses is passed on",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({
          shares: seen([
            shareView({
              principals: [
                { id: BETA.account, status: "FAILED", message: "not in your organization", at: 0 },
              ],
            }),
          ]),
        }),
      },
      rules: {},
    },
    findings: ["withheld SharingFailed hub", ...NOTES],
    actions: ["addToShare", "awaitInsync", "associateRule"],
    says: ["not in your organization"],
  },
  {
    sentence: "semantics 46: where nobody is served by a rule yet, one spoke goes alone",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: ["withheld FirstUse hub beta", ...NOTES],
    actions: [...JOINS],
    says: ["spoke beta waits"],
  },
  {
    sentence: "semantics 55: an association that AWS gave up is told, not made again",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: associated(association(BETA, { status: "FAILED" })) } },
    },
    findings: [`withheld AssociationFailed hub ssm beta ${SSM}`],
    actions: [],
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
    sentence: "semantics 56: a spoke's own endpoint keeps the name that it holds",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          privateDns: seen([{ endpoint: "vpce-0b000000000000001" as never, names: [SSM as never] }]),
        }),
      },
      rules: {},
    },
    findings: [`note OwnEndpointKept hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 56: what a spoke answers below the name by itself is told",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: BELOW as never, owner: {} }]),
        }),
      },
      rules: {},
    },
    findings: [...NOTES, `note NotServedBelow hub ssm beta ${SSM}`],
    actions: [...JOINS],
    says: [BELOW],
  },
  {
    sentence:
      "semantics 56: a VPC of which a part could not be read gets no rule, which would hide it without a word",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: { [BETA.vpc]: view(BETA.account, { zones: denied("ListHostedZonesByVPC") }) },
      rules: {},
    },
    findings: [`withheld NotChecked hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 56: a rule of others with the name is a conflict",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: { [BETA.vpc]: view(BETA.account, { rules: seen([{ id: "rslvr-rr-9", name: SSM as never }]) }) },
      rules: {},
    },
    findings: [`conflict NameHeldByRule hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "a zone of others with the name is a conflict: the rule would hide it",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: SSM as never, owner: { account: BETA.account as never } }]),
        }),
      },
      rules: {},
    },
    findings: [`conflict NameHeldByZone hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "a zone above the name holds records that the rule would hide",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: "amazonaws.com" as never, owner: {} }]),
        }),
      },
      rules: {},
    },
    findings: [`withheld Shadows hub ssm beta ${SSM}`],
    actions: [],
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
    findings: [`withheld ServesRules hub ${SSM}`, `withheld UnknownConsumers hub ${SSM}`],
    actions: [],
    says: ["could not be read"],
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
  {
    sentence: "semantics 54: a rule that nobody has any more is taken out of the share first",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld RuleLeavesShare hub ${SSM}`],
    actions: ["removeFromShare", "removeFromShare"],
  },
  {
    sentence: "semantics 54: nothing is done to one that is on its way out of the share",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
      hub: { ...HEALTHY, resolver: resolverView({ shares: seen([sharing("DISASSOCIATING")]) }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld RuleLeavesShare hub ${SSM}`],
    actions: ["removeFromShare"],
  },
  {
    sentence: "semantics 54: and one that is read to be out of it is deleted",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
      hub: { ...HEALTHY, resolver: resolverView({ shares: seen([sharing("DISASSOCIATED")]) }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [],
    actions: ["awaitSure", "deleteRule", "removeFromShare"],
  },
  {
    sentence:
      "semantics 62: one that somebody may have whom nobody looked for stays, until the digest is named",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" })],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld UnknownConsumers hub ${SSM}`],
    actions: ["removeFromShare"],
    held: ["removeFromShare"],
    says: ["run again with --allow-removals "],
  },
  {
    sentence: "semantics 62: with the digest it goes, and who is not known loses it",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" })],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
      options: { allowRemovals: () => true },
    },
    findings: [`withheld RuleLeavesShare hub ${SSM}`],
    actions: ["removeFromShare", "removeFromShare"],
  },
  {
    sentence: "an account whose associations could not be read gains nothing and loses nothing",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: denied("ListResolverRuleAssociations") } },
    },
    findings: [`unknown AccessDenied hub ssm beta ${SSM}`],
    actions: [],
  },
];

function sharing(status: string) {
  const [resource] = shareView().resources;
  return shareView({ resources: resource ? [{ ...resource, status }] : [] });
}

function notThere() {
  const none = vpcView("", "10.0.0.0/16");
  if (none.kind !== "seen") throw new Error("not seen");
  const { owner: _owner, ...view } = none.value;
  return view;
}
