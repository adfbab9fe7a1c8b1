import { ALPHA, alpha, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { DOCUMENTS, HEALTHY, NOTES, SHARED } from "./rule-estate.ts";
import {
  associated,
  attached,
  DNS_GROUP,
  INBOUND,
  RULE_HUB,
  resolverEndpoint,
  resolverView,
  ruleView,
} from "./rule-views.ts";
import { denied, seen } from "./views.ts";

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

/** The Resolver endpoints that rules lead through, and the targets that they get. */
export const RULE_ENDPOINTS: readonly Row[] = [
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
];
