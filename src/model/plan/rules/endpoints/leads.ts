import type { Hub } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { VpcId } from "../../../ids.ts";
import type { ResolverEndpointView, ResolverRuleView } from "../../../observed/resolver.ts";
import { isAttached, targetIps } from "../../../observed/resolver-address.ts";
import type { Estate } from "../../estate/estate.ts";
import { interfacesIn, placesOf } from "../../wanted/resolver/places.ts";
import { type Side, type Sides, sidesOf, usesOf } from "../../wanted/resolver/sides.ts";
import { endpointObstacle, notListed } from "../chain/endpoint-obstacle.ts";
import { commonFamilies, isOfFamily } from "../chain/families.ts";
import type { Obstacle } from "../chain/hop.ts";
import { notThere } from "../chain/preconditions.ts";
import type { RuleDraft, RuleDrafts } from "../rows/rule-draft.ts";
import { hopBetween, type Way } from "./hops.ts";
import { viewMoveObstacle, viewsOfRule } from "./view-moves.ts";

/** Where a rule is to lead, and by what it leaves. */
export type Lead = {
  readonly inbound?: ResolverEndpointView;
  readonly outbound?: ResolverEndpointView;
  /** Addresses of the inbound endpoint that documents want no more, and that rules leave now. */
  readonly leaving: ReadonlySet<string>;
  /** Outbound endpoints, by id, by which a rule may go on leaving while its targets change. */
  readonly exits: ReadonlySet<string>;
  /** The VPC whose answers it hands over from now on beside today's: it is waited for until DNS shows it in its zones. */
  readonly arrives?: VpcId;
};

export type Leads = {
  /** Of a rule as it is today; of one that is to be made, where nothing is given. */
  readonly of: (live?: ResolverRuleView) => Lead;
  readonly sides?: Sides;
  /** Why rules do not move yet from the standing endpoint to the one that documents ask for. */
  readonly stays: { readonly inbound?: Obstacle; readonly outbound?: Obstacle };
};

/** By hub; not of those whose Resolver was not read. */
export type LeadsByHub = ReadonlyMap<Hub, Leads>;

export function leadsByHub(estate: Estate, drafts: RuleDrafts): LeadsByHub {
  return new Map([...drafts].map(([hub, rules]) => [hub, leadsOf(estate, rules)]));
}

/**
 * Rules are moved one by one, each by overlap, once what they are moved to was proved as it is before an association: it is
 * OPERATIONAL, all its addresses are ATTACHED, queries get through, and its VPC answers every name (semantics 46, 51). One that
 * was moved stays there; one that is half-way to another VPC stays as it is while that is not proved.
 */
function leadsOf(estate: Estate, rules: RuleDraft): Leads {
  const { view } = rules;
  const way: Way = estate.observed;
  const { managed } = view;
  const sides = sidesOf(rules);
  if (!managed || !sides)
    return { of: () => ({ ...endsOf(view), leaving: NOTHING, exits: NOTHING }), stays: {} };
  const { inbound, outbound } = sides;
  const into = moveInto(estate, rules, sides);
  const outOf = moveOutOf(rules, inbound, outbound, way);
  const leaving = leavingOf(rules, inbound);
  const answering = managed.endpoints.filter((one) => one.direction === "OUTBOUND" && isAnswering(one));
  const exits = new Set<string>(answering.map(({ id }) => id));
  return {
    sides,
    stays: { ...(into && { inbound: into }), ...(outOf && { outbound: outOf }) },
    of(live) {
      const exit = endFor(outbound, outOf, live);
      const entry = isHalfWay(rules, inbound, live) && into ? undefined : entryFor(inbound, into, live);
      const arrives = live && entry && !viewsOfRule(rules, live).includes(entry.vpc);
      return {
        ...(entry && { inbound: entry }),
        ...(exit && { outbound: exit }),
        leaving: entry === inbound.goal ? leaving : NOTHING,
        exits,
        ...(arrives && entry !== inbound.standing && { arrives: entry.vpc }),
      };
    },
  };
}

const NOTHING: ReadonlySet<string> = new Set();

function endsOf({ inbound, outbound }: Pick<RuleDraft["view"], "inbound" | "outbound">) {
  return { ...(inbound && { inbound }), ...(outbound && { outbound }) };
}

/** One that was moved to the goal stays, whatever keeps the others. */
function endFor(
  { direction, standing, goal }: Side,
  stays: Why | undefined,
  live: ResolverRuleView | undefined,
): ResolverEndpointView | undefined {
  if (!goal || (stays && !(live && usesOf(goal, direction, [live]) > 0 && valueIn(goal.addresses))))
    return standing;
  return goal;
}

/** A rule that is to be made is judged by the view VPC of the others, and moves to another one after them. */
function entryFor(
  inbound: Side,
  stays: Why | undefined,
  live: ResolverRuleView | undefined,
): ResolverEndpointView | undefined {
  const { standing, goal } = inbound;
  const isOther = goal && standing && goal.vpc !== standing.vpc;
  return !live && isOther ? standing : endFor(inbound, stays, live);
}

