import type { Why } from "../../../finding.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { ResolverEndpointView } from "../../../observed/resolver.ts";
import { notListed } from "../endpoint-obstacle.ts";
import { commonFamilies, familiesUsed } from "../families.ts";
import { hopBy, hopObstacle, type Obstacle } from "../hop.ts";
import type { RuleDraft } from "../rule-draft.ts";

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
  const common = commonFamilies({ inbound, outbound });
  const used = familiesUsed(rules);
  const families = used.size === 0 ? common.slice(0, 1) : common.filter((family) => used.has(family));
  const ends = { hub, view: { ...view, inbound, outbound } };
  for (const family of families) {
    const hop = way.hopGroups?.get(hub)?.kind === "seen" ? hopBy(way, ends, family) : undefined;
    const obstacle = hop ? hopObstacle(hop, ends) : notRead(inbound, outbound);
    if (obstacle) return obstacle;
  }
  return undefined;
}

function notRead(inbound: ResolverEndpointView, outbound: ResolverEndpointView): Why {
  return {
    reason: "ResolverNotReady",
    message: `the security groups of ${outbound.id} and ${inbound.id} could not be read, so neither rules nor addresses change there`,
    todo: "allow the hub's role ec2:DescribeSecurityGroups, then run again",
  };
}
