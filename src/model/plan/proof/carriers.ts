import { type EndpointId, type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { RuleOfVpc, VpcView } from "../../observed/vpc.ts";
import { type Holder, inOrder } from "../resolution/carriers.ts";
import { type Carrier, DEAD, type Grade, type Place, PRIVATE, PUBLIC, type Touched } from "./carrier.ts";
import type { Changes } from "./changes.ts";
import { type Ground, here, othersIn } from "./ground.ts";
import type { OurRule } from "./rule-ground.ts";
import { rulesOver } from "./rules.ts";
import { zonesOver } from "./zones.ts";

/** All that may answer the name in the VPC, by `resolution`'s order: who answers first stands first, the public DNS last. */
export function carriersOf(ground: Ground, changes: Changes, place: Place, name: ZoneName): Carrier[] {
  const zones = zonesOver(ground, changes, place, name);
  const rules = rulesOver(ground, changes, place, name, (rule) => answerBehind(ground, changes, rule, name));
  const ours = new Map<string, Carrier>([
    ...zones.map((zone, i) => [`#${i}`, zone] as const),
    ...rules.map(({ carrier }, i) => [`#r${i}`, carrier] as const),
  ]);
  const ofZones = zones.map((zone, i) => ({ id: `#${i}` as ZoneId, name: zone.name, owner: {} }));
  const ofRules = rules.map(({ rule: { row } }, i): RuleOfVpc => {
    const isSystem = row.ref.type === "SYSTEM";
    return { id: `#r${i}`, name: row.ref.name, ...(isSystem && { isSystem }) };
  });
  const holders = inOrder(name, {
    ...place.others,
    zones: here([...valuesOf(place.others.zones), ...ofZones]),
    rules: here([...valuesOf(place.others.rules), ...ofRules]),
  });
  const carriers = holders.map((one) => ours.get(one.id) ?? other(place, one, name));
  const locals = carriers.filter((_, i) => holders[i]?.kind !== "rule");
  return [
    ...carriers.map((one, i) => (isSystem(holders[i]) ? { ...one, grade: worstOf(locals) } : one)),
    PUBLIC_DNS,
  ];
}

export function placeOf(ground: Ground, { vpc, touched }: Pick<Place, "vpc" | "touched">): Place {
  const named = Map.groupBy(touched.values(), ({ name }) => name);
  const pairs = ground.rules.pairs.get(vpcKey(vpc)) ?? [];
  return {
    vpc,
    touched,
    named,
    pairs: Map.groupBy(pairs, ({ rule }) => rule.row.ref.name),
    others: withGained(othersIn(ground, vpc), touched.values()),
  };
}

/** Endpoints of the VPC whose private DNS the plan switches on. */
function withGained(others: VpcView, touched: Iterable<Touched>): VpcView {
  const gained = [...touched].filter(({ kind, gain }) => kind === "privateDns" && gain);
  if (gained.length === 0) return others;
  const byId = Map.groupBy(gained, ({ id }) => id);
  const endpoints = [...byId].map(([id, all]) => ({
    endpoint: id as EndpointId,
    names: all.map(({ name }) => name),
  }));
  return { ...others, privateDns: here([...valuesOf(others.privateDns), ...endpoints]) };
}

/**
 * What the view VPCs answer, and hand over by the rule: as they do today, for that does not become worse while somebody has
 * the rule (`readiness`). Of several the worst. Undefined: nothing, or one would ask itself.
 */
export function answerBehind(
  ground: Ground,
  changes: Changes,
  { views }: Pick<OurRule, "views">,
  name: ZoneName,
): Carrier | undefined {
  const [first, ...others] = views.map((view) => answerIn(ground, changes, view, name));
  return others.reduce((worst, one) => ((one?.grade ?? DEAD) < (worst?.grade ?? DEAD) ? one : worst), first);
}

function answerIn(ground: Ground, changes: Changes, view: VpcRef, name: ZoneName): Carrier | undefined {
  const { answers } = changes.asked;
  const key = `${vpcKey(view)} ${name}`;
  if (answers.has(key)) return answers.get(key);
  answers.set(key, undefined);
  const carriers = carriersOf(ground, changes, viewPlace(ground, changes, view), name);
  const answer = carriers.find(({ present }) => present === "seen");
  answers.set(key, answer);
  return answer;
}

export function viewPlace(ground: Ground, { byVpc, asked: { views } }: Changes, view: VpcRef): Place {
  const key = vpcKey(view);
  const place = views.get(key) ?? placeOf(ground, byVpc.get(key) ?? { vpc: view, touched: new Map() });
  views.set(key, place);
  return place;
}

const PUBLIC_DNS: Carrier = {
  name: "" as ZoneName,
  grade: PUBLIC,
  present: "seen",
  what: "the public DNS",
};

/** What servers say that a rule of somebody else leads to is not known, nor what an endpoint does that is not available: no worse than the public answer. */
function other({ touched }: Place, holder: Holder, name: ZoneName): Carrier {
  const { kind, id } = holder;
  const isOwn = holder.name === name || (kind === "endpoint" && holder.isWildcard);
  const isUnsure = kind === "rule" || (kind === "endpoint" && holder.state !== undefined);
  const grade = isUnsure ? PUBLIC : isOwn ? PRIVATE : DEAD;
  const { gain, loss } = touched.get(`${id} ${holder.name}`) ?? {};
  const present = gain ? "no" : "seen";
  return {
    name: holder.name,
    grade,
    present,
    ...(gain && { gain }),
    ...(loss && { loss }),
    ...wordsOf(holder),
  };
}

function isSystem(holder: Holder | undefined): boolean {
  return holder?.kind === "rule" && holder.isSystem === true;
}

/** A SYSTEM rule leaves the answer to zones and endpoints: the first of them, or any while the plan changes that one. */
function worstOf(locals: readonly Carrier[]): Grade {
  const [first] = locals;
  if (first?.present === "seen" && !first.loss) return first.grade;
  return Math.min(PUBLIC, ...locals.map(({ grade }) => grade)) as Grade;
}

function valuesOf<T>(seen: { readonly kind: string; readonly value?: readonly T[] }): readonly T[] {
  return seen.value ?? [];
}

function wordsOf({ kind, id, name }: Holder): Pick<Carrier, "what" | "todo"> {
  switch (kind) {
    case "rule":
      return { what: `Resolver rule ${id} (${name})` };
    case "endpoint":
      return { what: `the private DNS of ${id}`, todo: "switch that off first" };
    case "zone":
      return { what: `zone ${id} (${name})`, todo: "take that VPC out of that zone first" };
  }
}
