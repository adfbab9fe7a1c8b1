import type { Action, ActionKey } from "../../action.ts";
import { depthOf, isBeneath, liesIn } from "../../dns-name.ts";
import type { Effect } from "../../effects.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { isMember } from "../estate/estate.ts";
import { deadRulesOf } from "../rules/aim.ts";
import { isLiveRule } from "../rules/rule-rows.ts";
import { isLive } from "../wanted/zones/zone-row.ts";
import { type Changes, ruleOf } from "./changes.ts";
import { type Ground, zoneOf } from "./ground.ts";
import type { Need } from "./readiness.ts";
import type { OurRule } from "./rule-ground.ts";

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
    const loss = changes.byVpc.get(vpcKey(vpc))?.touched.get(place)?.loss;
    if (loss && loss.action !== action) return []; // it leaves before the zone goes
    const rules = instead(rulesFor(ground, vpc, gone), name, gone !== undefined);
    const need = (what: string, keys: readonly ActionKey[]): Need => ({
      action,
      keys,
      what: `${what} has answered ${vpc.id} for a while`,
    });
    if (rules.length > 0 || !gone)
      return rules.map((rule) =>
        need(`rule ${nameOf(rule)}`, waits.get(rule.id)?.map(({ key }) => key) ?? []),
      );
    if (gone.row.ref.type === "SYSTEM") return []; // zones answer beneath it already
    const key = vpcKey(vpc);
    const zones = ground.estate.zones.filter(
      (zone) =>
        isLive(zone) &&
        isMember(zone, vpc) &&
        zone.wanted.clients.keys.has(key) &&
        liesIn(zone.ref.name, name),
    );
    return zones.map(({ ref }) => need(`zone ${ref.name}`, changes.waits.earlier(ref.key, vpc)));
  };
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

/** Those that a VPC has and is to have, by which names are shared. */
function rulesFor({ rules }: Ground, vpc: VpcRef, gone: OurRule | undefined): OurRule[] {
  const pairs = (rules.pairs.get(vpcKey(vpc)) ?? []).filter(({ status }) => status === "COMPLETE");
  return pairs
    .map(({ rule }) => rule)
    .filter((rule) => rule !== gone && rule.spokes.has(vpc.id) && rule.row.ref.type === "FORWARD");
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
