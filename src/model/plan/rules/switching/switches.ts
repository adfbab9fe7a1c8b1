import type { Hub, Spoke } from "../../../desired/types.ts";
import { type VpcId, vpcRef } from "../../../ids.ts";
import { isMember, vpcsIn } from "../../estate/estate.ts";
import { serves } from "../../estate/name-states.ts";
import type { Draft } from "../../wanted/draft.ts";
import { isLive, type LiveRow } from "../../wanted/zones/zone-row.ts";
import { deadRulesOf } from "../chain/aim.ts";
import { associationOf, type RuleAccount, type RuleDraft, type RuleDrafts } from "../rows/rule-draft.ts";
import { isLiveRule, type LiveRule, type RuleRow } from "../rows/rule-rows.ts";
import { type RuleFor, ruleForOf, rulesFor, type ZonesFor, zonesForOf } from "./covers.ts";

/**
 * A spoke that is served by what its document no longer asks for, while something else of ours is to serve the same names:
 * zones instead of rules, rules instead of zones, or the other kind of rules. It has both until the new is seen to serve;
 * how far it is follows from reads alone, so a pass that dies is gone on with, and a commit that is taken back turns it round
 * (semantics 58).
 */
export type Switch = {
  readonly spoke: Spoke;
  /** How much of what is to serve instead is there: none, some, or all of it. */
  readonly phase: "before" | "midway" | "served";
};

/** By hub; spokes in the order of their documents. */
export type Switches = ReadonlyMap<Hub, readonly Switch[]>;

/** `observed`: as far as it is known yet. From rules that nobody answers all spokes go at once, and none of them waits for a wave. */
export function switchesOf(
  drafts: readonly Draft[],
  ruleDrafts: RuleDrafts,
  observed: Parameters<typeof deadRulesOf>[0] = {},
): Switches {
  const known = {
    holding: zonesHolding(drafts, ruleDrafts),
    zonesFor: zonesForOf(drafts.flatMap((d) => d.zones)),
  };
  return new Map(
    [...ruleDrafts].map(([hub, rules]) => {
      const isDead = deadRulesOf(observed, rules);
      const active = rules.all.filter(({ suspend, endpoints }) => !suspend && endpoints.length > 0);
      const live = rules.rows.filter(isLiveRule);
      const context = { ...known, rules, live, ruleFor: ruleForOf(rules), isDead };
      return [hub, active.flatMap((spoke) => switchOf(context, spoke) ?? [])] as const;
    }),
  );
}

type Context = {
  readonly rules: RuleDraft;
  readonly live: readonly LiveRule[];
  readonly holding: ReadonlyMap<VpcId, readonly LiveRow[]>;
  readonly ruleFor: RuleFor;
  readonly zonesFor: ZonesFor;
  readonly isDead: (row: LiveRule) => boolean;
};

function switchOf(context: Context, spoke: Spoke): Switch | undefined {
  const phase = phaseOf(spoke.mode === "resolver-rule" ? byRules(context, spoke) : byZones(context, spoke));
  return phase && { spoke, phase };
}

/** Undefined: there is nothing to serve instead of something. */
export function phaseOf(covers: readonly Cover[]): Switch["phase"] | undefined {
  if (covers.length === 0) return undefined;
  if (covers.every((one) => one === "serves")) return "served";
  return covers.every((one) => one === "absent") ? "before" : "midway";
}

export type Cover = "serves" | "comes" | "absent";

/** For each zone and each other rule that the VPC still has: how far the rule is that is to answer instead. */
function byRules({ rules, live, holding, ruleFor }: Context, spoke: Spoke): Cover[] {
  const account = rules.accountOf.get(spoke);
  const own = new Set<RuleRow>(rules.wantedBy.get(spoke));
  const others = live.filter((row) => !own.has(row) && associationOf(row, spoke.vpc, account));
  const covers = [
    ...(holding.get(spoke.vpc) ?? []).flatMap(({ ref }) => ruleFor(spoke, ref.name) ?? []),
    ...others.flatMap(({ ref }) => rulesFor(rules, ruleFor, spoke, ref)),
  ];
  return covers.map((row) => coverBy(row, spoke.vpc, account));
}

export function coverBy(row: RuleRow, vpc: VpcId, account: RuleAccount | undefined): Cover {
  const status = associationOf(row, vpc, account)?.status;
  return status === undefined ? "absent" : status === "COMPLETE" ? "serves" : "comes"; // or has failed: it has begun
}

/** For each rule that the VPC still has, and that somebody answers: how far the zones are. */
function byZones({ rules, live, zonesFor, isDead }: Context, spoke: Spoke): Cover[] {
  const vpc = vpcRef(spoke.vpc, spoke.region);
  const account = rules.accountOf.get(spoke);
  const rest = live.filter((row) => associationOf(row, vpc.id, account) && !isDead(row));
  return rest.flatMap(({ ref }) =>
    zonesFor(vpc.id, ref.name).map((zone): Cover => {
      if (!isLive(zone) || !isMember(zone, vpc)) return "absent";
      return serves(zone) ? "serves" : "comes";
    }),
  );
}

/** The zones of ours that a VPC was seen in, of whichever hub. Nobody asks where no spoke is of rule mode. */
function zonesHolding(
  drafts: readonly Draft[],
  ruleDrafts: RuleDrafts,
): ReadonlyMap<VpcId, readonly LiveRow[]> {
  const holding = new Map<VpcId, LiveRow[]>();
  const asked = new Set([...ruleDrafts.values()].flatMap(({ spokes }) => spokes.map(({ vpc }) => vpc)));
  if (asked.size === 0) return holding;
  for (const draft of drafts)
    for (const row of [...draft.zones.filter(isLive), ...draft.leftovers])
      for (const { id } of vpcsIn(row.live))
        if (asked.has(id)) holding.set(id, [...(holding.get(id) ?? []), row]);
  return holding;
}
