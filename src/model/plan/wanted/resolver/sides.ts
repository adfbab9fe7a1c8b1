import type { ResolverDirection } from "../../../action/refs.ts";
import { compare } from "../../../compare.ts";
import type { Hub, ManagedResolver, ResolverSource } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { VpcId } from "../../../ids.ts";
import type {
  ManagedResolverView,
  ResolverEndpointView,
  ResolverRuleView,
  ResolverView,
} from "../../../observed/resolver.ts";
import { generationOf, isRuleOf } from "../../../rule-ownership.ts";
import { placesOf } from "./places.ts";

/**
 * One direction of a hub's Resolver endpoints. Rules lead through the *standing* one; documents ask for the *goal*. Where
 * the two differ rules are moved from the one to the other, and it stands until the last of them has left it.
 */
export type Side = {
  readonly direction: ResolverDirection;
  readonly source: ResolverSource;
  /** Made by us for this hub and direction, but for those that are being deleted; the oldest first. */
  readonly own: readonly ResolverEndpointView[];
  /** Others than the goal to which rules lead, most of them first. */
  readonly used: readonly ResolverEndpointView[];
  readonly standing?: ResolverEndpointView;
  /** Absent: it has to be made, or there is to be none. */
  readonly goal?: ResolverEndpointView;
};

type OfHub = { readonly hub: Hub; readonly view: ResolverView };
type Seen = ManagedResolverView & { readonly rules: readonly ResolverRuleView[] };

/** Both directions. */
export type Sides = { readonly inbound: Side; readonly outbound: Side };

/** Undefined where documents only name endpoints, none of ours is there, and rules lead through those that are named. */
export function sidesOf({ hub, view }: OfHub): Sides | undefined {
  const { managed } = view;
  if (!managed) return undefined;
  const seen = { ...managed, rules: view.rules };
  return { inbound: sideOf(hub, "INBOUND", seen), outbound: sideOf(hub, "OUTBOUND", seen) };
}

/**
 * The VPCs whose answers rules hand over, or are to: of the inbound endpoint that documents ask for, first, of each that a rule
 * leads to, and of those of ours that still stand, which forwarders outside AWS may ask.
 */
export function viewIdsOf(of: OfHub): VpcId[] {
  const side = sidesOf(of)?.inbound;
  const ends = side ? [side.goal, side.standing, ...side.used, ...side.own] : [of.view.inbound];
  return [...new Set([...ends, ...adoptedEnds(of)].flatMap((one) => one?.vpc ?? []))];
}

/** Where rules of others lead that may serve in place of ours: we do not move them (semantics 63). */
function adoptedEnds({ hub, view }: OfHub): ResolverEndpointView[] {
  const ends = inboundIn(view);
  const adoptable = view.rules.filter((rule) => mayServe(rule, hub) && leadsInto(ends, rule));
  return adoptable.flatMap(({ targets }) =>
    entriesOf(
      view,
      targets.map(({ ip }) => ip),
    ),
  );
}

/** Whether it is a rule of others that documents let serve. */
export function mayServe(rule: ResolverRuleView, hub: Hub): boolean {
  return hub.resolver?.adoptRules === true && rule.type === "FORWARD" && !isRuleOf(rule, hub);
}

/** Whether it leads to these endpoints and to nothing else, as far as they were read. */
export function leadsInto(ends: readonly ResolverEndpointView[], { targets }: ResolverRuleView): boolean {
  const isThere = (ip: string) =>
    ends.some(({ addresses }) => valueIn(addresses)?.some((one) => one.ip === ip) ?? true);
  return targets.length > 0 && targets.every(({ ip, port, isDo53 }) => port === 53 && isDo53 && isThere(ip));
}

type Named = {
  readonly inbound: ResolverEndpointView | undefined;
  readonly outbound: ResolverEndpointView | undefined;
  readonly rules: readonly ResolverRuleView[];
};

