import type { ZoneId, ZoneName } from "../../ids.ts";
import { type Holder, holdersOf } from "../resolution/carriers.ts";
import { type Carrier, DEAD, type Place, PRIVATE, PUBLIC } from "./carrier.ts";
import type { Changes } from "./changes.ts";
import { type Ground, here, othersIn } from "./ground.ts";
import { zonesOver } from "./zones.ts";

/** All that may answer the name in the VPC, by `resolution`'s order: who answers first stands first, the public DNS last. */
export function carriersOf(ground: Ground, changes: Changes, place: Place, name: ZoneName): Carrier[] {
  const zones = zonesOver(ground, changes, place, name);
  const ours = zones.map((zone, i) => ({ id: `#${i}` as ZoneId, name: zone.name, owner: {} }));
  const foreign = place.others.zones.kind === "seen" ? place.others.zones.value : [];
  const { holders } = holdersOf(name, { ...place.others, zones: here([...foreign, ...ours]) });
  return [...holders.map((one) => byId(one) ?? other(place, one, name)), PUBLIC_DNS];

  function byId({ id }: Holder): Carrier | undefined {
    return id.startsWith("#") ? zones[Number(id.slice(1))] : undefined;
  }
}

export function placeOf(ground: Ground, { vpc, touched }: Pick<Place, "vpc" | "touched">): Place {
  const named = Map.groupBy(touched.values(), ({ name }) => name);
  return { vpc, touched, named, others: othersIn(ground, vpc) };
}

const PUBLIC_DNS: Carrier = {
  name: "" as ZoneName,
  grade: PUBLIC,
  present: "seen",
  what: "the public DNS",
};

/** What servers say that a rule of somebody else leads to is not known: no worse than the public answer. */
function other({ touched }: Place, holder: Holder, name: ZoneName): Carrier {
  const { kind, id } = holder;
  const grade = kind === "rule" ? PUBLIC : holder.name === name ? PRIVATE : DEAD;
  const loss = touched.get(`${id} ${holder.name}`)?.loss;
  return { name: holder.name, grade, present: "seen", ...(loss && { loss }), ...wordsOf(holder) };
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
