import type { Desired } from "../../src/model/desired/types.ts";
import type { Seen } from "../../src/model/failure.ts";
import type { AccountId } from "../../src/model/ids.ts";
import type { DnsGroupView } from "../../src/model/observed/network.ts";
import type { Observed } from "../../src/model/observed/observed.ts";
import type {
  ResolverEndpointView,
  ResolverRuleView,
  ResolverView,
} from "../../src/model/observed/resolver.ts";
import type {
  RuleAccountView,
  RuleAssociationView,
  RulePath,
} from "../../src/model/observed/rule-account.ts";
import type { ResourceShareView } from "../../src/model/observed/share.ts";
import type { VpcNetwork } from "../../src/model/path/facts.ts";
import { accessKeyOf } from "../../src/model/plan/rules/rows/rule-draft.ts";
import { associationMark, ruleRequestId, shareTags } from "../../src/model/rule-ownership.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { facts, type NetworkWords, network } from "../support/networks.ts";
import { ALPHA, BETA, hub, type Place, SSM } from "../support/scenario.ts";
import { seen, VPC, vpcView } from "./views.ts";

/** What AWS shows of Route 53 Resolver and RAM, healthy but for what a case spoils: one rule, ssm's, that alpha has. */
export const INBOUND = "rslvr-in-0123456789abcdef0";
const OUTBOUND = "rslvr-out-0123456789abcdef0";
const RULE = "rslvr-rr-0123456789abcdef0";
const GROUP = "sg-0e0000000000000ff";
const TARGETS = ["10.0.0.10", "10.0.1.10"];
const ARN = `arn:aws:route53resolver:${REGION}:${HUB}:resolver-rule/${RULE}`;
const SHARE = `arn:aws:ram:${REGION}:${HUB}:resource-share/00000000-0000-0000-0000-000000000001`;
const OWN = { owner: "network-platform", name: "hub", account: HUB, region: REGION, vpc: HUB_VPC } as never;

export const RULE_HUB = hub({
  resolver: { inbound: { id: INBOUND }, outbound: { id: OUTBOUND } },
  spokeDefaults: { mode: "resolver-rule", role: { arn: "arn:aws:iam::{account}:role/spoke" } },
});

export const REGIONAL_HUB = hub({
  resolver: {
    inbound: { id: INBOUND },
    outbound: { id: OUTBOUND },
    rules: "regional",
    regional: { accept: true },
  },
  spokeDefaults: { mode: "resolver-rule", role: { arn: "arn:aws:iam::{account}:role/spoke" } },
});

/** The same, which keeps ssm back. */
export const EXCEPTING_HUB = hub({
  resolver: {
    inbound: { id: INBOUND },
    outbound: { id: OUTBOUND },
    rules: "regional",
    regional: { accept: true, except: [SSM] },
  },
  spokeDefaults: { mode: "resolver-rule", role: { arn: "arn:aws:iam::{account}:role/spoke" } },
});

/** By account: what is associated there. Undefined: not read. */
export type RulesShown = {
  readonly accounts?: Readonly<Record<string, Seen<RuleAccountView> | undefined>>;
  /** The same, of accounts that no document names. */
  readonly left?: Readonly<Record<string, Seen<RuleAccountView>>>;
  readonly path?: Partial<RulePath>;
  readonly noPath?: true;
  /** The Resolver endpoints' groups, and the VPCs that they are in. */
  readonly groups?: Seen<readonly DnsGroupView[]>;
  readonly networks?: readonly VpcNetwork[];
};

/** Where the Resolver endpoints are: two subnets, and a third for an address that comes. */
export const HOP: NetworkWords = {
  vpc: HUB_VPC,
  account: HUB,
  region: REGION,
  subnets: [0, 1, 2].map((n) => `subnet-0${n} euw1-az${n + 1} 10.0.${n}.0/24 fd00:${n}::/64`),
};

export function rulesObserved(
  desired: Desired,
  { accounts, left = {}, path, noPath, groups = seen([DNS_GROUP]), networks = [network(HOP)] }: RulesShown,
  ofSpokes: Observed["path"] = undefined,
): Pick<Observed, "ruleAccounts" | "rulePaths" | "path" | "hopGroups"> {
  const [only] = desired.hubs;
  if (!only) throw new Error("no hub");
  const shown = {
    [ALPHA.account]: associated(association(ALPHA)),
    [BETA.account]: associated(),
    ...accounts,
  };
  const ruleAccounts = desired.spokes.flatMap((spoke) => {
    const view = shown[spoke.account];
    return view ? [[accessKeyOf({ account: spoke.account, spoke }, only), view] as const] : [];
  });
  for (const [account, view] of Object.entries(left))
    ruleAccounts.push([accessKeyOf({ account: account as AccountId }, only), view]);
  const healthy: RulePath = { view: vpcView(HUB, "10.0.0.0/16", IN_ZONE) };
  return {
    ruleAccounts: new Map(ruleAccounts),
    rulePaths: new Map(noPath ? [] : [[only, { ...healthy, ...path }]]),
    path: facts([...networks, ...(ofSpokes?.networks.values() ?? [])]),
    hopGroups: new Map([[only, groups]]),
  };
}

