import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type Effect, effectsOf } from "../../action/effects.ts";
import type { ResolverEndpointAction } from "../../action/resolver-endpoint.ts";
import { isKeptFrom, regionalDomain } from "../../desired/rule-mode.ts";
import { namesAbove } from "../../dns-name.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { vpcsIn } from "../estate/estate.ts";
import { isLeftView } from "../rules/chain/left-views.ts";
import { type Changes, ruleOf } from "./changes.ts";
import { type Ground, zoneOf } from "./ground.ts";
import type { Need } from "./need.ts";
import { departureNeeds, forwardNeeds } from "./resolver-needs.ts";
import { isWantedByRule, type OurRule, type RuleGround, type RulePair } from "./rule-ground.ts";
import { sureNeedsOf } from "./sure-rules.ts";
import { viewNeeds } from "./view-needs.ts";

type Of<K extends Action["kind"]> = Extract<Action, { kind: K }>;

/** What a step needs because of whom our rules answer, and by what (semantics 47, 50, 53, 54). */
export function ruleNeeds(
  ground: Ground,
  changes: Changes,
  actions: readonly Action[],
): (action: Action) => readonly Need[] {
  const { rules, clients, hubs } = ground.rules;
  if (hubs.size === 0) return () => [];
  const settled = settlingOf(actions);
  const takenOver = sureNeedsOf(ground, changes, actions);
  const coming = Map.groupBy(actions.filter(gives), ({ rule }) => ruleOf(rule));
  const sure = Map.groupBy(actions.filter(isSure), ({ rule }) => ruleOf(rule));
  const isLeft = (action: Action, rule: OurRule) => forgotten(ground, sure, action, rule);
  const isMoved = (action: Action, vpc: VpcRef, name: ZoneName) =>
    movedFrom(ground.rules, vpc, name).map((rule) => ({
      action,
      keys: (sure.get(rule.id) ?? []).map(({ key }) => key),
      what: `rule ${rule.row.ref.name} has not led to ${vpc.id} for a minute`,
    }));
  const ofRule = (id: string) => clients.get(rules.get(id) as OurRule) ?? [];
  const ofForward = (action: Of<"updateRule">) => {
    const rule = rules.get(ruleOf(action.rule));
    if (!rule) return [];
    return [...forwardNeeds(action, rule.hub, rule.row.live), ...viewNeeds(ground, changes, action, rule)];
  };
  const ofDeparture = (action: ResolverEndpointAction) => {
    const hub = hubs.get(action.hub);
    return hub ? departureNeeds(action, hub, actions) : [];
  };
  return (action) => {
    switch (action.kind) {
      case "associateRule":
        return settles(ground, action, settled.get(ruleOf(action.rule)));
      case "createZone":
        return [...beginsUnasked(ground, isLeft, action), ...isMoved(action, action.vpc, action.zone.name)];
      case "updateRule":
        return ofForward(action);
      case "removeResolverAddress":
      case "deleteResolverEndpoint":
        return ofDeparture(action);
      case "deleteRule":
        return [
          ...ofRule(ruleOf(action.rule)).map((pair) => leaves(changes, action, pair)),
          ...isLeft(action, rules.get(ruleOf(action.rule)) as OurRule),
        ];
      case "removeFromShare":
        return reached(ground, action).map((pair) => leaves(changes, action, pair));
      default:
        return effectsOf(action, (zone) => vpcsIn(ground.views.get(zoneOf(zone))))
          .filter(({ change }) => change === "loss")
          .flatMap((effect) => [
            ...answersFor(ground, changes, { coming, isLeft, isMoved }, action, effect),
            ...takenOver(action, effect),
          ]);
    }
  };
}

/** By rule: the waits for it, where the plan changes it those that come after the change. */
function settlingOf(actions: readonly Action[]): ReadonlyMap<string, readonly ActionKey[]> {
  const updates = new Map(
    actions.flatMap((a) => (a.kind === "updateRule" ? [[ruleOf(a.rule), a.key] as const] : [])),
  );
  const settled = new Map([...updates.keys()].map((rule): [string, ActionKey[]] => [rule, []]));
  for (const action of actions) {
    if (action.kind !== "awaitRule") continue;
    const rule = ruleOf(action.rule);
    const update = updates.get(rule);
    if (update === undefined || action.after.includes(update))
      settled.set(rule, [...(settled.get(rule) ?? []), action.key]);
  }
  return settled;
}

/** While its targets spread some of the endpoint's interfaces have the old ones (semantics 46: COMPLETE). */
function settles(
  { rules }: Ground,
  action: Of<"associateRule">,
  keys: readonly ActionKey[] | undefined,
): Need[] {
  const rule = rules.rules.get(ruleOf(action.rule));
  const isUpdating = rule?.row.live?.status === "UPDATING";
  return [
    ...(keys || isUpdating ? [{ action, keys: keys ?? [], what: "the rule is COMPLETE" }] : []),
    ...(rule && rule.views.length > 1 ? [{ action, keys: [], what: "the rule leads into one VPC" }] : []),
  ];
}

/** Outside of the hub's account a rule answers by the share alone. */
function reached({ rules: { rules, pairs } }: Ground, action: Of<"removeFromShare">): RulePair[] {
  const ids = new Set(action.rules.map(ruleOf));
  const principals = new Set<string>(action.principals);
  return [...pairs.values()]
    .flat()
    .filter(({ rule, account }) => rules.has(rule.id) && account !== action.account)
    .filter(({ rule, account }) => ids.has(rule.id) || principals.has(account));
}

function gives(action: Action): action is Of<"associateRule"> {
  return action.kind === "associateRule";
}

