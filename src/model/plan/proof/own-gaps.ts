import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type OwnAction, ownActionKey } from "../../action/own.ts";
import { pairKey, type VpcRef, vpcKey } from "../../ids.ts";
import { type Changes, effectsOn } from "./changes.ts";
import { type Ground, opensOwnGap, zoneOf } from "./ground.ts";
import type { Need } from "./need.ts";

/**
 * A window between a spoke's own endpoint and zones closes by the plan that opens it (semantics 59): whatever was left out of the
 * plan, its VPC joins all zones right after the switch, which comes when their aliases are in DNS; or private DNS comes on when
 * the VPC has left them, which it does when AWS said that it may.
 */
export function ownGapNeeds(
  ground: Ground,
  changes: Changes,
  actions: readonly Action[],
): (action: Action) => readonly Need[] {
  const isAny = actions.some(({ kind }) => kind === "handOver" || kind === "takeBack");
  const joins = isAny ? joinsIn(actions) : new Map<string, Action>();
  const byKey = new Map(isAny ? actions.map((action) => [action.key, action] as const) : []);
  const back = actions.filter((action): action is TakeBack => action.kind === "takeBack");
  return (action) => {
    if (action.kind === "handOver") return action.joins ? joinsAll(changes, joins, action) : [];
    if (action.kind !== "disassociate" && action.kind !== "deleteZone") return [];
    const effects = effectsOn(ground, action).filter(({ vpc }) => opensOwnGap(ground, vpc, action));
    return effects.flatMap(({ vpc, name }) =>
      back.some(
        (one) =>
          isBy(one, vpc) &&
          one.urgent &&
          one.names.includes(name) &&
          isAfter(one, action.key, byKey) &&
          isTried(one, action, byKey),
      )
        ? []
        : [
            {
              action,
              keys: [],
              what: `private DNS of ${vpc.id}'s own endpoint may come on again, and does after it`,
            },
          ],
    );
  };
}

type TakeBack = Extract<OwnAction, { kind: "takeBack" }>;

function joinsIn(actions: readonly Action[]): ReadonlyMap<string, Action> {
  return new Map(
    actions.flatMap((action) =>
      action.kind === "associate" ? [[pairKey(action.zone.key, action.vpc), action] as const] : [],
    ),
  );
}

function joinsAll(
  { records }: Changes,
  joins: ReadonlyMap<string, Action>,
  action: Extract<OwnAction, { kind: "handOver" }>,
): Need[] {
  return (action.joins ?? []).flatMap((zone): Need[] => {
    const join = joins.get(pairKey(zone.key, action.vpc));
    if (!join?.urgent || !join.after.includes(action.key))
      return [{ action, keys: [], what: `${action.vpc.id} joins zone ${zone.name} right after it` }];
    const sure = records.get(zoneOf(zone))?.sure;
    return sure ? [{ action, keys: sure, what: `the aliases of zone ${zone.name} are in DNS` }] : [];
  });
}

function isBy({ vpc }: TakeBack, other: VpcRef): boolean {
  return vpcKey(vpc) === vpcKey(other);
}

/** Straight, or over one wait. */
function isAfter({ after }: Action, key: ActionKey, byKey: ReadonlyMap<ActionKey, Action>): boolean {
  return after.includes(key) || after.some((wait) => byKey.get(wait)?.after.includes(key));
}

function isTried({ own }: TakeBack, { after }: Action, byKey: ReadonlyMap<ActionKey, Action>): boolean {
  const key = ownActionKey("tryTakeBack", own);
  return byKey.has(key) && after.includes(key);
}
