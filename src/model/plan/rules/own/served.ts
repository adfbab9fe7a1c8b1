import type { Action, ActionKey, RuleRef } from "../../../action.ts";
import { valueIn } from "../../../failure.ts";
import { vpcKey, vpcRef, type ZoneName } from "../../../ids.ts";
import type { VpcView } from "../../../observed.ts";
import type { Estate } from "../../estate/estate.ts";
import { resolutionOf } from "../../resolution/answer.ts";
import { associationOf, type RuleDraft } from "../rule-draft.ts";
import { isLiveRule, type LiveRule, type WantedRule } from "../rule-rows.ts";
import type { RuleFor } from "../switching/covers.ts";
import { awaitSure } from "../switching/exit.ts";
import type { RuleObstacles } from "../switching/obstacles.ts";
import type { Owned } from "./owned.ts";

/** What answers instead of the endpoint, and what has to have succeeded before it alone does. */
export type Served = {
  readonly rules: readonly RuleRef[];
  readonly after: readonly ActionKey[];
  readonly waits: readonly Action[];
};

export type ServedContext = {
  readonly estate: Estate;
  readonly rules: RuleDraft;
  readonly ruleFor: RuleFor;
  readonly obstacleOf: RuleObstacles;
};

/**
 * Whether rules of the hub answer each of its names in the VPC, by what was read, and nobody else would once it is silent; if not,
 * why.
 */
export function servedBy(context: ServedContext, owned: Owned): Served | string {
  const { estate, rules } = context;
  const { spoke, view: own, names } = owned;
  const account = rules.accountOf.get(spoke);
  if (!valueIn(account?.seen)) return `the associations of account ${spoke.account} could not be read`;
  const view = valueIn(estate.observed.vpcs.get(vpcKey(vpcRef(spoke.vpc, spoke.region))));
  const unread = view && [view.rules, view.zones, view.privateDns].some(({ kind }) => kind === "unreadable");
  if (!view || unread) return `what else answers in ${spoke.vpc} was not read`;
  const rest = without(view, own.id);
  const serving = new Set<LiveRule>();
  for (const name of names) {
    const rule = context.ruleFor(spoke, name);
    const why = rule ? notServing(context, rule, owned, name, rest) : `no rule is wanted for ${name}`;
    if (why) return why;
    serving.add(rule as LiveRule);
  }
  const waits = [...serving].map(awaitSure);
  return { rules: [...serving].map(({ ref }) => ref), after: waits.map(({ key }) => key), waits };
}

function notServing(
  { rules, obstacleOf }: ServedContext,
  rule: WantedRule,
  { spoke }: Owned,
  name: ZoneName,
  rest: VpcView,
): string | undefined {
  const status = associationOf(rule, spoke.vpc, rules.accountOf.get(spoke))?.status;
  if (!isLiveRule(rule) || status !== "COMPLETE")
    return `rule ${rule.ref.name}, which is to answer instead, is not seen to be COMPLETE there`;
  const obstacle = obstacleOf(rule);
  if (obstacle) return obstacle;
  const { by } = resolutionOf(name, rest, () => undefined);
  if (by.kind === "rule" && by.id === rule.live.id) return undefined;
  const other = by.kind === "public" ? "the public DNS" : `${by.kind} ${by.id} (${by.name})`;
  return `${other} would answer ${name} there, and not rule ${rule.ref.name}`;
}

/** As if it had no private DNS; a zone that AWS keeps for it goes with that. */
function without(view: VpcView, id: string): VpcView {
  const all = valueIn(view.privateDns) ?? [];
  const held = new Set(all.find(({ endpoint }) => endpoint === id)?.names);
  const zones = (valueIn(view.zones) ?? []).filter(
    ({ name, owner }) => owner.service === undefined || !held.has(name),
  );
  return {
    ...view,
    privateDns: { kind: "seen", value: all.filter(({ endpoint }) => endpoint !== id) },
    zones: { kind: "seen", value: zones },
  };
}
