import { isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { ZoneName } from "../../ids.ts";
import type { VpcView } from "../../observed.ts";
import type { Place } from "./carrier.ts";
import type { Touched } from "./changes.ts";
import type { Ground } from "./ground.ts";

/**
 * The names that stand for all that the plan may change in the VPC (semantics 61): of each carrier that it touches its own, and
 * of one that comes those beneath it.
 */
export function nameClasses(ground: Ground, { touched, others }: Place): ReadonlySet<ZoneName> {
  const classes = new Set<ZoneName>();
  const elsewhere = namesIn(others);
  for (const one of touched.values()) {
    classes.add(one.name);
    if (one.gain) for (const name of below(ground, one, elsewhere)) classes.add(name);
  }
  return classes;
}

/** Other carriers' names, private names that are known, and where others are known to answer below, any label (`*.x`). */
function below({ beneath, rows }: Ground, { id, name }: Touched, elsewhere: readonly ZoneName[]): ZoneName[] {
  const hidden = rows.get(id)?.wanted?.hidden.map((one) => one.name as ZoneName) ?? [];
  return [...(beneath.get(name) ?? []), ...elsewhere.filter((one) => isBeneath(one, name)), ...hidden];
}

function namesIn({ zones, privateDns, rules }: VpcView): ZoneName[] {
  return [
    ...(valueIn(zones) ?? []).map(({ name }) => name),
    ...(valueIn(privateDns) ?? []).flatMap(({ names }) => names),
    ...(valueIn(rules) ?? []).map(({ name }) => name),
  ];
}
