import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { Effect } from "../../action/effects.ts";
import { depthOf, isBeneath, liesIn } from "../../dns-name.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { isMember } from "../estate/estate.ts";
import { deadRulesOf } from "../rules/chain/aim.ts";
import { isLiveRule } from "../rules/rows/rule-rows.ts";
import { isLive, type WantedRow } from "../wanted/zones/zone-row.ts";
import { type Changes, ruleOf } from "./changes.ts";
import { type Ground, zoneOf } from "./ground.ts";
import type { Need } from "./need.ts";
import type { OurRule, RulePair } from "./rule-ground.ts";

/** What a step that takes a zone or a rule from a VPC needs. */
export type SureNeeds = (action: Action, effect: Effect) => readonly Need[];

/**
 * What a VPC loses and is to have by something else that lists show goes when that has answered for a while: a list shows an
 * association before every resolver obeys it (semantics 46). What the plan itself gives the VPC is a matter of order.
 */
export function sureNeedsOf(ground: Ground, changes: Changes, actions: readonly Action[]): SureNeeds {
  const waits = Map.groupBy(
    actions.filter((a) => a.kind === "awaitSure"),
    ({ rule }) => ruleOf(rule),
  );
  const isDead = deadIn(ground);
  return (action, { vpc, name, by }) => {
    if (by.kind === "privateDns") return [];
    const gone = by.kind === "rule" ? ground.rules.rules.get(ruleOf(by.rule)) : undefined;
    if (gone && isDead(gone)) return [];
    const place = by.kind === "zone" ? zoneOf(by.zone) : ruleOf(by.rule);
    if (leavesBefore(action, changes, vpc, place)) return [];
    const pairs = servingPairs(ground, vpc, gone);
    const rules = instead(
      pairs.map(({ rule }) => rule),
      name,
      gone !== undefined,
    );
    const need = (what: string, keys: readonly ActionKey[]): Need => ({
      action,
      keys,
      what: `${what} has answered ${vpc.id} for a while`,
    });
    const isSure = (rule: OurRule) => pairs.some((pair) => pair.rule === rule && pair.isSure);
    if (rules.length > 0 || !gone)
      return rules
        .filter((rule) => !isSure(rule))
        .map((rule) => need(`rule ${nameOf(rule)}`, waits.get(rule.id)?.map(({ key }) => key) ?? []));
    return zonesFor(ground, vpc, name, gone).map(({ ref }) =>
      need(`zone ${ref.name}`, changes.waits.earlier(ref.key, vpc)),
    );
  };
}

/** It leaves the VPC before the zone or rule itself goes. */
function leavesBefore(action: Action, changes: Changes, vpc: VpcRef, place: string): boolean {
  const loss = changes.byVpc.get(vpcKey(vpc))?.touched.get(place)?.loss;
  return loss !== undefined && loss.action !== action;
}

/** Who has a rule that nobody answers is not kept from leaving it (semantics 58). */
function deadIn({ estate: { observed } }: Ground): (rule: OurRule) => boolean {
  const byHub = new Map<OurRule["hub"], ReturnType<typeof deadRulesOf>>();
  return ({ hub, row }) => {
    const isDead = byHub.get(hub) ?? deadRulesOf(observed, hub);
    byHub.set(hub, isDead);
    return isLiveRule(row) && isDead(row);
  };
}

/** Those that are to answer the name in a VPC when a rule goes; beneath a SYSTEM rule they do so already. */
function zonesFor({ estate }: Ground, vpc: VpcRef, name: ZoneName, { row }: OurRule): WantedRow[] {
  if (row.ref.type === "SYSTEM") return [];
  const key = vpcKey(vpc);
  return estate.zones
    .filter(isLive)
    .filter(
      (zone) => isMember(zone, vpc) && zone.wanted.clients.keys.has(key) && liesIn(zone.ref.name, name),
    );
}

/** Rules that a VPC has and is to have, by which names are shared. */
function servingPairs({ rules }: Ground, vpc: VpcRef, gone: OurRule | undefined): RulePair[] {
  const pairs = (rules.pairs.get(vpcKey(vpc)) ?? []).filter(({ status }) => status === "COMPLETE");
  return pairs.filter(
    ({ rule }) => rule !== gone && rule.spokes.has(vpc.id) && rule.row.ref.type === "FORWARD",
  );
}

/** The one that answers the name; where a rule goes that has none above it, those beneath it. */
function instead(rules: readonly OurRule[], name: ZoneName, isOfRule: boolean): readonly OurRule[] {
  const serving = rules.filter(({ row }) => row.wanted?.names.some((one) => liesIn(one, name)));
  const over = serving.filter((rule) => liesIn(name, nameOf(rule)));
  const [longest] = over.sort((a, b) => depthOf(nameOf(b)) - depthOf(nameOf(a)));
  if (longest) return [longest];
  return isOfRule ? serving.filter((rule) => isBeneath(nameOf(rule), name)) : [];
}

function nameOf({ row }: OurRule): ZoneName {
  return row.ref.name;
}
