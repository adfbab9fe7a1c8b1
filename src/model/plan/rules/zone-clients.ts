import { regionalDomain } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { NO_RULES, type RuleStandings } from "./rule-standing.ts";
import { viewVpcOf } from "./view.ts";

/**
 * What keeps a view VPC in a zone that no document wants it in: a rule of the zone's name is still associated, and hands
 * over what the view VPC answers; or nobody knows, for an account was not read. First the associations go, by one pass,
 * then the zone by a later one (semantics 47). The Region's rule hands over every name and keeps no zone.
 */
export function zoneClientsOf(
  estate: Estate,
  standings: RuleStandings,
): (row: LiveRow, vpc: VpcRef) => Why | undefined {
  const views = estate.drafts.flatMap((draft) => {
    const inbound = valueIn(draft.view.resolver)?.inbound;
    if (!inbound) return [];
    const { rules, pairs, hasUnread } = standings.get(draft.hub) ?? NO_RULES;
    const domain = regionalDomain(draft.hub);
    const isOwn = ({ name }: { name: string }) => name !== domain;
    const vpc = vpcKey(viewVpcOf(draft, inbound));
    return [{ hub: draft.hub.name, vpc, rules: rules.filter(isOwn), pairs: pairs.filter(isOwn), hasUnread }];
  });
  return ({ live }, vpc) => {
    const key = views.length > 0 ? vpcKey(vpc) : "";
    for (const view of views.filter((one) => one.vpc === key)) {
      const used = view.pairs.find(({ name }) => liesIn(live.name, name));
      if (used) return serving(vpc, view.hub, `${used.vpc.id} is still associated with rule ${used.name}`);
      if (view.hasUnread && view.rules.some(({ name }) => liesIn(live.name, name)))
        return serving(vpc, view.hub, "an account that may be associated with its rule could not be read");
    }
    return undefined;
  };
}

function serving({ id }: VpcRef, hub: string, why: string): Why {
  return {
    reason: "ServesRules",
    message: `rules of hub ${hub} hand over what ${id} answers, and ${why}: the zone stays until nobody is`,
    todo: "run again when those associations are gone; see what keeps them",
  };
}
