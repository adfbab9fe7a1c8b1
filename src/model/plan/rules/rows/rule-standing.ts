import type { Action } from "../../../action/action.ts";
import type { RuleRef } from "../../../action/refs.ts";
import type { Hub } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type VpcRef, vpcKey, vpcRef, type ZoneName } from "../../../ids.ts";
import { servesOrComes } from "../../../observed/association-state.ts";
import type { RuleOfVpc } from "../../../observed/vpc.ts";
import type { RuledNames } from "../../estate/name-states.ts";
import { ruleOver } from "../../resolution/ruled.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { RuleDraft, RuleDrafts } from "./rule-draft.ts";
import { isLiveRule, type RuleRow } from "./rule-rows.ts";

/** What a hub has of rules, for those who weigh what is lost: its rules, and their pairs. */
export type RuleStanding = {
  readonly rules: readonly RuleRow["ref"][];
  readonly pairs: readonly RulePair[];
  /** VPCs that have the same of them, the first one's pairs standing for all. */
  readonly alike: readonly (readonly RulePair[])[];
  /** Accounts whose associations were not read: nobody knows who is served there. */
  readonly hasUnread: boolean;
};

/** `isServed`: the rule answers there, or will in a moment; `isObeyed`: its association was seen complete. */
export type RulePair = Pick<RuleOfVpc, "name" | "isSystem"> & {
  readonly vpc: VpcRef;
  readonly isServed: boolean;
  readonly isObeyed: boolean;
};

/** By hub; of those with `resolver`. */
export type RuleStandings = ReadonlyMap<Hub, RuleStanding>;

export const NO_RULES: RuleStanding = { rules: [], pairs: [], alike: [], hasUnread: false };

export function ruleStandingsOf(drafts: readonly Draft[], rules: RuleDrafts): RuleStandings {
  const hubs = drafts.map(({ hub }) => hub).filter(({ resolver }) => resolver);
  return new Map(hubs.map((hub) => [hub, standingOf(hub, rules.get(hub))]));
}

function standingOf(hub: Hub, rules: RuleDraft | undefined): RuleStanding {
  if (!rules) return { ...NO_RULES, hasUnread: true };
  const live = new Map(rules.rows.filter(isLiveRule).map((row) => [row.live.id, row.ref]));
  const pairs = rules.accounts.flatMap(({ seen }) =>
    (valueIn(seen)?.associations ?? []).flatMap(({ rule, vpc, status }) => {
      const ref = live.get(rule);
      return ref ? [pairOf(ref, vpcRef(vpc, hub.region), status)] : [];
    }),
  );
  const hasUnread = rules.accounts.some(({ seen }) => seen.kind !== "seen");
  return { rules: [...live.values()], pairs, alike: alikeOf(pairs), hasUnread };
}

function pairOf({ name, type }: RuleRef, vpc: VpcRef, status: string): RulePair {
  const isSystem = type === "SYSTEM" && ({ isSystem: true } as const);
  return { name, vpc, isServed: servesOrComes(status), isObeyed: status === COMPLETE, ...isSystem };
}

const COMPLETE = "COMPLETE";

function alikeOf(pairs: readonly RulePair[]): (readonly RulePair[])[] {
  const alike = new Map<string, readonly RulePair[]>();
  for (const own of Map.groupBy(pairs, ({ vpc }) => vpcKey(vpc)).values()) {
    const what = own.map((one) => `${one.name} ${one.isSystem} ${one.isServed} ${one.isObeyed}`);
    const key = what.sort().join();
    if (!alike.has(key)) alike.set(key, own);
  }
  return [...alike.values()];
}

/** Of VPCs that have the same, the rules that are in effect there, by their names. */
export type InEffect = readonly ReadonlyMap<ZoneName, RulePair>[];

/** Of two of a name, which a list may show while one follows the other, the one that forwards. */
export function inEffect(
  { alike }: Pick<RuleStanding, "alike">,
  isIt: (pair: RulePair) => boolean,
): InEffect {
  return alike.map((pairs) => {
    const own = pairs.filter(isIt).sort((a, b) => Number(!a.isSystem) - Number(!b.isSystem));
    return new Map(own.map((pair) => [pair.name, pair]));
  });
}

/** The rule of the hub that hands the name over to some VPC, with that VPC. */
export function handedOver(name: ZoneName, rules: InEffect): RulePair | undefined {
  for (const own of rules) {
    const rule = ruleOver(name, own);
    if (rule) return rule;
  }
  return undefined;
}

/** Names that a rule serves somebody: `now`, and `then`, when what the plan associates is obeyed. */
export function ruleServed(
  drafts: readonly Draft[],
  standings: RuleStandings,
  actions: readonly Action[],
): RuledNames {
  const joins = actions.filter((action) => action.kind === "associateRule");
  const coming = Map.groupBy(joins, ({ hub }) => hub);
  const now = new Set<string>();
  const then = new Set<string>();
  for (const { hub, endpoints } of drafts) {
    const standing = standings.get(hub) ?? NO_RULES;
    const today = inEffect(standing, ({ isServed, isSystem }) => isServed || isSystem === true);
    const joined = inEffect(joinedBy(standing, coming.get(hub.name) ?? []), () => true);
    for (const { zone } of endpoints.flatMap(({ names }) => names)) {
      if (handedOver(zone, today)) now.add(`${hub.name} ${zone}`);
      if (handedOver(zone, joined)) then.add(`${hub.name} ${zone}`);
    }
  }
  return { now, then };
}

/** What VPCs that gain a rule have of them then. */
function joinedBy(
  { pairs }: RuleStanding,
  joins: readonly Extract<Action, { kind: "associateRule" }>[],
): Pick<RuleStanding, "alike"> {
  const gains = joins.map(({ rule, vpc }) => pairOf(rule, vpc, COMPLETE));
  const joining = new Set(gains.map(({ vpc }) => vpcKey(vpc)));
  return { alike: alikeOf([...pairs.filter(({ vpc }) => joining.has(vpcKey(vpc))), ...gains]) };
}
