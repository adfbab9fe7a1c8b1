import type { Action } from "../../../action/action.ts";
import type { Spoke } from "../../../desired/types.ts";
import type { Finding } from "../../../finding.ts";
import { vpcRef, type ZoneName } from "../../../ids.ts";
import type { RuleOfVpc } from "../../../observed/vpc.ts";
import { ruleOver } from "../../resolution/ruled.ts";
import { viewIdsOf } from "../../wanted/resolver/sides.ts";
import { associationOf, type RuleDraft, type RuleDrafts } from "../rows/rule-draft.ts";
import { isLiveRule } from "../rows/rule-rows.ts";

/** A window of the view VPC is one of each spoke that asks it, or will by this plan: rules hand over what it answers. */
export function windowsBehindRules(
  findings: readonly Finding[],
  drafts: RuleDrafts,
  actions: readonly Action[],
): Finding[] {
  const windows = findings.filter(({ kind }) => kind === "window");
  if (windows.length === 0) return [];
  return [...drafts.values()].flatMap((rules) => {
    const views = new Set<string>(viewIdsOf(rules));
    const own = windows.filter(({ hub, vpc }) => hub === rules.hub.name && vpc && views.has(vpc.id));
    return own.length === 0 ? [] : behind(own, rules, actions);
  });
}

function behind(windows: readonly Finding[], rules: RuleDraft, actions: readonly Action[]): Finding[] {
  const ofSpokes = rules.spokes.map((spoke) => [spoke, rulesOf(spoke, rules, actions)] as const);
  return windows.flatMap((window) =>
    ofSpokes.flatMap(([spoke, own]) => {
      const any = [...own.values()].find(({ isSystem }) => !isSystem);
      const rule = window.zone === undefined ? any : ruleOver(window.zone as ZoneName, own);
      return rule ? [atSpoke(window, spoke, rule.name)] : [];
    }),
  );
}

type Ruled = Pick<RuleOfVpc, "name" | "isSystem">;

/** That its VPC has, or gets; one that keeps names back only where its association is complete. */
function rulesOf(spoke: Spoke, { rows, accountOf }: RuleDraft, actions: readonly Action[]) {
  const account = accountOf.get(spoke);
  const has = rows.filter(isLiveRule).filter((row) => {
    const pair = associationOf(row, spoke.vpc, account);
    return pair !== undefined && (row.ref.type === "FORWARD" || pair.status === "COMPLETE");
  });
  const gets = actions.flatMap((one) =>
    one.kind === "associateRule" && one.spoke === spoke.name && one.rule.type === "FORWARD" ? [one.rule] : [],
  );
  return new Map(
    [...has.map(({ ref }) => ref), ...gets].map(({ type, name }): [ZoneName, Ruled] => [
      name,
      { name, ...(type === "SYSTEM" && { isSystem: true as const }) },
    ]),
  );
}

function atSpoke(window: Finding, { name, vpc, region, account }: Spoke, domain: ZoneName): Finding {
  return {
    ...window,
    spoke: name,
    vpc: vpcRef(vpc, region),
    account,
    message: `${window.message}; spoke ${name} asks that VPC by rule ${domain}`,
  };
}
