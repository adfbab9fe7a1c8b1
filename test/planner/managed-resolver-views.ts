import type { Seen } from "../../src/model/failure.ts";
import type {
  ManagedResolverView,
  ResolverAddress,
  ResolverEndpointView,
  ResolverRuleView,
  ResolverView,
} from "../../src/model/observed/resolver.ts";
import { resolverRequestId } from "../../src/model/rule-ownership.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { A, B, C, DNS } from "../support/managed-resolver-scene.ts";
import { LOCAL } from "../support/scenario.ts";
import { resolverEndpoint, resolverView, ruleView } from "./rule-views.ts";
import { seen } from "./views.ts";

/** A hub whose Resolver endpoints are made by us: in subnets A and B, with the group DNS, and a rule that leads through them. */
const OWN = { owner: "network-platform", name: "hub", account: HUB, region: REGION, vpc: HUB_VPC } as never;

export const IN = "rslvr-in-00000000000000001";
export const OUT = "rslvr-out-00000000000000001";
const NEXT_IN = "rslvr-in-00000000000000002";

/** In A, B and C by their last digit. */
export function address(ip: string, status = "ATTACHED"): ResolverAddress {
  const subnet = [A, B, C][Number(ip.split(".")[2])] ?? A;
  return { id: `rni-${ip}`, ip, subnet: subnet as never, status };
}

export function inbound(
  addresses: readonly ResolverAddress[] = [address("10.0.0.10"), address("10.0.1.10")],
  spoilt: Partial<ResolverEndpointView> = {},
): ResolverEndpointView {
  return resolverEndpoint(IN, {
    creatorRequestId: resolverRequestId(OWN, "INBOUND"),
    securityGroups: [DNS as never],
    addresses: seen(addresses),
    ...spoilt,
  });
}

export function outbound(
  addresses: readonly ResolverAddress[] = [address("10.0.0.20"), address("10.0.1.20")],
  spoilt: Partial<ResolverEndpointView> = {},
): ResolverEndpointView {
  return resolverEndpoint(OUT, {
    direction: "OUTBOUND",
    creatorRequestId: resolverRequestId(OWN, "OUTBOUND"),
    securityGroups: [DNS as never],
    addresses: seen(addresses),
    ...spoilt,
  });
}

/** Of the next generation: it takes the place of the first. */
export function nextInbound(spoilt: Partial<ResolverEndpointView> = {}): ResolverEndpointView {
  return inbound([address("10.0.0.11"), address("10.0.1.11")], {
    id: NEXT_IN as never,
    creatorRequestId: resolverRequestId(OWN, "INBOUND", 1),
    ...spoilt,
  });
}

export function leading(
  targets: readonly string[],
  spoilt: Partial<ResolverRuleView> = {},
): ResolverRuleView {
  return ruleView({
    targets: targets.map((ip) => ({ ip, port: 53, isDo53: true })),
    endpoint: OUT as never,
    ...spoilt,
  });
}

export const TARGETS = ["10.0.0.10", "10.0.1.10"];

type Shown = {
  readonly into?: ResolverEndpointView | undefined;
  readonly outOf?: ResolverEndpointView | undefined;
  /** Beside these two. */
  readonly others?: readonly ResolverEndpointView[];
  readonly rules?: readonly ResolverRuleView[];
  readonly subnets?: ManagedResolverView["subnets"];
};

export function managedView({
  into = inbound(),
  outOf = outbound(),
  others = [],
  rules = [leading(TARGETS)],
  subnets = SUBNETS_SEEN,
}: Shown = {}): Seen<ResolverView> {
  return resolverView({
    inbound: into,
    outbound: outOf,
    rules,
    managed: { endpoints: [into, outOf, ...others], subnets },
  });
}

/** Nothing is there yet. */
export function emptyView(
  endpoints: readonly ResolverEndpointView[] = [],
  subnets: ManagedResolverView["subnets"] = SUBNETS_SEEN,
): Seen<ResolverView> {
  const { inbound: _in, outbound: _out, ...rest } = shownBy(resolverView({ rules: [] }));
  return seen({ ...rest, managed: { endpoints, subnets } });
}

function shownBy(view: Seen<ResolverView>): ResolverView {
  if (view.kind !== "seen") throw new Error("not seen");
  return view.value;
}

export function subnet(id: string, i: number, vpc: string = HUB_VPC) {
  return { id, vpc, cidr: `10.0.${i}.0/24`, availabilityZoneId: `euw1-az${i + 1}` } as never;
}

const SUBNETS_SEEN: ManagedResolverView["subnets"] = seen([A, B, C].map((id, i) => subnet(id, i)));
export const IN_TWO_VPCS: ManagedResolverView["subnets"] = seen([subnet(A, 0), subnet(B, 1, LOCAL.vpc)]);
export const IN_ANOTHER_VPC: ManagedResolverView["subnets"] = seen([
  subnet(A, 0, LOCAL.vpc),
  subnet(B, 1, LOCAL.vpc),
]);
