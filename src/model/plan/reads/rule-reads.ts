import type { Hub, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { vpcRef } from "../../ids.ts";
import { servedSpokes } from "../rules/rows/first-use.ts";
import { associationOf, type RuleDraft, type RuleDrafts } from "../rules/rows/rule-draft.ts";
import type { Switch, Switches } from "../rules/switching/switches.ts";
import { isChanging, sidesOf } from "../wanted/resolver/sides.ts";
import type { Inspection } from "./inspections.ts";

/** What has to be read before a rule may be associated, or take something else's place: once for the hub, and for each VPC (semantics 46). */
export type RuleReads = {
  readonly hub: Hub;
  readonly inspections: readonly Inspection[];
  /** One spoke of each account that has to see rules it may not see yet. */
  readonly arriving: readonly Spoke[];
};

export function ruleReadsFor(
  drafts: RuleDrafts,
  switches: Switches,
  handing: ReadonlyMap<Hub, readonly Spoke[]> = new Map(),
): RuleReads[] {
  return [...drafts].flatMap(([hub, rules]): RuleReads[] => {
    const lacking = spokesLacking(rules);
    const switching = switches.get(hub) ?? [];
    const leaving = handing.get(hub) ?? [];
    const sides = sidesOf(rules);
    const changing = sides !== undefined && isChanging(sides) && rules.view.rules.length > 0;
    if (lacking.length + switching.length + leaving.length === 0 && !changing) return [];
    const toRegional = hub.resolver?.rules.kind === "regional" ? switching.filter(isToRules) : [];
    const looked = new Set([...lacking, ...toRegional.map(({ spoke }) => spoke), ...leaving]);
    const inspections = [...looked].map((spoke): Inspection => {
      const { vpc, region, account } = spoke;
      return { hub, vpc: vpcRef(vpc, region), account, spoke };
    });
    const abroad = lacking.filter(({ account }) => account !== hub.account);
    const arriving = [...Map.groupBy(abroad, ({ account }) => account).values()].flatMap(
      ([first]) => first ?? [],
    );
    return [{ hub, inspections, arriving }];
  });
}

/** What it has leaves for a rule of a shorter name: who else would answer? */
function isToRules({ spoke }: Switch): boolean {
  return spoke.mode === "resolver-rule";
}

/** Hubs of whose rules some spoke is seen served. */
export function hubsServing(drafts: RuleDrafts): Hub[] {
  return [...drafts].flatMap(([hub, rules]) => (servedSpokes(rules).length > 0 ? [hub] : []));
}

/** In accounts that were read; what another account has, nobody knows. */
function spokesLacking({ spokes, accountOf, wantedBy }: RuleDraft): Spoke[] {
  return spokes.filter((spoke) => {
    const account = accountOf.get(spoke);
    if (spoke.suspend || !valueIn(account?.seen)) return false;
    return wantedBy.get(spoke)?.some((row) => !associationOf(row, spoke.vpc, account));
  });
}
