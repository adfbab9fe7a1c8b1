import { namesAbove } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { handedOverIn } from "../../handed-over.ts";
import {
  type AccountId,
  type VpcId,
  type VpcRef,
  vpcKey,
  vpcRef,
  type ZoneName,
  zoneNameOf,
} from "../../ids.ts";
import type { VpcView } from "../../observed/vpc.ts";
import type { Estate } from "../estate/estate.ts";
import { deadRulesOf } from "../rules/chain/aim.ts";
import { seenView, viewRefOf } from "../rules/chain/views.ts";
import type { RuleDraft, RuleDrafts } from "../rules/rows/rule-draft.ts";
import { isLiveRule, type RuleRow } from "../rules/rows/rule-rows.ts";
import { entriesOf, viewIdsOf } from "../wanted/resolver/sides.ts";

/** Resolver rules that lead to our hubs' inbound endpoints, and whom they answer, as lists showed it. */
export type RuleGround = {
  /** Hubs by name, of those whose Resolver was read. */
  readonly hubs: ReadonlyMap<string, RuleDraft>;
  /** By id, or by key until they are made. */
  readonly rules: ReadonlyMap<string, OurRule>;
  readonly named: ReadonlyMap<ZoneName, readonly OurRule[]>;
  /** By `vpcKey`: what is associated with a VPC. */
  readonly pairs: ReadonlyMap<string, readonly RulePair[]>;
  /** By rule: with whom it is associated. */
  readonly clients: ReadonlyMap<OurRule, readonly RulePair[]>;
  /** By `vpcKey`: inbound endpoints' VPCs, as they were looked at before a rule is associated. */
  readonly views: ReadonlyMap<string, VpcView>;
  /** As `vpc name`: an endpoint of a VPC's own that bears our tag has its private DNS off, and answers the name no more. */
  readonly silent: ReadonlySet<string>;
};

export type OurRule = {
  readonly id: string;
  readonly row: RuleRow;
  readonly hub: RuleDraft;
  /** The VPCs whose answers it hands over: two while it moves from one to the other. Empty: there is no inbound endpoint. */
  readonly views: readonly VpcRef[];
  /** As far as was read, no query that it sends on is answered. */
  readonly isDead: boolean;
  /** Whom documents want it for. */
  readonly spokes: ReadonlySet<VpcId>;
};

/** `status`: as AWS writes it; only `COMPLETE` is known to answer. `isSure`: and has answered for a while. */
export type RulePair = {
  readonly rule: OurRule;
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly status: string;
  readonly isSure: boolean;
};

export function ruleGroundOf({ observed, drafts: hubs }: Estate, drafts: RuleDrafts): RuleGround {
  const all = [...drafts.values()].flatMap((hub) => {
    const isDead = deadRulesOf(observed, hub);
    return hub.rows.map((row) => ourRule(hub, row, isLiveRule(row) && isDead(row)));
  });
  const rules = new Map(all.map((rule) => [rule.id, rule]));
  const pairs = [...drafts.values()].flatMap((hub) => pairsOf(hub, rules));
  const each = [...new Map(pairs.map((one) => [`${one.rule.id} ${vpcKey(one.vpc)}`, one])).values()];
  return {
    hubs: new Map([...drafts.values()].map((draft) => [draft.hub.name, draft])),
    rules,
    named: Map.groupBy(all, ({ row }) => row.ref.name),
    pairs: Map.groupBy(each, ({ vpc }) => vpcKey(vpc)),
    clients: Map.groupBy(each, ({ rule }) => rule),
    views: new Map([...drafts.values()].flatMap((hub) => seenIn(observed, hub))),
    silent: silentIn(observed, hubs),
  };
}

function silentIn({ ownEndpoints }: Estate["observed"], hubs: Estate["drafts"]): ReadonlySet<string> {
  const own = [...(ownEndpoints?.byAccess.values() ?? [])].flatMap((seen) => valueIn(seen) ?? []);
  const off = own.filter(({ privateDnsEnabled, tags }) => !privateDnsEnabled && handedOverIn(tags));
  if (off.length === 0) return new Set();
  const services = new Map(
    hubs.flatMap(({ view }) => view.services.map((one) => [one.name, one.privateNames] as const)),
  );
  return new Set(
    off.flatMap(({ vpc, service }) =>
      (services.get(service) ?? []).map((name) => `${vpc} ${zoneNameOf(name)}`),
    ),
  );
}

function seenIn(observed: Estate["observed"], rules: RuleDraft) {
  return viewIdsOf(rules).flatMap((id) => {
    const seen = seenView({ observed }, rules, id);
    return seen ? [[vpcKey(viewRefOf(rules, id)), seen] as const] : [];
  });
}

/** The VPCs of the inbound endpoints that these targets are addresses of; of none that was read, of the one that rules lead to. */
export function viewsAt(hub: RuleDraft, targets: readonly string[]): readonly VpcRef[] {
  const { inbound } = hub.view;
  const ids = new Set(entriesOf(hub.view, targets).map(({ vpc }) => vpc));
  if (ids.size === 0 && inbound) ids.add(inbound.vpc);
  return [...ids].map((id) => viewRefOf(hub, id));
}

/** Whether documents want the VPC to have the name by some rule. */
export function isWantedByRule({ named }: RuleGround, { id }: VpcRef, name: ZoneName): boolean {
  if (named.size === 0) return false;
  const over = [name, ...namesAbove(name)].flatMap((domain) => named.get(domain) ?? []);
  return over.some(({ row, spokes }) => spokes.has(id) && row.wanted?.names.includes(name));
}

function ourRule(hub: RuleDraft, row: RuleRow, isDead: boolean): OurRule {
  return {
    id: row.ref.live?.id ?? row.ref.key,
    row,
    hub,
    views: viewsAt(hub, row.live?.targets.map(({ ip }) => ip) ?? []),
    isDead,
    spokes: new Set(row.wanted?.spokes.map(({ vpc }) => vpc)),
  };
}

function pairsOf({ hub, accounts }: RuleDraft, rules: ReadonlyMap<string, OurRule>): RulePair[] {
  return accounts.flatMap(({ account, seen }) =>
    (valueIn(seen)?.associations ?? []).flatMap(({ rule, vpc, status, isSure = false }): RulePair[] => {
      const ours = rules.get(rule);
      if (ours?.hub.hub !== hub) return [];
      return [{ rule: ours, vpc: vpcRef(vpc, hub.region), account, status, isSure }];
    }),
  );
}
