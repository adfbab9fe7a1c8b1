import { regionalDomain } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { handedOver, inEffect, NO_RULES, type RulePair, type RuleStandings } from "./rule-standing.ts";
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
    const domain = regionalDomain(draft.hub);
    const isSure = ({ isSystem, isObeyed }: RulePair) => !isSystem || isObeyed;
    return [
      {
        hub,
        vpc,
        domain,
        except: resolver?.rules.kind === "regional" ? resolver.rules.except : [],
        all: inEffect(standing, isSure),
        named: inEffect(standing, (pair) => isSure(pair) && pair.name !== domain),
        forward: standing.rules.filter(({ type }) => type === "FORWARD"),
        hasUnread: standing.hasUnread,
      },
    ];
  });
  return (name, vpc, isWanted) => {
    const key = views.length > 0 ? vpcKey(vpc) : "";
    for (const { hub, domain, except, ...one } of views.filter((view) => view.vpc === key)) {
      const told = (why: string) => `rules of hub ${hub} hand over what ${vpc.id} answers, and ${why}`;
      const used = handedOver(name, isWanted ? one.all : one.named);
      if (used) return told(`${used.vpc.id} is still associated with rule ${used.name}`);
      // Of accounts that were not read nobody knows what keeps the name back there, but documents.
      const isOfRegion = isWanted && !except.some((kept) => liesIn(name, kept));
      const counts = (rule: { readonly name: ZoneName }) => rule.name !== domain || isOfRegion;
      if (one.hasUnread && one.forward.some((rule) => liesIn(name, rule.name) && counts(rule)))
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
