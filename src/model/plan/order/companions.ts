import { type Action, awaitedBy } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { vpcKey } from "../../ids.ts";

/**
 * The chosen actions of a plan, in its order, with what they wait for, and with what follows them in the plan and must
 * not be put off:
 *
 * | chosen | goes with it, lest |
 * |---|---|
 * | authorize | the end of that authorization: it would let the VPC associate again unasked (semantics 17) |
 * | createZone, changeRecords | the zone's aliases, the wait for them, its tags: its first VPC would be without the name (1) |
 * | disassociate, move, deleteZone | the same VPC's joining another zone of the name: it would lose the name (7) |
 * | turnOffPrivateDns | all of that endpoint: the hub VPC takes over right after the switch (30) |
 * | any | what waits for it and is urgent: a name does not resolve until that is done |
 */
export function withCompanions(actions: readonly Action[], chosen: readonly Action[]): Action[] {
  const index = indexOf(actions);
  const taken = new Set<Action>();
  const next = [...chosen];
  for (let action = next.pop(); action; action = next.pop()) {
    if (taken.has(action)) continue;
    taken.add(action);
    for (const key of awaitedBy(action)) {
      const earlier = index.byKey.get(key);
      if (earlier) next.push(earlier);
    }
    for (const place of followedAt(action)) next.push(...(index.followers.get(place) ?? []));
    next.push(
      ...(index.waiting.get(action.key) ?? []).filter((later) => later.urgent || rejoins(action, later)),
    );
  }
  return actions.filter((action) => taken.has(action));
}

type Index = {
  readonly byKey: ReadonlyMap<ActionKey, Action>;
  /** What waits for an action. */
  readonly waiting: ReadonlyMap<ActionKey, readonly Action[]>;
  /** By the places that `followsAt` and `followedAt` name. */
  readonly followers: ReadonlyMap<string, readonly Action[]>;
};

function indexOf(actions: readonly Action[]): Index {
  const waiting = new Map<ActionKey, Action[]>();
  const followers = new Map<string, Action[]>();
  const put = (map: Map<string, Action[]>, key: string, action: Action) => {
    const list = map.get(key);
    if (list) list.push(action);
    else map.set(key, [action]);
  };
  for (const action of actions) {
    for (const key of awaitedBy(action)) put(waiting, key, action);
    for (const place of followsAt(action)) put(followers, place, action);
  }
  return { byKey: new Map(actions.map((action) => [action.key, action])), waiting, followers };
}

/** The places at which an action has to follow another one that was chosen. */
function followsAt(action: Action): string[] {
  const whole = `endpoint ${action.hub} ${action.endpoint}`;
  switch (action.kind) {
    case "deauthorize":
      return [`leave ${action.zone.key} ${vpcKey(action.vpc)}`, whole];
    case "changeRecords":
    case "tagZone":
    case "awaitInsync":
      return [`zone ${action.zone.key}`, whole];
    case "createZone":
    case "associate":
    case "move":
      return [`name ${action.zone.name} ${vpcKey(action.vpc)}`, whole];
    default:
      return [whole];
  }
}

function followedAt(action: Action): string[] {
  switch (action.kind) {
    case "authorize":
      return [`leave ${action.zone.key} ${vpcKey(action.vpc)}`];
    case "createZone":
    case "changeRecords":
      return [`zone ${action.zone.key}`];
    case "disassociate":
    case "move":
      return [`name ${action.zone.name} ${vpcKey(action.vpc)}`];
    case "turnOffPrivateDns":
      return action.endpoint === undefined ? [] : [`endpoint ${action.hub} ${action.endpoint}`];
    default:
      return [];
  }
}

/** A zone takes its last VPC along, whoever that is; it joins another one of the name when the zone is gone. */
function rejoins(earlier: Action, later: Action): boolean {
  if (earlier.kind !== "deleteZone" || !("zone" in later)) return false;
  const brings = later.kind === "associate" || later.kind === "move" || later.kind === "createZone";
  return brings && later.zone.name === earlier.zone.name;
}
