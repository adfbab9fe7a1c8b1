import type { Hub } from "../desired/types.ts";
import { type Seen, valueIn } from "../failure.ts";
import type { Why } from "../finding.ts";
import { type AccountId, type DocumentName, type VpcId, type VpcRef, vpcRef } from "../ids.ts";
import type { Observed } from "../observed/observed.ts";
import type {
  ResolverEndpointView,
  ResolverRuleView,
  ResolverView,
  RuleTarget,
} from "../observed/resolver.ts";
import { type Family, familyOf, isAttached, statusOf } from "../observed/resolver-address.ts";
import type { RuleOfVpc, VpcView } from "../observed/vpc.ts";
import { type Arrival, unreadOf } from "../plan/resolution/answer.ts";
import { hasPrivateNames } from "../plan/resolution/carriers.ts";
import { addressesIn } from "../plan/rules/chain/families.ts";
import { hopBy, hopWhy } from "../plan/rules/chain/hop.ts";
import { silentObstacle } from "../plan/rules/chain/preconditions.ts";
import { lookedAt } from "../plan/rules/chain/views.ts";
import { sidesOf } from "../plan/wanted/resolver/sides.ts";
import { isOurRule } from "../rule-ownership.ts";

/** How questions go that a rule forwards: out of one Resolver endpoint, into another, and on to what answers there. */
export type Way = {
  readonly rule: string;
  /** None: they are shown to nobody who was asked. `status`: of an address of the inbound endpoint, as AWS writes it. */
  readonly targets: readonly (RuleTarget & { readonly status?: string })[];
  readonly outbound?: WayEndpoint;
  /** Absent: the targets are no addresses of a hub's inbound endpoint, as far as could be read. */
  readonly inbound?: WayEndpoint;
  /** The hub whose documents name the inbound endpoint. */
  readonly hub?: DocumentName;
  /** Whether queries get from the one endpoint to the other and answers back, by UDP and TCP 53; and what of it is not so, or not known. */
  readonly hop?: "open" | "partial" | "closed" | "unread";
  readonly hopWhy?: Pick<Why, "message" | "todo">;
  /** The VPC that answers: the inbound endpoint's. */
  readonly view?: { readonly vpc: VpcRef; readonly account: AccountId };
  /** Zones and endpoints' names do not answer there, for a DNS attribute of it is off. */
  readonly attributesOff?: true;
  /** Why nobody answers, and what to do. */
  readonly silent?: Pick<Why, "message" | "todo">;
  readonly unread: ReturnType<typeof unreadOf>;
};

/** `status` and addresses: absent where nobody read it. `attached`: how many of its addresses answer. */
export type WayEndpoint = {
  readonly id: string;
  readonly status?: string;
  readonly attached?: number;
  readonly addresses?: number;
};

/** The hub into whose inbound endpoint a rule leads, by at least one of its targets; and what its account shows of the rule. */
export function ledInto(rule: RuleOfVpc, { hubs }: Pick<Observed, "hubs">): Led | undefined {
  const all = [...hubs].flatMap(([hub, seen]) => {
    const resolver = valueIn(valueIn(seen)?.resolver);
    const live = resolver?.rules.find(({ id }) => id === rule.id);
    return resolver ? [{ hub, resolver, standing: resolver.inbound?.vpc, live }] : [];
  });
  const { targets = [], endpoint } = all.find(({ live }) => live)?.live ?? rule;
  const isAt = (one: ResolverEndpointView | undefined) =>
    targets.some(({ ip }) => statusOf(valueIn(one?.addresses), ip) !== undefined);
  /** The endpoint of a rule of ours may be gone. */
  const isLost = ({ hub, resolver: { inbound, others = [] }, live }: Led) =>
    live !== undefined && isOurRule(live, hub) && !inbound && !others.some(isAt);
  const leading = all.flatMap((one) => {
    const entry = entriesOf(one).find(isAt);
    if (entry) return { ...one, resolver: { ...one.resolver, inbound: entry } };
    return isLost(one) ? one : [];
  });
  return leading.find(({ resolver }) => resolver.outbound?.id === endpoint) ?? leading[0];
}