/** It leads into the VPC that documents ask for, and into another one. */
function isHalfWay(rules: RuleDraft, { goal }: Side, live: ResolverRuleView | undefined): boolean {
  const views = live ? viewsOfRule(rules, live) : [];
  return goal !== undefined && views.length > 1 && views.includes(goal.vpc);
}

function moveInto(estate: Estate, rules: RuleDraft, { inbound, outbound }: Sides): Obstacle | undefined {
  const { standing, goal, source } = inbound;
  const way: Way = estate.observed;
  if (!goal && standing && source.by === "id") return notThere(rules.hub, source.id);
  if (!goal || !standing || goal === standing) return undefined;
  const from = [outbound.standing, outbound.goal].flatMap((one) => one ?? []);
  if (standing.addresses.kind === "unreadable") return notListed(standing);
  return (
    notReady(inbound, goal) ??
    otherFamily(rules, standing, goal) ??
    untilAll(from, (one) => apart(rules, goal, one) ?? hopBetween(rules, goal, one, way)) ??
    viewMoveObstacle(estate, rules, inbound)
  );
}

function moveOutOf(rules: RuleDraft, inbound: Side, outbound: Side, way: Way): Obstacle | undefined {
  const { standing, goal, source } = outbound;
  if (!goal && standing && source.by === "id") return notThere(rules.hub, source.id);
  if (!goal || !standing || goal === standing) return undefined;
  const to = [inbound.standing, inbound.goal].flatMap((one) => one ?? []);
  return (
    notReady(outbound, goal) ??
    untilAll(to, (one) => apart(rules, one, goal) ?? hopBetween(rules, one, goal, way))
  );
}

/** A rule's targets are of one family, so those of another cannot come beside them (semantics 50). */
function otherFamily(
  { hub, view }: RuleDraft,
  standing: ResolverEndpointView,
  goal: ResolverEndpointView,
): Why | undefined {
  const [old, fresh] = [ipsIn(standing), ipsIn(goal)];
  const used = view.rules.flatMap(({ targets }) => targets.flatMap(({ ip }) => (old.includes(ip) ? ip : [])));
  const lost = (["IPv4", "IPv6"] as const).find(
    (family) => used.some(isOfFamily(family)) && !fresh.some(isOfFamily(family)),
  );
  return lost && noFamily(hub, `rules lead to ${lost} addresses of ${standing.id}, and ${goal.id} has none`);
}

function apart(
  { hub }: RuleDraft,
  inbound: ResolverEndpointView,
  outbound: ResolverEndpointView,
): Why | undefined {
  if (commonFamilies({ inbound, outbound }).length > 0) return undefined;
  return noFamily(hub, `Resolver endpoints ${outbound.id} and ${inbound.id} have no family in common`);
}

function noFamily({ name }: RuleDraft["hub"], message: string): Why {
  return {
    reason: "NoCommonFamily",
    message: `${message}: rules are not moved there`,
    todo: `name endpoints of one family in spec.resolver of hub ${name}, or make the IPv4 one DUALSTACK`,
  };
}

function ipsIn({ addresses }: ResolverEndpointView): string[] {
  return (valueIn(addresses) ?? []).map(({ ip }) => ip);
}

/** Only those that are there to be used: of one that is being made its own move tells. */
function untilAll(
  ends: readonly ResolverEndpointView[],
  judge: (end: ResolverEndpointView) => Obstacle | undefined,
): Obstacle | undefined {
  for (const end of new Set(ends)) {
    if (end.addresses.kind === "unreadable") return notListed(end);
    const why = isAnswering(end) ? judge(end) : undefined;
    if (why) return why;
  }
  return undefined;
}

function isAnswering({ addresses }: ResolverEndpointView): boolean {
  return valueIn(addresses)?.some(isAttached) === true;
}

function notReady({ direction, source }: Side, goal: ResolverEndpointView): Why | undefined {
  const unfit = endpointObstacle(goal, direction);
  if (unfit || source.by !== "managed") return unfit;
  const { missing, coming } = placesOf(source, valueIn(goal.addresses) ?? []);
  if (missing.length + coming.length === 0) return undefined;
  return {
    reason: "ResolverNotReady",
    message: `not every address of Resolver endpoint ${goal.id} is ATTACHED yet, so no rule is moved there`,
    todo: "run again",
  };
}

/** Addresses go when all that are wanted answer; of an endpoint that takes no more one goes first (semantics 51). */
function leavingOf({ hub, view }: RuleDraft, { source, goal }: Side): ReadonlySet<string> {
  const there = valueIn(goal?.addresses);
  if (source.by !== "managed" || !there) return NOTHING;
  const targets = targetIps(view.rules);
  const { missing, coming, unwanted } = placesOf(source, there, (ip) => targets.has(ip));
  const isFull = missing.length > 0 && interfacesIn(there) >= hub.quotas.resolverAddresses;
  const going = missing.length + coming.length === 0 ? unwanted : isFull ? unwanted.slice(0, 1) : [];
  const ids = new Set(going.map(({ id }) => id));
  return new Set(there.flatMap(({ id, ip }) => (ids.has(id) ? ip : [])));
}
