import { type Alias, type ZoneRef, zoneKey } from "../../../action.ts";
import type { Endpoint, Hub } from "../../../desired/types.ts";
import type { Finding } from "../../../finding.ts";
import { vpcKey, type ZoneName } from "../../../ids.ts";
import type { HubView, ZoneView } from "../../../observed.ts";
import { digestOfNames, type ZoneRecord } from "../../../ownership.ts";
import { type Hidden, hiddenBeneath } from "../../resolution/shadow.ts";
import { type Client, membersOf } from "../clients.ts";
import { aliasesFor, type Settled } from "../endpoints/endpoint.ts";
import { compare } from "../in-order.ts";
import { adoptedZone } from "./disputes.ts";
import type { OwnedZone } from "./owned-zones.ts";
import { allot, type Seating, type Slot, unchanged } from "./shards.ts";

export type WantedZone = {
  readonly ref: ZoneRef;
  readonly hub: Hub;
  readonly settled: Settled;
  /** What is written into a zone that has to be made. */
  readonly record: ZoneRecord;
  /** Absent: leave the records alone (the endpoint is stalled, or AWS no longer lists the name). */
  readonly aliases?: readonly Alias[];
  readonly view?: ZoneView;
  /** Somebody else's zone, taken into service: we add, and remove nothing (semantics 9). */
  readonly adopted?: true;
  /** The zone's number among those of its name. */
  readonly shard: number;
  /** It has to be made beside other zones of its name, which are full. */
  readonly overflow?: true;
  /** Those of the endpoint's clients that belong in this shard. */
  readonly clients: readonly Client[];
  /** Other services' private names beneath this zone's name. */
  readonly hidden: readonly Hidden[];
};

/** The clients that the zone is not seen to have; of one that could not be read, nobody is known to be missing. */
export function missingFrom(zone: WantedZone): readonly Client[] {
  const { view, clients } = zone;
  if (view?.vpcs.kind === "unreadable") return [];
  const members = membersOf(view?.vpcs);
  const missing =
    MISSING.get(zone) ?? clients.filter((c) => !members?.has(vpcKey(c.vpc)) && !c.spoke?.suspend);
  MISSING.set(zone, missing);
  return missing;
}

const MISSING = new WeakMap<WantedZone, readonly Client[]>();

/** What all of a hub's endpoints have to know to tell which zones they want. */
export type Household = {
  readonly hub: Hub;
  readonly view: HubView;
  /** Which endpoint each of our zones serves. */
  readonly claims: ReadonlyMap<OwnedZone, Settled>;
  readonly documents: readonly Endpoint[];
  readonly seating: Seating;
};

type Wanted = {
  readonly zones: WantedZone[];
  /** Shards that nobody is left in. */
  readonly emptied: ZoneView[];
  readonly findings: Finding[];
};

/** The zones of one endpoint: one for each name, or several where more VPCs want it than a zone takes. */
export function zonesOf(household: Household, settled: Settled, clients: readonly Client[]): Wanted {
  const { hub, view: hubView, claims, documents, seating } = household;
  const own = [...claims].filter(([, s]) => s === settled).map(([zone]) => zone);
  const owned = Map.groupBy(own, (zone) => zone.view.name);
  const digest = digestOfNames(settled.names.map((n) => n.zone));
  const wanted: Wanted = { zones: [], emptied: [], findings: [] };
  const place = { hub: hub.name, endpoint: settled.endpoint.name } as const;

  function want(
    name: ZoneName,
    origin: ZoneRecord["origin"],
    slots: readonly Slot[],
    aliases?: Alias[],
  ): void {
    const isLive = settled.live !== undefined && aliases !== undefined;
    const { shards, emptied } = isLive
      ? allot(seating, slots, clients)
      : { shards: unchanged(seating, slots, clients), emptied: [] };
    const adopted = slots.find((slot) => slot.adopted);
    const common = {
      hub,
      settled,
      hidden: hiddenBeneath(name, settled.service, hubView, documents),
      record: { service: settled.service, set: settled.endpoint.set, origin, names: digest },
      ...(aliases && { aliases }),
    };
    for (const { number: shard, view, ...own } of shards) {
      const key = zoneKey(hub.name, settled.endpoint.set, name, shard);
      wanted.zones.push({
        ...common,
        ...own,
        shard,
        ref: { key, name, ...(view && { id: view.id }) },
        ...(view && { view }),
        ...(adopted && adopted.view === view && { adopted: true }),
      });
    }
    wanted.emptied.push(...emptied);
  }

  for (const { zone: name, wildcard, origin, explicit } of settled.names) {
    const slots = slotsOf(household, settled, name, owned.get(name) ?? []);
    if (slots.length === 0 && !explicit && isNewName(settled, hub, own, digest))
      wanted.findings.push({
        ...place,
        kind: "withheld",
        reason: "NewName",
        zone: name,
        message: `AWS added the name ${name} to ${settled.service} after the endpoint's first client joined`,
        todo: "set newNames: apply, or list it in names, to share it",
      });
    else want(name, origin, slots, settled.live && aliasesFor(name, wildcard, settled.live));
  }
  for (const [name, zones] of owned) {
    if (settled.names.some((n) => n.zone === name)) continue;
    want(name, zones[0]?.record?.origin ?? "aws", slotsIn(zones));
    wanted.findings.push({
      ...place,
      kind: "note",
      reason: "NameVanished",
      zone: name,
      message: `AWS no longer lists ${name} for ${settled.service}; its zone and associations stay as they are`,
      todo: "to give it up, list the remaining names in names",
    });
  }
  return wanted;
}