export function resolverView(spoilt: Partial<ResolverView> = {}): Seen<ResolverView> {
  return seen({
    inbound: resolverEndpoint(INBOUND),
    outbound: resolverEndpoint(OUTBOUND, {
      direction: "OUTBOUND",
      addresses: attached("10.0.0.20", "10.0.1.20"),
    }),
    rules: [ruleView()],
    shares: seen([shareView()]),
    ...spoilt,
  });
}

export function resolverEndpoint(
  id: string,
  spoilt: Partial<ResolverEndpointView> = {},
): ResolverEndpointView {
  return {
    id: id as never,
    creatorRequestId: "by hand",
    vpc: HUB_VPC as never,
    status: "OPERATIONAL",
    direction: "INBOUND",
    protocols: ["Do53"],
    securityGroups: [GROUP as never],
    addresses: attached(...TARGETS),
    ...spoilt,
  };
}

export function attached(...ips: string[]): ResolverEndpointView["addresses"] {
  return seen(
    ips.map((ip, i) => ({ id: `rni-${i}`, ip, subnet: `subnet-0${i}` as never, status: "ATTACHED" })),
  );
}

export function ruleView(spoilt: Partial<ResolverRuleView> = {}): ResolverRuleView {
  return {
    id: RULE as never,
    arn: ARN,
    name: SSM as never,
    type: "FORWARD",
    creatorRequestId: ruleRequestId(OWN, { type: "FORWARD", name: SSM as never }),
    status: "COMPLETE",
    targets: TARGETS.map((ip) => ({ ip, port: 53, isDo53: true })),
    endpoint: OUTBOUND as never,
    ...spoilt,
  };
}

/** The Region's rule, and the one that keeps ssm back. */
export const WIDE_VIEW = ruleView({
  id: "rslvr-rr-0123456789abcdef2" as never,
  name: `${REGION}.amazonaws.com` as never,
  creatorRequestId: ruleRequestId(OWN, { type: "FORWARD", name: `${REGION}.amazonaws.com` as never }),
});
export const SYSTEM_VIEW = ruleView({
  id: "rslvr-rr-0123456789abcdef1" as never,
  type: "SYSTEM",
  creatorRequestId: ruleRequestId(OWN, { type: "SYSTEM", name: SSM as never }),
});

export function shareView(spoilt: Partial<ResourceShareView> = {}): ResourceShareView {
  const entry = (id: string) => ({ id, status: "ASSOCIATED", at: 0 });
  return {
    arn: SHARE,
    name: "vpce-operator-hub",
    tags: shareTags(OWN),
    allowsExternal: true,
    principals: [ALPHA.account, BETA.account].map(entry),
    resources: [entry(ARN)],
    ...spoilt,
  };
}

export function associated(...associations: RuleAssociationView[]): Seen<RuleAccountView> {
  return seen({ associations, visible: seen(new Set([RULE as never])) });
}

export function association(
  { vpc }: Pick<Place, "vpc">,
  spoilt: Partial<RuleAssociationView> = {},
): RuleAssociationView {
  return {
    id: `rslvr-rrassoc-${vpc}`,
    rule: RULE as never,
    vpc: vpc as never,
    name: associationMark(OWN, SSM as never, vpc as never),
    status: "COMPLETE",
    ...spoilt,
  };
}

/** With another rule than ssm's. */
export function associationWith(
  place: Pick<Place, "vpc">,
  { id, name }: ResolverRuleView,
): RuleAssociationView {
  return association(place, { rule: id, name: associationMark(OWN, name, place.vpc as never) });
}

const ANYWHERE = { fromPort: 53, toPort: 53, cidrs: ["10.0.0.0/16"], others: [] };

export const DNS_GROUP: DnsGroupView = {
  id: GROUP as never,
  ingress: [
    { ...ANYWHERE, protocol: "tcp" },
    { ...ANYWHERE, protocol: "udp" },
  ],
  egress: [
    { ...ANYWHERE, protocol: "tcp" },
    { ...ANYWHERE, protocol: "udp" },
  ],
};

/** The view VPC is in ssm's zone. */
export const IN_ZONE = {
  zones: seen([{ id: "Z1" as never, name: SSM as never, owner: { account: HUB as never } }]),
};
export { VPC };
