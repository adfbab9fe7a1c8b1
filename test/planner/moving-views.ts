import type { ResolverEndpointView, ResolverRuleView } from "../../src/model/observed/resolver.ts";
import type { VpcView } from "../../src/model/observed/vpc.ts";
import type { VpcNetwork } from "../../src/model/path/facts.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { network } from "../support/networks.ts";
import { ALPHA, alpha, beta, hub, KMS, LOCAL, SSM } from "../support/scenario.ts";
import { OUT, outbound } from "./managed-resolver-views.ts";
import type { Row } from "./row.ts";
import { SHARED } from "./rule-estate.ts";
import {
  associated,
  association,
  DNS_GROUP,
  HOP,
  IN_ZONE,
  resolverEndpoint,
  resolverView,
  ruleView,
  VPC,
  WIDE_VIEW,
} from "./rule-views.ts";
import { denied, seen, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

/** Rules lead to an inbound endpoint in the hub VPC, and documents name one in a DNS VPC of the hub's account. */

export const OLD = "rslvr-in-0123456789abcdef0";
const NEXT = "rslvr-in-0123456789abcdef9";
export const OLD_IPS = ["10.0.0.10", "10.0.1.10"];
export const NEXT_IPS = ["10.9.0.10", "10.9.1.10"];

const at = (ips: readonly string[]): ResolverEndpointView["addresses"] =>
  seen(
    ips.map((ip, i) => ({
      id: `rni-${ip}`,
      ip,
      subnet: (ip.startsWith("10.9") ? `subnet-9${i}` : `subnet-0${i}`) as never,
      status: "ATTACHED",
    })),
  );
const old = (spoilt: Partial<ResolverEndpointView> = {}) =>
  resolverEndpoint(OLD, { addresses: at(OLD_IPS), ...spoilt });
const next = (spoilt: Partial<ResolverEndpointView> = {}) =>
  resolverEndpoint(NEXT, { vpc: LOCAL.vpc as never, addresses: at(NEXT_IPS), ...spoilt });
const out = () =>
  outbound(undefined, {
    creatorRequestId: "by hand",
    securityGroups: [DNS_GROUP.id],
    addresses: at(["10.0.0.20", "10.0.1.20"]),
  });

const ruleAt = (ips: readonly string[], spoilt: Partial<ResolverRuleView> = {}) =>
  ruleView({
    targets: ips.map((ip) => ({ ip, port: 53, isDo53: true })),
    endpoint: OUT as never,
    ...spoilt,
  });

/** Documents that name one of the two. */
export function naming(inbound = NEXT, resolver: object = {}, spec: object = {}) {
  return hub({
    resolver: { inbound: { id: inbound }, outbound: { id: OUT }, ...resolver },
    spokeDefaults: { mode: "resolver-rule", role: { arn: "arn:aws:iam::{account}:role/spoke" } },
    ...spec,
  });
}

type Moving = {
  readonly targets?: readonly string[];
  readonly rules?: readonly ResolverRuleView[];
  readonly standing?: ResolverEndpointView;
  readonly goal?: ResolverEndpointView;
  /** Of the DNS VPC. Undefined: it was not read. */
  readonly local?: Partial<VpcView>;
  readonly unread?: true;
  readonly hubVpc?: Partial<VpcView>;
  readonly isMember?: boolean;
  readonly documents?: Row["spoilt"]["documents"];
  /** By which endpoint rules lead, as documents have it or not. */
  readonly inbound?: ResolverEndpointView;
  /** VPCs in which inbound endpoints stand. */
  readonly entries?: readonly string[];
  readonly networks?: readonly VpcNetwork[];
  readonly groups?: typeof GROUPS;
};

const PEERING = `pcx-1 active ${HOP.vpc} ${LOCAL.vpc}`;
const NETWORKS = [
  network({ ...HOP, routes: ["10.9.0.0/16 pcx-1"], peerings: [PEERING] }),
  network({
    vpc: LOCAL.vpc,
    account: HUB,
    region: HOP.region as string,
    subnets: [0, 1].map((n) => `subnet-9${n} euw1-az${n + 1} 10.9.${n}.0/24`),
    routes: ["10.0.0.0/16 pcx-1"],
    peerings: [PEERING],
  }),
];
const OPEN = {
  ...DNS_GROUP,
  ingress: DNS_GROUP.ingress.map((rule) => ({ ...rule, cidrs: ["10.0.0.0/8"] })),
  egress: DNS_GROUP.egress.map((rule) => ({ ...rule, cidrs: ["10.0.0.0/8"] })),
};
const GROUPS = seen([OPEN]);

export function moving({
  targets = OLD_IPS,
  rules = [ruleAt(targets)],
  standing = old(),
  goal = next(),
  local = {},
  unread,
  hubVpc = {},
  isMember = true,
  documents = [naming(), SHARED, alpha()],
  inbound = standing,
  entries = [HUB_VPC, LOCAL.vpc],
  networks = NETWORKS,
  groups = GROUPS,
}: Moving = {}): Row["spoilt"] {
  const view = (spoilt: Partial<VpcView>, cidr: string) =>
    vpcView(HUB, cidr, { ...(isMember || cidr.startsWith("10.0") ? IN_ZONE : {}), ...spoilt });
  const [ofHub, ofLocal] = [
    view(hubVpc, "10.0.0.0/16"),
    unread ? denied<never>() : view(local, "10.9.0.0/16"),
  ];
  const isFirst = inbound.vpc === HUB_VPC;
  const besides = new Map([isFirst ? ([LOCAL.vpc, ofLocal] as const) : ([HUB_VPC, ofHub] as const)]);
  return {
    documents,
    vpcs: { [HUB_VPC]: ofHub, [LOCAL.vpc]: ofLocal },
    hub: {
      zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, ...(isMember ? [VPC.local] : [])] })],
      resolver: resolverView({
        inbound,
        outbound: out(),
        rules,
        inboundVpcs: new Set(entries) as never,
        managed: { endpoints: [standing, goal, out()], subnets: seen([]) },
      }),
    },
    rules: {
      accounts: { [ALPHA.account]: associated(association(ALPHA, { rule: rules[0]?.id ?? ("" as never) })) },
      path: { view: isFirst ? ofHub : ofLocal, besides: besides as never },
      groups,
      networks,
    },
  };
}