/** Whether a rule of ours leads to an address, or leaves by an endpoint, that is not of those that documents name. */
export function leadElsewhere({ inbound, outbound, rules }: Named, hub: Hub): boolean {
  const there = inbound?.addresses;
  if (there?.kind === "unreadable") return false; // nothing moves before that is known
  const own = new Set((valueIn(there) ?? []).map(({ ip }) => ip));
  return rules.some(
    (rule) =>
      rule.type === "FORWARD" &&
      isRuleOf(rule, hub) &&
      (rule.endpoint !== outbound?.id || rule.targets.some(({ ip }) => !own.has(ip))),
  );
}

/** Whether a rule of others that documents let serve may lead to another inbound endpoint than they name. */
export function adoptsElsewhere({ inbound, rules }: Omit<Named, "outbound">, hub: Hub): boolean {
  const ends = inbound ? [inbound] : [];
  return rules.some((rule) => mayServe(rule, hub) && !leadsInto(ends, rule));
}

type Entries = Pick<ResolverView, "inbound" | "others" | "managed">;

/** The inbound endpoints that a rule leads to, of those that were read; one whose addresses were not may be. */
export function entriesOf(view: Entries, targets: readonly string[]): ResolverEndpointView[] {
  return inboundIn(view).filter(
    ({ addresses }) => valueIn(addresses)?.some(({ ip }) => targets.includes(ip)) ?? true,
  );
}

/** Those that were read. */
export function inboundIn({ inbound, others = [], managed }: Entries): readonly ResolverEndpointView[] {
  if (managed) return managed.endpoints.filter(({ direction }) => direction === "INBOUND");
  return inbound ? [inbound, ...others] : others;
}

/** Whether a rule leads through the standing endpoints, by which those are judged that are to be associated with it. */
export function isMoved(sides: Sides, rule: ResolverRuleView): boolean {
  return [sides.inbound, sides.outbound].some(
    ({ direction, standing, goal }) =>
      standing !== undefined &&
      goal !== undefined &&
      goal !== standing &&
      usesOf(goal, direction, [rule]) > 0,
  );
}

/** Whether rules have to leave an endpoint, or an endpoint an address: then it is read whether queries get through. */
export function isChanging(sides: Sides): boolean {
  return [sides.inbound, sides.outbound].some(({ source, standing, goal }) => {
    if (goal !== standing) return goal !== undefined;
    if (source.by !== "managed") return false;
    const { missing, unwanted } = placesOf(source, valueIn(goal?.addresses) ?? []);
    return goal !== undefined && missing.length + unwanted.length > 0;
  });
}

export function sideOf(hub: Hub, direction: ResolverDirection, seen: Seen): Side {
  const source = sourceOf(hub, direction);
  const there = seen.endpoints.filter((one) => one.direction === direction && one.status !== "DELETING");
  const own = there
    .filter((one) => generationIn(one, hub, direction) !== undefined)
    .toSorted((a, b) => (generationIn(a, hub, direction) ?? 0) - (generationIn(b, hub, direction) ?? 0));
  const leading = seen.rules.filter((rule) => isRuleOf(rule, hub));
  const uses = (endpoint: ResolverEndpointView) => usesOf(endpoint, direction, leading);
  const goal = goalOf(source, there, own, uses, vpcOf(source, seen));
  const isUnread = unreadUser(direction, there, own, leading, goal);
  const used = there
    .filter((one) => one !== goal && (isUnread(one) ?? uses(one) > 0))
    .toSorted((a, b) => uses(b) - uses(a) || compare(a.id, b.id));
  const standing = used[0] ?? goal;
  return { direction, source, own, used, ...(standing && { standing }), ...(goal && { goal }) };
}

/**
 * Whether rules may lead to an inbound endpoint whose addresses were not read: to one of ours, and to any where some target is at
 * none that was read (semantics 12). Undefined: that can be told. With the goal unread too nothing moves, and it stands.
 */
