import { regionalDomain } from "../../../desired/rule-mode.ts";
import type { Hub, HubResolver } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { ZoneName } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { Estate } from "../../estate/estate.ts";
import { isMoved, sidesOf } from "../../wanted/resolver/sides.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { WantedRule } from "../rows/rule-rows.ts";
import { endpointObstacle, isSilent, noneAttached, notListed } from "./endpoint-obstacle.ts";
import { familyObstacle } from "./families.ts";
import { hopObstacle, hopOf, isDeadEnd, type Obstacle } from "./hop.ts";
import { domainObstacle, type ViewVpc, viewObstacle, viewVpcOf } from "./view.ts";

/**
 * Why no rule of the hub may be associated with anybody now: its Resolver endpoints are not there or do not answer, the
 * view VPC was not read, or queries cannot get from one endpoint to the other (semantics 46).
 */
export function pathObstacle(estate: Estate, rules: RuleDraft): Obstacle | undefined {
  const { hub, view, draft, spokes } = rules;
  const { inbound, outbound } = view;
  const { resolver } = hub;
  if (!resolver) return undefined;
  if (!inbound || !outbound) return missing(hub, inbound ? "outbound" : "inbound");
  const sides = sidesOf(rules);
  const mistyped = (["inbound", "outbound"] as const).find(
    (side) => resolver[side].by === "id" && sides && !sides[side].goal,
  );
  if (mistyped) return missing(hub, mistyped);
  const unfit =
    endpointObstacle(inbound, "INBOUND") ?? endpointObstacle(outbound, "OUTBOUND") ?? familyObstacle(rules);
  if (unfit) return unfit;
  const path = estate.observed.rulePaths?.get(hub);
  const viewVpc = viewVpcOf(draft, inbound);
  const client = spokes.find(({ vpc }) => vpc === viewVpc.id);
  if (client)
    return {
      reason: "ViewIsClient",
      message: `spoke ${client.name} is the view VPC ${viewVpc.id}: its queries would come back to itself`,
      todo: "give that spoke mode phz-association, or delete its document",
    };
  if (!path || path.view.kind === "unreadable")
    return {
      reason: "ViewNotReady",
      message: `the view VPC ${viewVpc.id} could not be read${path?.view.kind === "unreadable" ? `: ${path.view.failure.message}` : ""}`,
      todo: "run again",
    };
  const domain = regionalDomain(hub) as ZoneName;
  const ofDomain =
    resolver.rules.kind === "regional"
      ? domainObstacle({ vpc: viewVpc, seen: path.view.value }, domain)
      : undefined;
  return ofDomain ?? hopObstacle(hopOf(estate.observed, rules), rules);
}

/**
 * Why nobody is answered who has a rule of the hub: an endpoint is not there any more, or was read and has no address
 * that is ATTACHED. Such a rule answers SERVFAIL, and its association is COMPLETE all the same.
 */
export function silentObstacle({
  hub,
  view: { inbound, outbound },
}: Pick<RuleDraft, "hub" | "view">): Why | undefined {
  const { resolver } = hub;
  if (!resolver) return undefined;
  // Whether rules lead to one that no document names is not known: they count as served (semantics 58).
  if (isUnnamed(resolver)) return undefined;
  if (!inbound || !outbound) return missing(hub, inbound ? "outbound" : "inbound");
  const silent = [inbound, outbound].find(({ addresses }) => isSilent(valueIn(addresses)));
  return silent && noneAttached(silent);
}

/** As far as was read, no query that a rule of the hub sends on is answered. */
export function leadsNowhere(
  observed: Pick<Observed, "path" | "hopGroups" | "rulePaths">,
  rules: RuleDraft,
): boolean {
  if (silentObstacle(rules)) return true;
  // What an hour-old look shows of the hop is told, and nothing leaves for it.
  const isFresh = observed.rulePaths?.has(rules.hub) ?? false;
  return isFresh && isDeadEnd(observed, rules);
}

/** Targets follow addresses that were read, and nothing else (semantics 50). */
export function addressesUnread({ view: { inbound, outbound } }: RuleDraft): Why | undefined {
  const one = [inbound, outbound].find((endpoint) => endpoint?.addresses.kind === "unreadable");
  return one && notListed(one);
}

function isUnnamed({ inbound, outbound }: HubResolver): boolean {
  return inbound.by === "none" || outbound.by === "none";
}

function missing({ account, region, resolver }: Hub, side: "inbound" | "outbound"): Why {
  const source = resolver?.[side];
  if (source?.by === "managed")
    return {
      reason: "ResolverNotReady",
      message: `the ${side} Resolver endpoint of the hub is not there yet, so nobody is given a rule`,
      todo: "run again",
    };
  return notThere({ account, region }, source?.by === "id" ? source.id : undefined);
}

export function notThere({ account, region }: Pick<Hub, "account" | "region">, id?: string): Why {
  return {
    reason: "ResolverNotThere",
    message: `account ${account} has no Resolver endpoint${id === undefined ? "" : ` ${id}`} in ${region}`,
    todo: "correct spec.resolver of the hub",
  };
}

/** Why this rule may not be: the view VPC does not answer one of its names privately. */
export function rowObstacle(estate: Estate, rules: RuleDraft, { wanted, live }: WantedRule): Why | undefined {
  const view = viewOf(estate, rules);
  if (!view) return undefined; // said once for all rules
  const sides = sidesOf(rules);
  if (live && sides && isMoved(sides, live)) return moves(rules.view);
  for (const name of wanted.names) {
    const obstacle = viewObstacle(estate, rules.draft, view, name);
    if (obstacle) return obstacle;
  }
  return undefined;
}

/** Absent: it was not read, or there is no inbound endpoint; said once for all rules. */
export function viewOf({ observed }: Estate, { hub, draft, view }: RuleDraft): ViewVpc | undefined {
  const seen = valueIn(observed.rulePaths?.get(hub)?.view);
  return seen && view.inbound && { vpc: viewVpcOf(draft, view.inbound), seen };
}

/** Those who are associated meanwhile would be judged by an endpoint that their rule has left. */
function moves({ inbound, outbound }: RuleDraft["view"]): Why {
  return {
    reason: "ResolverMoves",
    message: `rules are moving away from ${inbound?.id} or ${outbound?.id}, so nobody new is given one meanwhile`,
    todo: "run again; the daemon goes on by itself",
  };
}
