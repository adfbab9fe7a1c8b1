import type { Action } from "../../action/action.ts";
import { type Effect, effectsOf } from "../../action/effects.ts";
import { pairKey, type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { type Estate, vpcsIn } from "../estate/estate.ts";
import { viewIdsOf } from "../wanted/resolver/sides.ts";
import { handsOver } from "./associations.ts";
import { hasLeftViews, isLeftView } from "./chain/left-views.ts";
import { viewRefOf } from "./chain/views.ts";
import type { RuleDraft, RuleDrafts } from "./rows/rule-draft.ts";
import { isLiveRule, type LiveRule } from "./rows/rule-rows.ts";
import { awaitSure } from "./switching/exit.ts";

/**
 * What a view VPC answers is taken away a minute after a list of this pass showed nobody with a rule that hands it over: lists show
 * sooner that an association is gone than the VPC's resolver forgets it, and no read tells when it went (semantics 54). Nor does
 * such a rule itself go before.
 */
export function viewLast(
  estate: Estate,
  drafts: RuleDrafts,
  actions: readonly Action[],
): { readonly actions: readonly Action[]; readonly waits: readonly Action[] } {
  const views = rulesLeft(drafts);
  if (views.size === 0 && ![...drafts.values()].some(hasLeftViews)) return { actions, waits: [] };
  const all = [...new Set([...views.values()].flat())];
  const moved = (vpc: VpcRef) => [...drafts.values()].flatMap((rules) => movedFrom(rules, vpc));
  const taken = takenBy(estate, actions);
  const waits: Action[] = [];
  const inOrder = actions.map((action): Action => {
    const rules =
      action.kind === "deleteRule"
        ? all.filter(({ live }) => live.id === action.rule.live?.id)
        : taken(action).flatMap(({ vpc, name }) =>
            [...(views.get(vpcKey(vpc)) ?? []), ...moved(vpc)].filter((row) => handsOver(row, name)),
          );
    if (rules.length === 0) return action;
    const sure = [...new Set(rules)].map((row) => ({
      ...awaitSure(row),
      because: all.includes(row) ? NOBODY : MOVED,
    }));
    waits.push(...sure);
    return { ...action, after: [...action.after, ...sure.map(({ key }) => key)] };
  });
  return { actions: inOrder, waits };
}

const NOBODY = "nobody is seen to have it, and resolvers may obey it a minute longer than lists show it";

const MOVED = "it leads elsewhere now, and queries may be on their way to that VPC for a while";

/** By view VPC: rules that lead there and that no list shows with anybody. */
function rulesLeft(drafts: RuleDrafts): ReadonlyMap<string, readonly LiveRule[]> {
  const left = [...drafts.values()].flatMap((rules) => {
    const unused = rules.rows.filter(isLiveRule).filter(({ live }) => !rules.uses.has(live.id));
    const views = viewIdsOf(rules).map((id) => vpcKey(viewRefOf(rules, id)));
    return unused.flatMap((row) => views.map((view) => ({ row, view })));
  });
  const views = Map.groupBy(left, ({ view }) => view);
  return new Map([...views].map(([view, own]) => [view, own.map(({ row }) => row)]));
}

/** Rules that may have handed over a moment ago what that VPC answers, for an inbound endpoint stands there. */
function movedFrom(rules: RuleDraft, vpc: VpcRef): LiveRule[] {
  return isLeftView(rules.draft, vpc) ? rules.rows.filter(isLiveRule) : [];
}

type Taken = { readonly vpc: VpcRef; readonly name: ZoneName };

/** The answers that each action takes from VPCs. A zone that begins has none yet; with one that goes goes only who has not left it. */
function takenBy(estate: Estate, actions: readonly Action[]): (action: Action) => readonly Taken[] {
  const losses = (action: Action) => effectsOf(action).filter(({ change }) => change === "loss");
  const left = new Set(actions.flatMap((action) => losses(action).flatMap(placeOf)));
  return (action) => {
    switch (action.kind) {
      case "createZone":
        return [{ vpc: action.vpc, name: action.zone.name }];
      case "deleteZone": {
        const { zone } = action;
        const members = zone.id === undefined ? [] : vpcsIn(estate.ours(zone.id)?.live);
        return members
          .filter((vpc) => !left.has(pairKey(zone.key, vpc)))
          .map((vpc) => ({ vpc, name: zone.name }));
      }
      default:
        return losses(action);
    }
  };
}

function placeOf({ by, vpc }: Effect): string[] {
  return by.kind === "zone" ? [pairKey(by.zone.key, vpc)] : [];
}