function unreadUser(
  direction: ResolverDirection,
  there: readonly ResolverEndpointView[],
  own: readonly ResolverEndpointView[],
  rules: readonly ResolverRuleView[],
  goal: ResolverEndpointView | undefined,
): (endpoint: ResolverEndpointView) => boolean | undefined {
  const known = new Set(there.flatMap(({ addresses }) => (valueIn(addresses) ?? []).map(({ ip }) => ip)));
  const isAway = rules.some(({ targets }) => targets.some(({ ip }) => !known.has(ip)));
  const isLost = isAway && goal?.addresses.kind !== "unreadable";
  return (one) =>
    direction === "OUTBOUND" || one.addresses.kind === "seen" ? undefined : own.includes(one) || isLost;
}

function sourceOf({ resolver }: Hub, direction: ResolverDirection): ResolverSource {
  if (!resolver) return { by: "none" };
  return direction === "INBOUND" ? resolver.inbound : resolver.outbound;
}

/** Whether documents have endpoints made, or none any more; or one of ours is there, whatever they say. */
export function isManaged(
  hub: Hub,
  endpoints: readonly Pick<ResolverEndpointView, "creatorRequestId">[],
): boolean {
  return DIRECTIONS.some(
    (direction) =>
      sourceOf(hub, direction).by !== "id" ||
      endpoints.some(({ creatorRequestId }) => generationOf(creatorRequestId, hub, direction) !== undefined),
  );
}

const DIRECTIONS = ["INBOUND", "OUTBOUND"] as const satisfies readonly ResolverDirection[];

function generationIn(
  { creatorRequestId }: ResolverEndpointView,
  hub: Hub,
  direction: ResolverDirection,
): number | undefined {
  return generationOf(creatorRequestId, hub, direction);
}

/** AWS fixes security groups and VPC when an endpoint is made: with other ones it is another endpoint (semantics 51). */
function goalOf(
  source: ResolverSource,
  there: readonly ResolverEndpointView[],
  own: readonly ResolverEndpointView[],
  uses: (endpoint: ResolverEndpointView) => number,
  vpc: VpcId | "unknown",
): ResolverEndpointView | undefined {
  switch (source.by) {
    case "none":
      return undefined;
    case "id":
      return there.find(({ id }) => id === source.id);
    case "managed":
      return own
        .filter((one) => isAsked(one, source) && (vpc === "unknown" || one.vpc === vpc))
        .toSorted((a, b) => uses(b) - uses(a))[0];
  }
}

function isAsked({ securityGroups }: ResolverEndpointView, source: ManagedResolver): boolean {
  return securityGroups.toSorted(compare).join() === source.securityGroups.join();
}

/** Of the documents' subnets that were seen; `unknown` where that tells nothing: it is no reason to make another endpoint. */
function vpcOf(source: ResolverSource, { subnets }: ManagedResolverView): VpcId | "unknown" {
  const wanted = new Set<string>(source.by === "managed" ? source.addresses.map(({ subnet }) => subnet) : []);
  const vpcs = new Set((valueIn(subnets) ?? []).flatMap(({ id, vpc }) => (wanted.has(id) ? vpc : [])));
  const [only] = vpcs;
  return vpcs.size === 1 && only ? only : "unknown";
}

/** How many of the rules lead there, or leave by it. One whose addresses were not read may be led to by any. */
export function usesOf(
  endpoint: ResolverEndpointView,
  direction: ResolverDirection,
  rules: readonly ResolverRuleView[],
): number {
  if (direction === "OUTBOUND") return rules.filter((rule) => rule.endpoint === endpoint.id).length;
  const addresses = valueIn(endpoint.addresses);
  if (!addresses) return rules.length;
  const own = new Set(addresses.map(({ ip }) => ip));
  return rules.filter(({ targets }) => targets.some(({ ip }) => own.has(ip))).length;
}
