import { regionalDomain } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { NO_RULES, type RuleStandings } from "./rule-standing.ts";
import { viewVpcOf } from "./view.ts";

/**
 * Whether rules hand over what a VPC answers for a name to somebody, or nobody knows, for an account was not read: why, in
 * words (semantics 47). The Region's rule hands over every name but those that documents keep from it, and counts for those that
 * are `isWanted`.
 */
export type RuleClients = (name: ZoneName, vpc: VpcRef, isWanted: boolean) => string | undefined;

export function ruleClientsOf(estate: Estate, standings: RuleStandings): RuleClients {
  const views = estate.drafts.flatMap((draft) => {
    const inbound = valueIn(draft.view.resolver)?.inbound;
    if (!inbound) return [];
    const vpc = vpcKey(viewVpcOf(draft, inbound));
    const { rules, ...standing } = standings.get(draft.hub) ?? NO_RULES;
    const forward = rules.filter(({ type }) => type === "FORWARD");
    const { name: hub, resolver } = draft.hub;
    const except = resolver?.rules.kind === "regional" ? resolver.rules.except : [];
    return [{ ...standing, forward, hub, domain: regionalDomain(draft.hub), except, vpc }];
  });
  return (name, vpc, isWanted) => {
    const key = views.length > 0 ? vpcKey(vpc) : "";
    for (const { hub, domain, except, forward, pairs, hasUnread } of views.filter((one) => one.vpc === key)) {
      const isOfRegion = isWanted && !except.some((kept) => liesIn(name, kept));
      const counts = (rule: { name: ZoneName }) =>
        liesIn(name, rule.name) && (rule.name !== domain || isOfRegion);
      const over = new Set(forward.filter(counts).map((rule) => rule.name));
      const told = (why: string) => `rules of hub ${hub} hand over what ${vpc.id} answers, and ${why}`;
      const used = pairs.find((pair) => over.has(pair.name));
      if (used) return told(`${used.vpc.id} is still associated with rule ${used.name}`);
      if (hasUnread && over.size > 0)
        return told("an account that may be associated with its rule could not be read");
    }
    return undefined;
  };
}

/** First the associations go, by one pass, then the view VPC by a later one. */
export function servesRules(why: string): Why {
  return {
    reason: "ServesRules",
    message: `${why}: the zone stays until nobody is`,
    todo: "run again when those associations are gone; see what keeps them",
  };
}
