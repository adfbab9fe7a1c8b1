import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type Effect, effectsOf } from "../../action/effects.ts";
import type { RuleRef, ZoneKey } from "../../action/refs.ts";
import type { Forward } from "../../action/rule.ts";
import { namesAbove } from "../../dns-name.ts";
import { pairKey, type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import { isAnchor, vpcsIn } from "../estate/estate.ts";
import type { Carrier, Change, Place, Touched } from "./carrier.ts";
import { type Ground, zoneOf } from "./ground.ts";
import type { OurRule } from "./rule-ground.ts";

/** All that a plan does to VPCs' carriers. */
export type Changes = {
  /** VPC → its carriers that the plan touches, by id. */
  readonly byVpc: ReadonlyMap<
    string,
    { readonly vpc: VpcRef; readonly touched: ReadonlyMap<string, Touched> }
  >;
  /** Waits for what an earlier pass did, or this plan, by zone or rule and VPC. */
  readonly waits: Waits;
  /** By zone: the changes of records that clients of the zone have to wait for, and until when. */
  readonly records: ReadonlyMap<string, Change>;
  readonly deletions: ReadonlyMap<string, Action>;
  /** By rule: where it leads afterwards. */
  readonly forwards: ReadonlyMap<string, Forward>;
  readonly asked: Asked;
  /** A plan changes a carrier once: these would do so a second time. */
  readonly again: readonly Action[];
};

/** What was worked out once is asked for again, of VPC after VPC. */
export type Asked = {
  /** By VPC and name. */
  readonly answers: Map<string, Carrier | undefined>;
  readonly views: Map<string, Place>;
  readonly belowRules: Map<OurRule, readonly ZoneName[]>;
  /** What a rule is to a name, whoever has it. */
  readonly ruleCarriers: Map<OurRule, Map<ZoneName, RuleCarrier>>;
  /** A name and those above it. */
  readonly paths: Map<ZoneName, readonly ZoneName[]>;
};

/** `listed`: the waits for the view VPC's own zone, if it is one. */
export type RuleCarrier = Omit<Carrier, "present" | "gain" | "loss">;

export type Waits = {
  /** Of this plan's own change. */
  after(zone: ZoneKey, vpc: VpcRef | undefined, key: ActionKey): readonly ActionKey[];
  /** Of what was done before it. */
  earlier(zone: ZoneKey, vpc: VpcRef): readonly ActionKey[];
  /** Of whatever VPC. */
  earlierIn(zone: ZoneKey): readonly ActionKey[];
};

export function* changesOf(ground: Ground, actions: readonly Action[]): Turns<Changes> {
  const waits = yield* waitsOf(actions);
  const records = recordsOf(actions, waits);
  yield;
  const byVpc = new Map<string, VpcChanges>();
  const again: Action[] = [];
  yield* eachInTurns(actions, (action) => {
    for (const effect of effectsOn(ground, action)) {
      const key = vpcKey(effect.vpc);
      const entry = byVpc.get(key) ?? { vpc: effect.vpc, touched: new Map() };
      byVpc.set(key, entry);
      if (!take(entry.touched, effect, action, { waits, records })) again.push(action);
    }
  });
  yield;
  const asked: Asked = {
    answers: new Map(),
    views: new Map(),
    belowRules: new Map(),
    ruleCarriers: new Map(),
    paths: new Map(),
  };
  const forwards = forwardsOf(actions);
  return { byVpc, waits, records, deletions: deletionsIn(actions), forwards, asked, again };
}

type VpcChanges = { readonly vpc: VpcRef; readonly touched: Map<string, Touched> };

/** On whom an action has an effect. Nobody resolves through an anchor. */
export function effectsOn(ground: Ground, action: Action): readonly Effect[] {
  const effects = effectsOf(action, (zone) => vpcsIn(ground.views.get(zoneOf(zone))));
  return effects.filter(({ vpc, by }) => by.kind !== "zone" || !isOfAnchor(ground, zoneOf(by.zone), vpc));
}

/** Answers false where the plan has done something to that carrier already. With a zone goes only who is left in it. */
function take(
  touched: Map<string, Touched>,
  { change, vpc, name, by }: Effect,
  action: Action,
  known: Pick<Changes, "waits" | "records">,
): boolean {
  const id = idOf(by);
  const place = by.kind === "privateDns" ? `${id} ${name}` : id;
  if (touched.has(place)) return action.kind === "deleteZone";
  touched.set(place, { id, name, kind: by.kind, [change]: { action, sure: sureBy(by, action, vpc, known) } });
  return true;
}

function idOf(by: Effect["by"]): string {
  switch (by.kind) {
    case "zone":
      return zoneOf(by.zone);
    case "rule":
      return ruleOf(by.rule);
    case "privateDns":
      return by.endpoint.id ?? by.endpoint.key;
  }
}

function sureBy(
  by: Effect["by"],
  action: Action,
  vpc: VpcRef,
  known: Pick<Changes, "waits" | "records">,
): readonly ActionKey[] {
  switch (by.kind) {
    case "zone":
      return sureOf(action, by.zone.key, vpc, known);
    case "rule":
      return known.waits.after(by.rule.key, vpc, action.key);
    case "privateDns":
      return action.kind === "takeBack" ? known.waits.after(by.endpoint.key, vpc, action.key) : [action.key];
  }
}

/** By its id, or by its key until it is made. */
export function ruleOf({ live, key }: RuleRef): string {
  return live?.id ?? key;
}

function forwardsOf(actions: readonly Action[]): Changes["forwards"] {
  return new Map(
    actions.flatMap((action) => {
      const isLed = action.kind === "createRule" || action.kind === "updateRule";
      return isLed && action.forward ? [[ruleOf(action.rule), action.forward] as const] : [];
    }),
  );
}

function deletionsIn(actions: readonly Action[]): ReadonlyMap<string, Action> {
  return new Map(
    actions.flatMap((action) =>
      action.kind === "deleteZone" ? [[zoneOf(action.zone), action] as const] : [],
    ),
  );
}

function isOfAnchor({ rows }: Ground, zone: string, vpc: VpcRef): boolean {
  const row = rows.get(zone);
  return row !== undefined && isAnchor(row.hub, vpc);
}

/** A zone begins to answer its first VPC with its aliases, and no longer answers anybody when it is gone. */
function sureOf(
  action: Action,
  zone: ZoneKey,
  vpc: VpcRef,
  { waits, records }: Pick<Changes, "waits" | "records">,
): readonly ActionKey[] {
  switch (action.kind) {
    case "createZone":
      return records.get(zone)?.sure ?? [];
    case "deleteZone":
      return [action.key];
    default:
      return waits.after(zone, vpc, action.key);
  }
}

function recordsOf(actions: readonly Action[], waits: Waits): ReadonlyMap<string, Change> {
  return new Map(
    actions.flatMap((action) => {
      if (action.kind !== "changeRecords") return [];
      const { zone, key } = action;
      const change = { action, sure: waits.after(zone.key, undefined, key) };
      return [zoneOf(zone), zone.key].map((place) => [place, change] as const);
    }),
  );
}

function* waitsOf(actions: readonly Action[]): Turns<Waits> {
  const byPlace = new Map<string, Action[]>();
  const byZone = new Map<ZoneKey, Action[]>();
  const place = (zone: ZoneKey, vpc: VpcRef | undefined) => (vpc ? pairKey(zone, vpc) : zone);
  yield* eachInTurns(actions, (action) => {
    if (action.kind === "awaitPrivateDns") put(byPlace, pairKey(action.own.key, action.vpc), action);
    if (action.kind === "awaitAssociation") put(byPlace, pairKey(action.rule.key, action.vpc), action);
    if (action.kind !== "awaitInsync") return;
    put(byPlace, place(action.zone.key, action.vpc), action);
    if (action.vpc) put(byZone, action.zone.key, action);
  });
  const keysOf = (waits: readonly Action[] | undefined, isMeant: (wait: Action) => boolean) =>
    waits?.filter(isMeant).map(({ key }) => key) ?? [];
  return {
    after: (zone, vpc, key) => keysOf(byPlace.get(place(zone, vpc)), ({ after }) => after.includes(key)),
    earlier: (zone, vpc) => keysOf(byPlace.get(place(zone, vpc)), isOfEarlier),
    earlierIn: (zone) => keysOf(byZone.get(zone), isOfEarlier),
  };
}

function isOfEarlier({ after }: Action): boolean {
  return after.length === 0;
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

export function pathOf({ asked: { paths } }: Changes, name: ZoneName): readonly ZoneName[] {
  const path = paths.get(name) ?? [name, ...namesAbove(name)];
  paths.set(name, path);
  return path;
}
