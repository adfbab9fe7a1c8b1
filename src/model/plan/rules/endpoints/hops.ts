import type { Why } from "../../../finding.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { ResolverEndpointView } from "../../../observed/resolver.ts";
import { notListed } from "../chain/endpoint-obstacle.ts";
import { commonFamilies, familiesUsed } from "../chain/families.ts";
import { hopBy, hopObstacle, hopWhy, type Obstacle } from "../chain/hop.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";

/** What was read of the way between endpoints. */
export type Way = Pick<Observed, "path" | "hopGroups">;

/**
 * Why queries do not get from one endpoint to another, by the families that the hub's rules use: judged as before an
 * association (semantics 46). What was not read is no way: here nobody waits for an answer that he does not have already.
 */
export function hopBetween(
  rules: RuleDraft,
  inbound: ResolverEndpointView,
  outbound: ResolverEndpointView,
  way: Way,
): Obstacle | undefined {
  const { hub, view } = rules;
  const unread = [inbound, outbound].find(({ addresses }) => addresses.kind === "unreadable");
  if (unread) return notListed(unread);
  const ends = { hub, view: { ...view, inbound, outbound } };
  for (const family of familiesOf(rules, inbound, outbound)) {
    const hop = way.hopGroups?.get(hub)?.kind === "seen" ? hopBy(way, ends, family) : undefined;
    const obstacle = hop ? hopObstacle(hop, ends) : notRead(inbound, outbound);
    if (obstacle) return obstacle;
  }
  return undefined;
}

/** What is not known of that way, or is known to be so in part only: rules move all the same, and it is told. */
export function hopTold(
  rules: RuleDraft,
  inbound: ResolverEndpointView,
  outbound: ResolverEndpointView,
  way: Way,
): Why[] {
  const { hub, view } = rules;
  const ends = { hub, view: { ...view, inbound, outbound } };
  return familiesOf(rules, inbound, outbound).flatMap((family) => {
    const hop = hopBy(way, ends, family);
    return (hop && hopWhy(hop, ends)) ?? [];
  });
}

function familiesOf(rules: RuleDraft, inbound: ResolverEndpointView, outbound: ResolverEndpointView) {
  const common = commonFamilies({ inbound, outbound });
  const used = familiesUsed(rules);
  return used.size === 0 ? common.slice(0, 1) : common.filter((family) => used.has(family));
}

function notRead(inbound: ResolverEndpointView, outbound: ResolverEndpointView): Why {
  return {
    reason: "ResolverNotReady",
    message: `the security groups of ${outbound.id} and ${inbound.id} could not be read, so neither rules nor addresses change there`,
    todo: "allow the hub's role ec2:DescribeSecurityGroups, then run again",
  };
}