/** The name's zones as they are, by number; an adopted one stands for the first when there is none of ours. */
function slotsOf(
  { view }: Household,
  settled: Settled,
  name: ZoneName,
  ours: readonly OwnedZone[],
): readonly Slot[] {
  const slots = slotsIn(ours);
  if (slots[0]?.number === 0) return slots;
  const adopted = adoptedZone(view, settled.endpoint, name);
  return adopted ? [{ number: 0, view: adopted, adopted: true }, ...slots] : slots;
}

function slotsIn(zones: readonly OwnedZone[]): Slot[] {
  return zones.map(({ view, shard }) => ({ number: shard, view })).sort((a, b) => a.number - b.number);
}

/**
 * A name that no zone of the endpoint was planned with, on an endpoint that has clients already: AWS added it
 * (semantics 23). A creation that was cut short is told apart by the digest in its siblings' comments.
 */
function isNewName(settled: Settled, hub: Hub, siblings: readonly OwnedZone[], digest: string): boolean {
  if (settled.endpoint.newNames === "apply" || siblings.length === 0) return false;
  if (siblings.some((zone) => zone.record?.names === digest)) return false;
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  return siblings.some(
    ({ view }) => view.vpcs.kind === "unreadable" || view.vpcs.value.some((v) => vpcKey(v) !== anchor),
  );
}

/**
 * AWS may list one name for two services of a set, or an `extraNames` may meet a listed name: one zone cannot point at
 * both. The endpoint that has the zone keeps it, else the first by name gets it, and the other is told.
 */
export function onePerName(all: readonly WantedZone[]): { zones: WantedZone[]; twins: Finding[] } {
  const holders = new Map<string, Settled>();
  for (const zone of all) {
    const place = placeOf(zone);
    if (zone.view || !holders.has(place)) holders.set(place, zone.settled);
  }
  const isHeld = (zone: WantedZone) => holders.get(placeOf(zone)) === zone.settled;
  const zones = all.filter(isHeld).sort(deepestFirst);
  const losing = all.filter((zone) => !isHeld(zone) && !zone.overflow);
  return { zones, twins: losing.map((zone) => wantedTwice(zone, holders.get(placeOf(zone)) as Settled)) };
}

function wantedTwice({ hub, ref, record, settled }: WantedZone, holder: Settled): Finding {
  const [name, theirs] = [settled.endpoint.name, holder.endpoint.name];
  return {
    kind: "conflict",
    reason: "NameWantedTwice",
    hub: hub.name,
    endpoint: name,
    zone: ref.name,
    message: `endpoints ${theirs} and ${name} of set ${record.set} both have the name ${ref.name}; it points at ${theirs}`,
    todo: "narrow names of one of them",
  };
}

function placeOf({ hub, record, ref }: WantedZone): string {
  return zoneKey(hub.name, record.set, ref.name);
}

/** A zone's parent must never be associated before the zone itself (semantics 5); of one name, in the order of its shards. */
function deepestFirst(a: WantedZone, b: WantedZone): number {
  const depth = ({ ref }: WantedZone) => ref.name.split(".").length;
  return depth(b) - depth(a) || compare(placeOf(a), placeOf(b)) || a.shard - b.shard;
}