/** Two while rules move from one to the other. */
function entriesOf({ hub, resolver }: Pick<Led, "hub" | "resolver">): ResolverEndpointView[] {
  const side = sidesOf({ hub, view: resolver })?.inbound;
  return [resolver.inbound, side?.goal, ...(side?.used ?? [])].flatMap((one) => one ?? []);
}

export type Led = {
  readonly hub: Hub;
  /** Its inbound endpoint is the one that the rule leads to. */
  readonly resolver: ResolverView;
  /** The VPC of the one through which the hub's rules lead: what was read of it stands first. */
  readonly standing?: VpcId | undefined;
  readonly live: ResolverRuleView | undefined;
};

/** `observed`: with `rulePaths` of the hub that it leads into, as far as they could be read. */
export function wayOf(rule: RuleOfVpc, observed: Observed): Way {
  const led = ledInto(rule, observed);
  const { targets = [], endpoint } = led?.live ?? shownOf(rule, observed);
  const outbound = led?.resolver.outbound?.id === endpoint ? led?.resolver.outbound : undefined;
  const known = {
    rule: rule.id,
    targets: targets.map((target) => {
      const status = led && statusOf(valueIn(led.resolver.inbound?.addresses), target.ip);
      return { ...target, ...(status && { status }) };
    }),
    ...(endpoint && { outbound: outbound ? endpointOf(outbound) : { id: endpoint } }),
  };
  return led
    ? { ...known, ...behind(led, outbound, known.targets, observed) }
    : { ...known, unread: hubsUnread(observed) };
}

function behind(
  { hub, resolver, standing }: Led,
  outbound: ResolverEndpointView | undefined,
  targets: Way["targets"],
  observed: Observed,
) {
  const { inbound } = resolver;
  const path = observed.rulePaths?.get(hub);
  const looked = path && (inbound ? lookedAt(path, standing, inbound.vpc) : path.view);
  const view = valueIn(looked);
  const ends = { hub, view: resolver };
  const judged = outbound && hopBy(observed, ends, familyIn(targets));
  const hop = judged?.halfRead ? "unread" : HOPS[judged?.kind ?? "unknown"];
  const ofHop = judged && hopWhy(judged, ends);
  const why = whySilent({ hub, resolver }, outbound, targets) ?? (hop === "closed" ? ofHop : undefined);
  return {
    hub: hub.name,
    ...(inbound && { inbound: endpointOf(inbound) }),
    hop,
    ...(ofHop && hop !== "closed" && { hopWhy: told(ofHop) }),
    ...(inbound && { view: { vpc: vpcRef(inbound.vpc, hub.region), account: hub.account } }),
    ...(view && !hasPrivateNames(view) && { attributesOff: true as const }),
    ...(why && { silent: told(why) }),
    unread: pathUnread(looked, observed.hopGroups?.get(hub)),
  } as const;
}

const HOPS = {
  reachable: "open",
  partial: "partial",
  blocked: "closed",
  unknown: "unread",
  nobody: "unread",
} as const;

function told({ message, todo }: Why): Pick<Why, "message" | "todo"> {
  return { message, ...(todo && { todo }) };
}

/** Of an outbound endpoint that no document names nobody knows. */
function whySilent(
  { hub, resolver }: Pick<Led, "hub" | "resolver">,
  outbound: ResolverEndpointView | undefined,
  targets: Way["targets"],
): Why | undefined {
  const { inbound } = resolver;
  const isOurs = outbound !== undefined || inbound === undefined;
  return (
    (isOurs ? silentObstacle({ hub, view: resolver }) : undefined) ??
    (inbound && deaf(inbound, targets)) ??
    (outbound && mute(outbound, familyIn(targets)))
  );
}

