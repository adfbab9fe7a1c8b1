import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed.ts";
import { servedSpokes } from "../rules/first-use.ts";
import { accountOf, associationOf, type RuleDraft, ruleDraftOf } from "../rules/rule-draft.ts";
import { isWantedRule } from "../rules/rule-rows.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Inspection } from "./inspections.ts";

/** What has to be read before a rule may be associated: once for the hub, and for each VPC that lacks one (semantics 46). */
export type RuleReads = {
  readonly hub: Hub;
  readonly inspections: readonly Inspection[];
  /** One spoke of each account that has to see rules it may not see yet. */
  readonly arriving: readonly Spoke[];
};

export function ruleReadsFor(drafts: readonly Draft[], desired: Desired, observed: Observed): RuleReads[] {
  return drafts.flatMap((draft): RuleReads[] => {
    const rules = ruleDraftOf(draft, desired, observed);
    const lacking = rules ? spokesLacking(rules) : [];
    if (!rules || lacking.length === 0) return [];
    const inspections = lacking.map((spoke): Inspection => {
      const { vpc, region, account } = spoke;
      return { hub: draft.hub, vpc: vpcRef(vpc, region), account, spoke };
    });
    const abroad = lacking.filter(({ account }) => account !== draft.hub.account);
    const arriving = [...Map.groupBy(abroad, ({ account }) => account).values()].flatMap(
      ([first]) => first ?? [],
    );
    return [{ hub: draft.hub, inspections, arriving }];
  });
}

/** Hubs of whose rules some spoke is seen served. */
export function hubsServing(drafts: readonly Draft[], desired: Desired, observed: Observed): Hub[] {
  return drafts.flatMap((draft) => {
    const rules = ruleDraftOf(draft, desired, observed);
    return rules && servedSpokes(rules) > 0 ? [draft.hub] : [];
  });
}

/** In accounts that were read; what another account has, nobody knows. */
function spokesLacking(rules: RuleDraft): Spoke[] {
  const wanted = rules.rows.filter(isWantedRule);
  return rules.spokes.filter((spoke) => {
    const account = accountOf(rules, spoke);
    if (spoke.suspend || !valueIn(account?.seen)) return false;
    return wanted.some((row) => row.wanted.spokes.includes(spoke) && !associationOf(row, spoke.vpc, account));
  });
}
