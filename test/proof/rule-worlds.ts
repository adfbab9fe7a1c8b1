import { associationMark, ruleRequestId } from "../../src/model/rule-ownership.ts";
import type { Spoilt } from "../planner/estate.ts";
import {
  associated,
  association,
  attached,
  INBOUND,
  RULE_HUB,
  type RulesShown,
  resolverEndpoint,
  resolverView,
  ruleView,
  shareView,
} from "../planner/rule-views.ts";
import { KMS_VIEW, seen, VPC } from "../planner/views.ts";
import { alias, own, zone } from "../planner/zone.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, type Place, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";

/** Estates of rule mode in which a plan has to keep an order: ssm's zone has the view VPC, alpha has ssm's rule, beta has none. */
const SHARED = [endpoint("ssm", { hubPrivateDns: "off" }), endpoint("kms", { hubPrivateDns: "off" })];
export const REGION_DOMAIN = `${REGION}.amazonaws.com`;
const IN_BOTH = seen([
  { id: "Z1" as never, name: SSM as never, owner: { account: HUB as never } },
  { id: "Z2" as never, name: KMS as never, owner: { account: HUB as never } },
]);
const MEMBERS = [VPC.anchor, VPC.hub];
const ZONES = [
  zone(SSM, { id: "Z1", members: MEMBERS }),
  zone(KMS, { id: "Z2", service: "kms", members: MEMBERS, records: [...own(KMS), alias(KMS, KMS_VIEW)] }),
];
const OWN = { owner: "network-platform", name: "hub", account: HUB, region: REGION, vpc: HUB_VPC } as never;

const FREELY = { guard: { maxRemovalPercent: 100 } };
const RESOLVER = { inbound: { id: INBOUND }, outbound: { id: "rslvr-out-0123456789abcdef0" } };
const DEFAULTS = {
  spokeDefaults: { mode: "resolver-rule", role: { arn: "arn:aws:iam::{account}:role/spoke" } },
};
const FREE_HUB = hub({ ...FREELY, ...DEFAULTS, resolver: RESOLVER });
/** From the Region's rule kms is kept. */
export const KEPT_HUB = hub({
  ...FREELY,
  ...DEFAULTS,
  resolver: { ...RESOLVER, rules: "regional", regional: { accept: true, except: [KMS] } },
});

function ruleOf(name: string, id: string, type: "FORWARD" | "SYSTEM" = "FORWARD") {
  const creatorRequestId = ruleRequestId(OWN, { type, name: name as never });
  const rule = { name: name as never, id: id as never, type, creatorRequestId, arn: `arn:${id}` };
  return ruleView(type === "SYSTEM" ? { ...rule, targets: [], endpoint: undefined as never } : rule);
}

export const OF_REGION = ruleOf(REGION_DOMAIN, "rslvr-rr-0000000000000000d");
export const CARVED = ruleOf(KMS, "rslvr-rr-0000000000000000e", "SYSTEM");
export const SSM_RULE = ruleView();
export const OF_KMS = ruleOf(KMS, "rslvr-rr-0000000000000000f");

export function has({ vpc }: Place, ...rules: readonly ReturnType<typeof ruleView>[]) {
  const all = rules.map(({ id, name }) =>
    association({ vpc }, { rule: id, name: associationMark(OWN, name, vpc as never) }),
  );
  return associated(...all);
}

/** The spokes of a hub that lets everything go; two endpoints, or these. */
export function ruleEstate(
  spokes: Files,
  resolver: object,
  accounts: Accounts,
  endpoints: Files = SHARED,
): Spoilt {
  return estate([FREE_HUB, ...endpoints, ...spokes], resolver, accounts);
}

/** The same, of a hub with one rule for the Region, from which documents keep kms. */
export function regionalEstate(spokes: Files, accounts: Accounts, rules = [OF_REGION, CARVED]): Spoilt {
  const resources = rules.map(({ arn }) => ({ id: arn, status: "ASSOCIATED", at: 0 }));
  const shares = seen([shareView({ resources })]);
  return estate([KEPT_HUB, ...SHARED, ...spokes], { rules, shares }, accounts);
}

