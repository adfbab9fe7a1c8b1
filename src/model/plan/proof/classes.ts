import { exceptedBy } from "../../desired/rule-mode.ts";
import { isBeneath, namesAbove } from "../../dns-name.ts";
import type { ZoneName } from "../../ids.ts";
import { holdersIn } from "../resolution/carriers.ts";
import { hiddenBeneath } from "../resolution/shadow.ts";
import { DEAD, type Place, type Touched } from "./carrier.ts";
import { answerBehind } from "./carriers.ts";
import type { Changes } from "./changes.ts";
import type { Ground } from "./ground.ts";
import type { OurRule } from "./rule-ground.ts";

/**
 * The names that stand for all that the plan may change in the VPC (semantics 61): of each carrier that it touches its own, and
 * of one that comes, or of any rule, those beneath it.
 */
export function nameClasses(ground: Ground, changes: Changes, place: Place): ReadonlySet<ZoneName> {
  const elsewhere = holdersIn(place.others).map(({ name }) => name);
  const known = [...place.touched.values()].flatMap((one) => {
    const rule = one.kind === "rule" ? ground.rules.rules.get(one.id) : undefined;
    if (rule) return belowRule(ground, changes, rule);
    return one.gain ? below(ground, one, elsewhere) : [];
  });
  return new Set([...place.named.keys(), ...known, ...belowRules(place, elsewhere)]);
}

/** What else the VPC has beneath the rules that the plan touches. */
function belowRules({ touched, pairs }: Place, elsewhere: readonly ZoneName[]): ZoneName[] {
  const ruled = new Set([...touched.values()].flatMap(({ kind, name }) => (kind === "rule" ? [name] : [])));
  if (ruled.size === 0) return [];
  return [...elsewhere, ...pairs.keys()].filter((name) => namesAbove(name).some((above) => ruled.has(above)));
}

/** Other carriers' names, private names that are known, and where others are known to answer below, any label (`*.x`). */
function below({ beneath, rows }: Ground, { id, name }: Touched, elsewhere: readonly ZoneName[]): ZoneName[] {
  const hidden = rows.get(id)?.wanted?.hidden.map((one) => one.name as ZoneName) ?? [];
  return [...(beneath.get(name) ?? []), ...elsewhere.filter((one) => isBeneath(one, name)), ...hidden];
}

/**
 * What the hub's endpoints have, what documents keep from the Region's rule, and names that are known and that the view VPC does
 * not answer. All others beneath a rule it answers publicly, which is no worse than any VPC without a carrier of its own.
 */
function belowRule(ground: Ground, changes: Changes, rule: OurRule): readonly ZoneName[] {
  const known = changes.asked.belowRules.get(rule);
  if (known) return known;
  const { hub, draft } = rule.hub;
  const { name } = rule.row.ref;
  const shared = draft.endpoints.flatMap((endpoint) => endpoint.names.map(({ zone }) => zone));
  const documents = draft.endpoints.map(({ document }) => document);
  const listed = hiddenBeneath(name, "", draft.view, documents).map((one) => one.name as ZoneName);
  const dark = listed.filter((one) => answerBehind(ground, changes, rule, one)?.grade === DEAD);
  const names = [...new Set([...exceptedBy(hub), ...shared, ...dark])].filter((one) => isBeneath(one, name));
  changes.asked.belowRules.set(rule, names);
  return names;
}
