import { zoneKey } from "../../action/refs.ts";
import { vpcKey, type ZoneName } from "../../ids.ts";
import type { ZoneView } from "../../observed/zone.ts";
import { namesLeft } from "../order/earlier.ts";
import { isLive } from "../wanted/zones/zone-row.ts";
import { type Carrier, DEAD, type Grade, type Place, PRIVATE, type Touched } from "./carrier.ts";
import { type Changes, pathOf } from "./changes.ts";
import { type Ground, isAccepted } from "./ground.ts";

/** Our zones that have or may have the name in the VPC, those that a plan makes too, and what they are in between. */
export function zonesOver(ground: Ground, changes: Changes, place: Place, name: ZoneName): Carrier[] {
  const path = pathOf(changes, name);
  const seen = path.flatMap((domain) => ground.named.get(domain) ?? []);
  const touched = path.flatMap((domain) => place.named.get(domain) ?? []);
  const made = touched.filter(({ kind, id }) => kind === "zone" && !ground.views.has(id));
  return [
    ...seen.flatMap((view) => ofView(ground, changes, place, view, name)),
    ...made.flatMap((zone) => ofTouched(ground, changes, zone, name)),
    ...unseenHubs(ground, path.slice(1)),
    ...leftEarlier(ground, changes, place, name),
  ];
}

function ofView(ground: Ground, changes: Changes, place: Place, view: ZoneView, name: ZoneName): Carrier[] {
  const touched = place.touched.get(view.id);
  if (touched) return ofTouched(ground, changes, touched, name);
  if (view.vpcs.kind === "unreadable") return [unreadable(view, name)];
  if (!view.vpcs.value.has(vpcKey(place.vpc))) return [];
  const row = ground.rows.get(view.id);
  const { key } = row?.ref ?? {};
  return [
    {
      ...zoneWords(ground, view.id, view.name),
      grade: gradeOf(view.name, name),
      present: "seen",
      ...(key !== undefined && { listed: changes.waits.earlier(key, place.vpc) }),
    },
  ];
}

/** A zone that the VPC joins or leaves; and before it in order, one without aliases as long as these are not in DNS. */
function ofTouched(
  ground: Ground,
  changes: Changes,
  { id, name: domain, gain, loss }: Touched,
  name: ZoneName,
): Carrier[] {
  const words = zoneWords(ground, id, domain);
  const zone: Carrier = {
    ...words,
    ...(gain && { gain }),
    ...(loss && { loss }),
    grade: gradeOf(domain, name),
    present: loss ? "seen" : "no",
  };
  const written = changes.records.get(id);
  const isEmpty = gain && (written || !ground.views.has(id)) && !ground.windows.has(gain.action.key);
  if (!isEmpty || domain !== name) return [zone];
  const filled = { action: gain.action, sure: written?.sure ?? [] };
  const empty: Carrier = { ...words, what: `${words.what} without its aliases`, grade: DEAD, present: "no" };
  return [{ ...empty, gain, loss: filled }, zone];
}

/** A zone answers for its own name; beneath, it knows nothing of names that somebody else shares. */
function gradeOf(domain: ZoneName, name: ZoneName): Grade {
  return domain === name ? PRIVATE : DEAD;
}

function zoneWords(
  ground: Ground,
  id: string,
  name: ZoneName,
): Pick<Carrier, "name" | "what" | "todo" | "accepted"> {
  return {
    name,
    what: `zone ${name}`,
    todo: `take ${name} away from that VPC too, or set acceptShadowing: true on its endpoint`,
    ...(isAccepted(ground, id) && { accepted: true }),
  };
}

/** Could not see is not absent (semantics 12). */
function unreadable(view: ZoneView, name: ZoneName): Carrier {
  const what = `zone ${view.id} (${view.name}), whose VPCs could not be read,`;
  return { name: view.name, grade: gradeOf(view.name, name), present: "maybe", what, todo: "run again" };
}

function unseenHubs({ unread }: Ground, above: readonly ZoneName[]): Carrier[] {
  return unread.flatMap(({ hub, names }): Carrier[] => {
    const name = above.find((one) => names.has(one));
    if (name === undefined) return [];
    const what = `a zone of hub ${hub.name}, which could not be seen, may still hold a name above and`;
    return [{ name, grade: DEAD, present: "maybe", what, todo: "make that hub readable" }];
  });
}

/** Zones above that no longer list the VPC: until a wait has shown it, it may have left them a moment ago. */
function leftEarlier(ground: Ground, { waits }: Changes, { vpc, named }: Place, name: ZoneName): Carrier[] {
  const lost = named.get(name)?.find(({ kind, loss }) => kind === "zone" && loss);
  const row = lost && ground.rows.get(lost.id);
  const action = lost?.loss?.action;
  if (!row || !isLive(row) || !action || action.kind === "move") return [];
  return namesLeft(ground.estate, row, vpc, ground.known).map((one): Carrier => {
    const sure = waits.earlier(zoneKey(row.hub.name, row.set, one), vpc);
    const what = `a zone ${one} that the VPC may have left a moment ago`;
    return { name: one, grade: DEAD, present: "maybe", loss: { action, sure }, what };
  });
}