type Accounts = NonNullable<RulesShown["accounts"]>;

function estate(documents: Files, resolver: object, accounts: Accounts): Spoilt {
  return {
    documents,
    hub: { resolver: resolverView(resolver), zones: ZONES },
    rules: { accounts, path: { view: seenView() } },
  };
}

function seenView() {
  return seen({
    owner: HUB as never,
    cidrs: ["10.0.0.0/16"],
    dnsSupport: seen(true),
    dnsHostnames: seen(true),
    zones: IN_BOTH,
    privateDns: seen([]),
    rules: seen([]),
  });
}

const NEW_ADDRESS = resolverEndpoint(INBOUND, {
  addresses: attached("10.0.0.10", "10.0.1.10", "10.0.2.10"),
});

export const SHARE_OF_BOTH = shareView({
  resources: [SSM_RULE.arn, OF_KMS.arn].map((id) => ({ id, status: "ASSOCIATED", at: 0 })),
});

export const RULE_WORLDS = {
  "rules are made, shared and joined": estate(
    [RULE_HUB, ...SHARED, alpha()],
    { rules: [], shares: seen([]) },
    { [ALPHA.account]: associated() },
  ),
  "a spoke joins rules whose targets change": estate(
    [RULE_HUB, ...SHARED, alpha(), beta()],
    { rules: [SSM_RULE, OF_KMS], inbound: NEW_ADDRESS },
    { [ALPHA.account]: has(ALPHA, SSM_RULE, OF_KMS) },
  ),
  "a spoke joins a rule that is still UPDATING": estate(
    [RULE_HUB, ...SHARED, alpha(), beta()],
    { rules: [ruleView({ status: "UPDATING" }), OF_KMS] },
    { [ALPHA.account]: has(ALPHA, SSM_RULE, OF_KMS) },
  ),
  "a spoke joins the Region's rule, and what is carved out of it": estate(
    [KEPT_HUB, ...SHARED, alpha(), beta()],
    { rules: [OF_REGION, CARVED] },
    { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED) },
  ),
  "a spoke leaves the Region's rule, and what was carved out of it": estate(
    [KEPT_HUB, ...SHARED, alpha(), beta({ endpoints: "none" })],
    { rules: [OF_REGION, CARVED] },
    { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED), [BETA.account]: has(BETA, OF_REGION, CARVED) },
  ),
  "a spoke joins the Region's rule, and has what is carved out of it since a moment ago": estate(
    [KEPT_HUB, ...SHARED, alpha(), beta()],
    { rules: [OF_REGION, CARVED] },
    { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED), [BETA.account]: has(BETA, CARVED) },
  ),
  "what was carved out goes where the Region's rule went a moment ago": estate(
    [KEPT_HUB, ...SHARED, alpha(), beta({ endpoints: "none" })],
    { rules: [OF_REGION, CARVED] },
    { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED), [BETA.account]: has(BETA, CARVED) },
  ),
  "the Region's rule is there, and those for each name leave": estate(
    [KEPT_HUB, ...SHARED, alpha()],
    { rules: [OF_REGION, CARVED, SSM_RULE] },
    { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED, SSM_RULE) },
  ),
  "a rule for each name is there, and the Region's leaves": estate(
    [FREE_HUB, ...SHARED, alpha()],
    { rules: [OF_REGION, SSM_RULE, OF_KMS] },
    { [ALPHA.account]: has(ALPHA, OF_REGION, SSM_RULE, OF_KMS) },
  ),
  "a rule that nobody has any more goes": estate(
    [FREE_HUB, endpoint("ssm", { hubPrivateDns: "off" }), alpha(), beta()],
    { rules: [SSM_RULE, OF_KMS], shares: seen([SHARE_OF_BOTH]) },
    { [ALPHA.account]: has(ALPHA, ruleView()), [BETA.account]: has(BETA, ruleView()) },
  ),
} satisfies Record<string, Spoilt>;