/** A rule's targets are of one. */
function familyIn(targets: Way["targets"]): Family {
  return targets.some(({ ip }) => familyOf(ip) === "IPv6") ? "IPv6" : "IPv4";
}

function pathUnread(looked: Seen<VpcView> | undefined, groups: Seen<unknown> | undefined): Way["unread"] {
  const view = valueIn(looked);
  const ofView = view ? unreadOf(view) : [];
  const failed = (what: string, seen: Seen<unknown> | undefined) =>
    seen?.kind === "unreadable" ? [{ what, failure: seen.failure }] : [];
  return [
    ...failed("the view VPC", looked),
    ...failed("security groups of the Resolver endpoints", groups),
    ...ofView.map(({ what, failure }) => ({ what: what.replace("its", "the view VPC's"), failure })),
  ];
}

/** For `resolutionOf`: where the rule's questions arrive. */
export function arrivalOf(rule: RuleOfVpc, observed: Observed): Arrival | undefined {
  const { silent, view } = wayOf(rule, observed);
  if (silent) return { kind: "silent" };
  const led = ledInto(rule, observed);
  const path = led && observed.rulePaths?.get(led.hub);
  const seen = view && path && lookedAt(path, led.standing, view.vpc.id);
  return seen && { kind: "view", vpc: view.vpc, seen };
}

/** Of a rule of an account of ours what that shows, else what the VPC's account does. */
function shownOf(rule: RuleOfVpc, { hubs }: Observed): Pick<RuleOfVpc, "targets" | "endpoint"> {
  const rules = [...hubs.values()].flatMap((seen) => valueIn(valueIn(seen)?.resolver)?.rules ?? []);
  return rules.find(({ id }) => id === rule.id) ?? rule;
}

/** No target that is the endpoint's answers DNS, and there is no other. */
function deaf({ id, protocols }: ResolverEndpointView, targets: Way["targets"]): Why | undefined {
  const isHeard = ({ status, port, isDo53 }: Way["targets"][number]) =>
    status === undefined || (status === "ATTACHED" && port === 53 && isDo53);
  if (!targets.some(isHeard))
    return {
      reason: "ResolverNotReady",
      message: `no target of the rule is an ATTACHED address of Resolver endpoint ${id}, asked by plain DNS at port 53`,
    };
  if (protocols.length === 0 || protocols.includes("Do53")) return undefined;
  return {
    reason: "ResolverNotReady",
    message: `Resolver endpoint ${id} speaks ${protocols.join(", ")}, and not plain DNS`,
    todo: "add Do53 to its protocols",
  };
}

/** It asks targets of a family from addresses of that family. */
function mute(outbound: ResolverEndpointView, family: Family): Why | undefined {
  if (outbound.addresses.kind === "unreadable" || addressesIn(outbound, family).some(isAttached))
    return undefined;
  return {
    reason: "NoCommonFamily",
    message: `the rule's targets are ${family} addresses, and Resolver endpoint ${outbound.id} has none of these ATTACHED`,
  };
}

function endpointOf({ id, status, addresses }: ResolverEndpointView): WayEndpoint {
  const all = valueIn(addresses);
  if (!all) return { id, status };
  const attached = all.filter(isAttached).length;
  return { id, status, attached, addresses: all.length };
}

/** Whose endpoints the targets are cannot be told without these. */
function hubsUnread({ hubs }: Observed): Way["unread"] {
  return [...hubs].flatMap(([{ name }, seen]) => {
    const resolver = valueIn(seen)?.resolver;
    if (resolver?.kind === "unreadable")
      return [{ what: `Resolver endpoints and rules of hub ${name}`, failure: resolver.failure }];
    const inbound = valueIn(resolver)?.inbound?.addresses;
    return inbound?.kind === "unreadable"
      ? [{ what: `addresses of hub ${name}'s inbound endpoint`, failure: inbound.failure }]
      : [];
  });
}
