import type { Action } from "../../action/action.ts";
import { isKeptFrom } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { type VpcRef, vpcKey, type ZoneName, zoneNameOf } from "../../ids.ts";
import { holdersIn } from "../resolution/carriers.ts";
import { hiddenBeneath } from "../resolution/shadow.ts";
import { DEAD, PRIVATE } from "./carrier.ts";
import { answerBehind, carriersOf, viewPlace } from "./carriers.ts";
import type { Changes } from "./changes.ts";
import type { Ground } from "./ground.ts";
import type { Need } from "./need.ts";
import { type OurRule, viewsAt } from "./rule-ground.ts";

type Pointing = Extract<Action, { kind: "updateRule" }>;

/**
 * A rule that gets targets in another VPC, or keeps only those there, hands over what is answered there, to all who have it: that
 * VPC has to answer every name as well as any that it leads to today, for sure, and to lose none of it by the same plan
 * (semantics 46, 51).
 */
export function viewNeeds(ground: Ground, changes: Changes, action: Pointing, rule: OurRule): Need[] {
  const then = viewsAt(rule.hub, action.forward.targets);
  const before: Keys = new Set(rule.views.map(vpcKey));
  const after: Keys = new Set(then.map(vpcKey));
  if (rule.isDead || (before.isSubsetOf(after) && after.isSubsetOf(before))) return [];
  const names = namesIn(ground, changes, rule, [...rule.views, ...then]);
  return then.flatMap((view) => {
    const isNew = !before.has(vpcKey(view));
    return names.flatMap((name) => needsAt(ground, changes, { action, rule, view, isNew, name }));
  });
}

type Keys = ReadonlySet<string>;

/** What is known beneath the rule's name, but for what documents keep from it. */
function namesIn(ground: Ground, changes: Changes, { row, hub }: OurRule, views: readonly VpcRef[]) {
  const { name } = row.ref;
  const { draft } = hub;
  const documents = draft.endpoints.map(({ document }) => document);
  const places = views.map((view) => viewPlace(ground, changes, view));
  const known = [
    name,
    ...draft.endpoints.flatMap((endpoint) => endpoint.names.map(({ zone }) => zoneNameOf(zone))),
    ...hiddenBeneath(name, "", draft.view, documents).map((one) => one.name as ZoneName),
    ...ground.named.keys(),
    ...places.flatMap(({ others, named }) => [...holdersIn(others).map((one) => one.name), ...named.keys()]),
  ];
  return [...new Set(known)].filter((one) => liesIn(one, name) && !isKeptFrom(name, one, hub.hub));
}

type At = {
  readonly action: Pointing;
  readonly rule: OurRule;
  readonly view: VpcRef;
  /** It leads there from now on. */
  readonly isNew: boolean;
  readonly name: ZoneName;
};

function needsAt(ground: Ground, changes: Changes, { action, rule, view, isNew, name }: At): Need[] {
  const grades = rule.views.map(
    (one) => answerBehind(ground, changes, { views: [one] }, name)?.grade ?? DEAD,
  );
  const today = Math.max(DEAD, ...grades);
  if (today === DEAD) return [];
  const carriers = carriersOf(ground, changes, viewPlace(ground, changes, view), name);
  const first = carriers.findIndex(({ present }) => present === "seen");
  const answer = carriers[first];
  const isAsGood = carriers.slice(0, first + 1).every(({ grade, loss }) => grade >= today && !loss);
  if (!answer || !isAsGood)
    return [
      {
        action,
        keys: [],
        what: `${view.id} answers ${name} as well as where rule ${rule.row.ref.name} leads`,
      },
    ];
  if (!isNew || today !== PRIVATE || !answer.listed) return [];
  return [{ action, keys: answer.listed, what: `${view.id} has answered ${name} for a while` }];
}
