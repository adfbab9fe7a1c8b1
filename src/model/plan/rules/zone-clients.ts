import { regionalDomain } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { handedOver, NO_RULES, type RuleStandings } from "./rule-standing.ts";
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
    const standing = standings.get(draft.hub) ?? NO_RULES;
    const { name: hub, resolver } = draft.hub;
    const except = resolver?.rules.kind === "regional" ? resolver.rules.except : [];
    return [{ ...standing, hub, domain: regionalDomain(draft.hub), except, vpc }];
  });
  return (name, vpc, isWanted) => {
    const key = views.length > 0 ? vpcKey(vpc) : "";
    for (const { hub, domain, except, rules, alike, hasUnread } of views.filter((one) => one.vpc === key)) {
      const counts = (rule: { readonly name: ZoneName }) => isWanted || rule.name !== domain;
      const told = (why: string) => `rules of hub ${hub} hand over what ${vpc.id} answers, and ${why}`;
      const used = handedOver(name, { alike }, (pair) => (pair.isSystem ? pair.isObeyed : counts(pair)));
      if (used) return told(`${used.vpc.id} is still associated with rule ${used.name}`);
      const isKept = except.some((kept) => liesIn(name, kept)); // as documents say, of accounts that were not read
      const over = rules.some(
        (rule) =>
          rule.type === "FORWARD" &&
          liesIn(name, rule.name) &&
          counts(rule) &&
          !(isKept && rule.name === domain),
      );
      if (hasUnread && over) return told("an account that may be associated with its rule could not be read");
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
