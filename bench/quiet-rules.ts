import type { Desired, Hub, Spoke } from "../src/model/desired/types.ts";
import { type Seen, valueIn } from "../src/model/failure.ts";
import { type RuleId, type VpcId, vpcKey, type ZoneName } from "../src/model/ids.ts";
import type { Observed } from "../src/model/observed/observed.ts";
import type { ResolverEndpointView, ResolverView } from "../src/model/observed/resolver.ts";
import type { VpcView } from "../src/model/observed/vpc.ts";
import { accessKeyOf } from "../src/model/plan/rules/rows/rule-draft.ts";
import { associationMark, ruleRequestId, shareTags } from "../src/model/rule-ownership.ts";
import { quietObserved } from "./quiet.ts";

const INBOUND = "rslvr-in-1" as never;
const OUTBOUND = "rslvr-out-1" as never;
const TARGETS = ["10.0.0.10", "10.0.1.10"];
const seen = <T>(value: T): Seen<T> => ({ kind: "seen", value });

/** The same documents with every spoke in mode `resolver-rule`, a rule for each name. */
export function inRuleMode({ hubs: [first], endpoints, spokes, ...rest }: Desired): Desired {
  if (!first) throw new Error("there is no hub");
  const resolver = {
    inbound: INBOUND,
    outbound: OUTBOUND,
    rules: { kind: "per-endpoint" as const },
    adoptRules: false,
    takeOwnership: false,
  };
  const hub: Hub = { ...first, resolver };
  const own = endpoints.map((endpoint) => ({ ...endpoint, hubs: [hub] }));
  return {
    ...rest,
    hubs: [hub],
    endpoints: own,
    spokes: spokes.map((spoke) => ({ ...spoke, hub, mode: "resolver-rule", endpoints: own })),
  };
}

/**
 * What AWS would show of it: the view VPC answers by its own endpoints' private DNS, every rule is there and shared, and
 * the first of the spokes have all of them, the others none.
 */
export function rulesObserved(desired: Desired, served: number): Observed {
  const observed = quietObserved(desired);
  const [[hub, view] = []] = [...observed.hubs];
  const value = valueIn(view);
  if (!hub || !value) throw new Error("there is no hub");
  const names = value.services.flatMap(({ privateNames }) => privateNames as ZoneName[]);
  const rules = names.map((name, i) => ruleOf(hub, name, i));
  const accounts = Map.groupBy(desired.spokes, (spoke) =>
    accessKeyOf({ account: spoke.account, spoke }, hub),
  );
  const isServed = new Set(desired.spokes.slice(0, served));
  const free = desired.spokes.map((spoke) => [
    vpcKey({ id: spoke.vpc, region: spoke.region }),
    vpcOf(spoke.account),
  ]);
  const own = value.endpoints.map(({ id }, i) => ({ endpoint: id, names: names.slice(i, i + 1) }));
  const endpoints = value.endpoints.map((endpoint) => ({ ...endpoint, privateDnsEnabled: true }));
  return {
    ...observed,
    hubs: new Map([
      [hub, seen({ ...value, zones: [], endpoints, resolver: seen(resolverOf(desired, hub, rules)) })],
    ]),
    vpcs: new Map(free as [string, Seen<VpcView>][]),
    rulePaths: new Map([[hub, { view: vpcOf(hub.account, own) }]]),
    ruleAccounts: new Map(
      [...accounts].map(([key, spokes]) => {
        const associations = spokes
          .filter((one) => isServed.has(one))
          .flatMap((one) => pairsOf(hub, one, rules));
        return [key, seen({ associations, visible: seen(new Set(rules.map(({ id }) => id))) })] as const;
      }),
    ),
  };
}

type Rule = ResolverView["rules"][number];

function ruleOf(hub: Hub, name: ZoneName, i: number): Rule {
  const id = `rslvr-rr-${i}` as RuleId;
  const targets = TARGETS.map((ip) => ({ ip, port: 53, isDo53: true }));
  const creatorRequestId = ruleRequestId(hub, { type: "FORWARD", name });
  const common = { name, type: "FORWARD", status: "COMPLETE", creatorRequestId, endpoint: OUTBOUND };
  return { ...common, id, arn: `arn:${id}`, targets };
}

function pairsOf(hub: Hub, { vpc }: Spoke, rules: readonly Rule[]) {
  return rules.map(({ id, name }) => ({
    id: `${id} ${vpc}`,
    rule: id,
    vpc,
    name: associationMark(hub, name, vpc),
    status: "COMPLETE",
  }));
}

function resolverOf({ spokes }: Desired, hub: Hub, rules: readonly Rule[]): ResolverView {
  const entry = (id: string) => ({ id, status: "ASSOCIATED", at: 0 });
  const share = {
    arn: "arn:share",
    name: "share",
    tags: shareTags(hub),
    allowsExternal: true,
    principals: [...new Set<string>(spokes.map(({ account }) => account))].map(entry),
    resources: rules.map(({ arn }) => entry(arn)),
  };
  const inbound = endpointOf(INBOUND, "INBOUND", hub.vpc, TARGETS);
  const outbound = endpointOf(OUTBOUND, "OUTBOUND", hub.vpc, ["10.0.0.20", "10.0.1.20"]);
  return { inbound, outbound, rules, shares: seen([share]) };
}

function endpointOf(id: string, direction: string, vpc: VpcId, ips: readonly string[]): ResolverEndpointView {
  const addresses = ips.map((ip, i) => ({
    id: `rni-${i}`,
    ip,
    subnet: `subnet-${i}` as never,
    status: "ATTACHED",
  }));
  const common = {
    creatorRequestId: "by hand",
    status: "OPERATIONAL",
    protocols: ["Do53"],
    securityGroups: ["sg-1" as never],
  };
  return { ...common, id: id as never, vpc, direction, addresses: seen(addresses) };
}

function vpcOf(
  owner: string,
  privateDns: readonly { endpoint: never; names: ZoneName[] }[] | readonly object[] = [],
): Seen<VpcView> {
  return seen({
    owner: owner as never,
    cidrs: ["10.9.0.0/16"],
    dnsSupport: seen(true),
    dnsHostnames: seen(true),
    zones: seen([]),
    privateDns: seen(privateDns as never),
    rules: seen([]),
  });
}
