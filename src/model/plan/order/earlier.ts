import { zoneKey } from "../../action/refs.ts";
import type { ZoneAction } from "../../action/zone.ts";
import { isBeneath, namesAbove } from "../../dns-name.ts";
import { type VpcRef, type ZoneName, zoneNameOf } from "../../ids.ts";
import { type Estate, isAnchor, isMember } from "../estate/estate.ts";
import { type LiveRow, placeOf, type WantedRow } from "../wanted/zones/zone-row.ts";
import { awaitStep } from "./sequence.ts";

/**
 * What an earlier pass, or another process, may have done a moment ago: AWS's lists show it at once, DNS later, and no
 * list tells since when. Where zones lie beneath each other (semantics 5) such a thing is waited for as if it were new.
 */

/** Before these VPCs join the zone: until DNS shows that each is in those beneath it that list it already. */
export function joinedEarlier(
  estate: Estate,
  { ref, hub }: WantedRow,
  vpcs: readonly VpcRef[],
): { readonly vpc: VpcRef; readonly waits: readonly ZoneAction[] }[] {
  const clients = vpcs.filter((vpc) => !isAnchor(hub, vpc)); // nobody resolves through an anchor
  if (clients.length === 0) return [];
  const rows = estate.existing.filter((row) => isBeneath(row.ref.name, ref.name));
  return clients.map((vpc) => {
    const counted = rows.filter((row) => isMember(row, vpc));
    return { vpc, waits: counted.map((row) => awaitStep(vpc, { place: placeOf(row) })) };
  });
}

/** Names that a zone above another one may have: a zone that was deleted a moment ago is in no list. */
export function knownNames({ drafts, existing, zones }: Estate): ReadonlySet<ZoneName> {
  const services = drafts.flatMap(({ view }) => view.services.flatMap((s) => s.privateNames));
  return new Set([...services.map(zoneNameOf), ...[...existing, ...zones].map(({ ref }) => ref.name)]);
}

/** Before the VPC leaves the zone: until DNS shows it outside of those above that no longer list it. */
export function leftEarlier(
  estate: Estate,
  row: LiveRow,
  vpc: VpcRef,
  known: ReadonlySet<ZoneName>,
): ZoneAction[] {
  const { hub, set } = row;
  return namesLeft(estate, row, vpc, known).map((name) =>
    awaitStep(vpc, { place: { ...placeOf(row), zone: { key: zoneKey(hub.name, set, name), name } } }),
  );
}

/** Names above the zone's of which the VPC may have been in a zone a moment ago. */
export function namesLeft(
  estate: Estate,
  row: LiveRow,
  vpc: VpcRef,
  known: ReadonlySet<ZoneName>,
): ZoneName[] {
  const names = possibleAbove(row, known).filter((name) => !estate.claimant(vpc, name));
  if (names.length === 0) return [];
  const above = estate.above(row.ref.name).filter((other) => isMember(other, vpc));
  return names.filter((name) => above.every((other) => other.ref.name !== name));
}

/**
 * Without an anchor a VPC is in a zone of ours until that is deleted, and it may have had a name that no document knows
 * any more (`extraNames`): the nearest name above stands for it.
 */
function possibleAbove({ hub, ref }: LiveRow, known: ReadonlySet<ZoneName>): ZoneName[] {
  const above = namesAbove(ref.name);
  const forgotten = hub.anchorVpc ? [] : above.filter((name) => !known.has(name)).slice(0, 1);
  return [...above.filter((name) => known.has(name)), ...forgotten];
}