/** Shut to what comes from the hub VPC; the next endpoint has a group of its own. */
const SHUT = seen([
  { ...OPEN, ingress: OPEN.ingress.map((rule) => ({ ...rule, cidrs: ["192.0.2.0/24"] })) },
  { ...OPEN, id: "sg-0d00000000000000f" as never },
]);
const OURS = { id: "Z1" as never, name: SSM as never, owner: { account: HUB as never } };
const OTHERS = (id: string) => ({ id: id as never, name: KMS as never, owner: { account: HUB as never } });
const MOVES = ["updateRule", "awaitRule"] as const;
const OTHER = ["withheld ResolverOtherVpc hub"];
const ENDPOINT = (name: string) => ({ endpoint: "vpce-0e00000000000000f" as never, names: [name as never] });
const REGIONAL = naming(NEXT, { rules: "regional", regional: { accept: true } });
const WIDE = (ips: readonly string[]) => {
  const { id, name, creatorRequestId } = WIDE_VIEW;
  return ruleAt(ips, { id, name, creatorRequestId });
};

/** Rules move to an inbound endpoint in another VPC, which has to answer as well (semantics 46, 51, 57). */
export const MOVING_VIEWS: readonly Row[] = [
  {
    sentence:
      "semantics 47: the VPC to which rules are to move joins the zones that they need, and they wait",
    spoilt: moving({ isMember: false }),
    findings: OTHER,
    actions: ["associate"],
    says: [`${LOCAL.vpc}, which has to be seen to answer as well`, "does not answer"],
  },
  {
    sentence:
      "semantics 46, 51: seen in them, it is waited for until DNS shows it, and rules get its targets beside the old ones",
    spoilt: moving(),
    findings: [],
    actions: ["awaitInsync", ...MOVES],
  },
  {
    sentence: "semantics 46: that the way there could not be seen is told, and does not keep them",
    spoilt: moving({ networks: NETWORKS.map((one) => ({ ...one, acls: denied() })) }),
    findings: ["note HopUnread hub"],
    actions: ["awaitInsync", ...MOVES],
  },
  {
    sentence: "semantics 46: a way that is known to be shut does",
    spoilt: moving({ networks: [network(HOP), ...NETWORKS.slice(1)] }),
    findings: ["withheld HopBlocked hub"],
    actions: [],
  },
  {
    sentence: "semantics 51: then they lose the old ones, and the old view VPC stays in its zones",
    spoilt: moving({ targets: [...OLD_IPS, ...NEXT_IPS] }),
    findings: [],
    actions: [...MOVES],
  },
  {
    sentence: "semantics 51: half-way, a rule stays as it is while the new VPC is not seen to answer",
    spoilt: moving({ targets: [...OLD_IPS, ...NEXT_IPS], isMember: false }),
    findings: OTHER,
    actions: ["associate"],
  },
  {
    sentence: "semantics 51: taken back half-way, rules lose the new ones",
    spoilt: moving({
      targets: [...OLD_IPS, ...NEXT_IPS],
      documents: [naming(OLD), SHARED, alpha()],
      inbound: next(),
    }),
    findings: [],
    actions: [...MOVES],
  },
  {
    sentence: "semantics 12: a VPC that was not read is not known to answer",
    spoilt: moving({ unread: true }),
    findings: OTHER,
    actions: [],
    says: [`${LOCAL.vpc} could not be read`],
  },
  {
    sentence: "semantics 12: nor one whose rules were not",
    spoilt: moving({ local: { rules: denied() } }),
    findings: OTHER,
    actions: [],
    says: ["its Resolver rules of the view VPC"],
  },
  {
    sentence: "semantics 46: a rule of the new VPC itself would send the name on",
    spoilt: moving({ local: { rules: seen([{ id: "rslvr-rr-9" as never, name: SSM as never }]) } }),
    findings: OTHER,
    actions: [],
    says: ["by Resolver rule rslvr-rr-9"],
  },
  {
    sentence: "semantics 46: both DNS attributes have to be on",
    spoilt: moving({ local: { dnsHostnames: seen(false) } }),
    findings: OTHER,
    actions: [],
    says: ["enableDnsHostnames"],
  },
  {
    sentence: "semantics 16: a subnet that another account shares is no view VPC",
    spoilt: moving({ local: { owner: ALPHA.account as never } }),
    findings: OTHER,
    actions: [],
    says: [`is account ${ALPHA.account}'s`],
  },
  {
    sentence: "semantics 49: nor is a rule-mode spoke",
    spoilt: moving({
      documents: [naming(), SHARED, alpha(), beta({ account: HUB, vpc: LOCAL.vpc })],
    }),
    findings: [
      `unknown NotRead hub ssm beta ${SSM}`,
      "withheld ResolverOtherVpc hub",
      "note PathUnknown hub beta",
    ],
    actions: [],
    says: ["its queries would come back to itself"],
  },
  {
    sentence: "semantics 51: no address of the new endpoint is ATTACHED",
    spoilt: moving({ goal: next({ addresses: seen([]) }) }),
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
  },
  {
    sentence: "semantics 5: private names beneath that only the old VPC answers",
    spoilt: moving({ hubVpc: { privateDns: seen([ENDPOINT(`fips.${SSM}`)]) } }),
    findings: OTHER,
    actions: [],
    says: [`answers fips.${SSM} by the private DNS of vpce-0e00000000000000f`, `by zone Z1 (${SSM})`],
  },
  {
    sentence: "semantics 57: the Region's rule moves where all that the old VPC answers is answered",
    spoilt: moving({ documents: [REGIONAL, SHARED, alpha()], rules: [WIDE(OLD_IPS)] }),
    findings: [],
    actions: ["awaitInsync", ...MOVES],
  },
  {
    sentence: "semantics 57: and not where a private name of it would turn public",
    spoilt: moving({
      documents: [REGIONAL, SHARED, alpha()],
      rules: [WIDE(OLD_IPS)],
      hubVpc: { privateDns: seen([ENDPOINT(KMS)]) },
    }),
    findings: OTHER,
    actions: [],
    says: [`answers ${KMS} by the private DNS of vpce-0e00000000000000f`, "by the public DNS"],
  },
  {
    sentence: "semantics 57: an endpoint of its own answers it as well",
    spoilt: moving({
      documents: [REGIONAL, SHARED, alpha()],
      rules: [WIDE(OLD_IPS)],
      hubVpc: { privateDns: seen([ENDPOINT(KMS)]) },
      local: { privateDns: seen([{ ...ENDPOINT(KMS), endpoint: "vpce-0e00000000000000e" as never }]) },
    }),
    findings: [],
    actions: ["awaitInsync", ...MOVES],
  },
  {
    sentence: "semantics 57: one that is not available does not",
    spoilt: moving({
      documents: [REGIONAL, SHARED, alpha()],
      rules: [WIDE(OLD_IPS)],
      hubVpc: { privateDns: seen([ENDPOINT(KMS)]) },
      local: {
        privateDns: seen([
          { ...ENDPOINT(KMS), endpoint: "vpce-0e00000000000000e" as never, state: "failed" as never },
        ]),
      },
    }),
    findings: OTHER,
    actions: [],
  },
  {
    sentence: "semantics 57: nor does a zone of others, which is not the same as the old VPC's",
    spoilt: moving({
      documents: [REGIONAL, SHARED, alpha()],
      rules: [WIDE(OLD_IPS)],
      hubVpc: { zones: seen([OURS, OTHERS("Z8")]) },
      local: { zones: seen([OURS, OTHERS("Z9")]) },
    }),
    findings: OTHER,
    actions: [],
    says: ["Z8", "Z9"],
  },
  {
    sentence: "semantics 57: the same zone of others is as good",
    spoilt: moving({
      documents: [REGIONAL, SHARED, alpha()],
      rules: [WIDE(OLD_IPS)],
      hubVpc: { zones: seen([OURS, OTHERS("Z8")]) },
      local: { zones: seen([OURS, OTHERS("Z8")]) },
    }),
    findings: [],
    actions: ["awaitInsync", ...MOVES],
  },
  {
    sentence:
      "semantics 58: half-way, a rule is answered by the new endpoint where the way to the old one is shut",
    spoilt: moving({
      documents: [naming(), SHARED, alpha({ mode: "phz-association" })],
      targets: [...OLD_IPS, ...NEXT_IPS],
      goal: next({ securityGroups: ["sg-0d00000000000000f" as never] }),
      groups: SHUT,
    }),
    findings: [`withheld ServesRules hub ${SSM} ${LOCAL.vpc}`, `withheld SwitchWaits hub alpha ${SSM}`],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence: "semantics 58: before, nobody answers it",
    spoilt: moving({
      documents: [naming(), SHARED, alpha({ mode: "phz-association" })],
      goal: next({ securityGroups: ["sg-0d00000000000000f" as never] }),
      groups: SHUT,
    }),
    findings: [`withheld ServesRules hub ${SSM} ${LOCAL.vpc}`],
    actions: ["authorize", "associate", "deauthorize", "disassociateRule"],
  },
  {
    sentence: "semantics 51: nobody new is given a rule that has moved, while others have not",
    spoilt: moving({
      documents: [naming(), SHARED, alpha(), beta()],
      targets: [...OLD_IPS, ...NEXT_IPS],
    }),
    findings: [`withheld ResolverMoves hub ssm beta ${SSM}`],
    actions: [...MOVES],
  },
  {
    sentence: "semantics 12: an endpoint that is not there moves nothing, and nobody new is given a rule",
    spoilt: moving({
      documents: [naming("rslvr-in-0123456789abcdef7"), SHARED, alpha(), beta()],
      isMember: false,
    }),
    findings: ["withheld ResolverNotThere hub", "withheld ResolverNotThere hub beta"],
    actions: [],
  },
  {
    sentence: "semantics 51: the old view VPC leaves by a second word, for an inbound endpoint stands there",
    spoilt: moving({ documents: [naming(OLD), SHARED, alpha()] }),
    findings: ["withheld UnknownForwarders hub"],
    actions: [],
    held: ["disassociate"],
    says: [`${LOCAL.vpc} is to leave zones of hub hub`, "--allow-removals"],
  },
  {
    sentence: "semantics 47: where none stands it leaves like any other",
    spoilt: moving({ documents: [naming(OLD), SHARED, alpha()], entries: [HUB_VPC] }),
    findings: [],
    actions: ["disassociate"],
  },
];