function isSure(action: Action): action is Of<"awaitSure"> {
  return action.kind === "awaitSure";
}

/** What a step needs because nobody is seen with a rule: that so they were a minute ago, for resolvers forget later than lists. */
type IsLeft = (action: Action, rule: OurRule) => readonly Need[];

function forgotten(
  { rules }: Ground,
  sure: ReadonlyMap<string, readonly Action[]>,
  action: Action,
  rule: OurRule,
): Need[] {
  if (!rule.row.live || rules.clients.has(rule)) return [];
  const keys = (sure.get(rule.id) ?? []).map(({ key }) => key);
  return [{ action, keys, what: `nobody has been seen with rule ${rule.row.ref.name} for a minute` }];
}

/** Documents accept that names are dark while the hub's private DNS gives way. */
function isAccepted({ gaps }: Ground, action: Action): boolean {
  return action.kind === "turnOffPrivateDns" && gaps.has(action.endpoint ?? "");
}

function leaves({ byVpc }: Changes, action: Action, { rule, vpc }: RulePair): Need {
  const loss = byVpc.get(vpcKey(vpc))?.touched.get(rule.id)?.loss;
  return { action, keys: loss?.sure ?? [], what: `rule ${rule.row.ref.name} answers ${vpc.id} no more` };
}

/** A zone begins without its aliases: its first VPC is one that nobody asks for its name by a rule, or the plan names the window. */
function beginsUnasked({ rules, windows }: Ground, isLeft: IsLeft, action: Of<"createZone">): Need[] {
  if (windows.has(action.key)) return [];
  const leading = leadingTo(rules, action.vpc, action.zone.name);
  const asking = leading.flatMap((rule) => clientsFor(rules, rule, action.zone.name));
  return [
    ...asking.map(({ vpc, rule }) => ({
      action,
      keys: [],
      what: `${vpc.id} asks its first VPC ${action.vpc.id} by rule ${rule.row.ref.name} no more`,
    })),
    ...leading.flatMap((rule) => isLeft(action, rule)),
  ];
}

/** Rules of the name, or of one above, that hand over what the VPC answers. */
function leadingTo({ named }: RuleGround, vpc: VpcRef, name: ZoneName): OurRule[] {
  const key = vpcKey(vpc);
  const over = [name, ...namesAbove(name)].flatMap((domain) => named.get(domain) ?? []);
  return over.filter(
    ({ views, row }) => row.ref.type === "FORWARD" && views.some((one) => vpcKey(one) === key),
  );
}

/** Those who want the name of it, or would not answer it by themselves as before: the Region's rule hands over every name. */
function clientsFor(rules: RuleGround, rule: OurRule, name: ZoneName): readonly RulePair[] {
  const { hub } = rule.hub;
  const clients = rules.clients.get(rule) ?? [];
  if (rule.row.ref.name !== regionalDomain(hub)) return clients;
  return clients.filter(
    ({ vpc }) => isWantedByRule(rules, vpc, name) || rules.silent.has(`${vpc.id} ${name}`),
  );
}

/** Those that may have handed over a moment ago what that VPC answers: an inbound endpoint stands there. */
function movedFrom(rules: RuleGround, vpc: VpcRef, name: ZoneName): OurRule[] {
  const over = [name, ...namesAbove(name)].flatMap((domain) => rules.named.get(domain) ?? []);
  return over.filter(
    ({ hub, row }) =>
      row.live &&
      row.ref.type === "FORWARD" &&
      !isKeptFrom(row.ref.name, name, hub.hub) &&
      isLeftView(hub.draft, vpc),
  );
}

type Asking = {
  readonly coming: ReadonlyMap<string, readonly Of<"associateRule">[]>;
  readonly isLeft: IsLeft;
  readonly isMoved: (action: Action, vpc: VpcRef, name: ZoneName) => readonly Need[];
};

/**
 * What a view VPC loses, whoever has a rule that leads there loses too (semantics 47). The Region's rule hands over every name,
 * and keeps those that somebody wants there.
 */
function answersFor(
  ground: Ground,
  changes: Changes,
  { coming, isLeft, isMoved }: Asking,
  action: Action,
  { vpc, name, by }: Effect,
): readonly Need[] {
  if (by.kind === "rule" || isAccepted(ground, action)) return [];
  const key = vpcKey(vpc);
  const place = by.kind === "zone" ? zoneOf(by.zone) : `${by.endpoint.id ?? by.endpoint.key} ${name}`;
  const loss = changes.byVpc.get(key)?.touched.get(place)?.loss;
  if (loss && loss.action !== action) return [];
  const ofLeading = leadingTo(ground.rules, vpc, name).flatMap((rule) => {
    const { hub } = rule.hub;
    const isWide = rule.row.ref.name === regionalDomain(hub);
    if (isWide && isKeptFrom(rule.row.ref.name, name, hub)) return [];
    const held = clientsFor(ground.rules, rule, name);
    const unread =
      isWide || !rule.row.live ? [] : rule.hub.accounts.filter(({ seen }) => seen.kind !== "seen");
    return [
      ...held.map((pair) => leaves(changes, action, pair)),
      ...isLeft(action, rule),
      ...(coming.get(rule.id) ?? []).map((join) => ({
        action,
        keys: [],
        what: `${join.vpc.id} is not given its rule meanwhile`,
      })),
      ...unread.map(({ account }) => ({
        action,
        keys: [],
        what: `nobody in account ${account} has its rule`,
      })),
    ];
  });
  return [...ofLeading, ...isMoved(action, vpc, name)];
}
