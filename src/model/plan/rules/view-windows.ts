import type { Action } from "../../action.ts";
import type { Spoke } from "../../desired/types.ts";
import { liesIn } from "../../dns-name.ts";
import type { Finding } from "../../finding.ts";
import { vpcRef, type ZoneName } from "../../ids.ts";
import { associationOf, type RuleDraft, type RuleDrafts } from "./rule-draft.ts";
import { isLiveRule } from "./rule-rows.ts";

/** A window of the view VPC is one of each spoke that asks it, or will by this plan: rules hand over what it answers. */
export function windowsBehindRules(
  findings: readonly Finding[],
  drafts: RuleDrafts,
  actions: readonly Action[],
): Finding[] {
  const windows = findings.filter(({ kind }) => kind === "window");
  if (windows.length === 0) return [];
  return [...drafts.values()].flatMap((rules) => {
    const view = rules.view.inbound?.vpc;
    const own = windows.filter(({ hub, vpc }) => hub === rules.hub.name && vpc?.id === view);
    return own.length === 0 ? [] : behind(own, rules, actions);
  });
}

function behind(windows: readonly Finding[], rules: RuleDraft, actions: readonly Action[]): Finding[] {
  const domains = new Map(rules.spokes.map((spoke) => [spoke, domainsOf(spoke, rules, actions)]));
  return windows.flatMap((window) =>
    [...domains].flatMap(([spoke, names]) => {
      const domain = names.find((name) => window.zone === undefined || liesIn(window.zone, name));
      return domain === undefined ? [] : [atSpoke(window, spoke, domain)];
    }),
  );
}

/** Of rules that its VPC has, or gets. */
function domainsOf(spoke: Spoke, { rows, accountOf }: RuleDraft, actions: readonly Action[]): ZoneName[] {
  const account = accountOf.get(spoke);
  const has = rows.filter(isLiveRule).filter((row) => associationOf(row, spoke.vpc, account));
  const gets = actions.filter((one) => one.kind === "associateRule" && one.spoke === spoke.name);
  const names = [...has.map(({ ref }) => ref), ...gets.flatMap((one) => ("rule" in one ? one.rule : []))];
  return names.flatMap(({ type, name }) => (type === "FORWARD" ? [name] : []));
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
