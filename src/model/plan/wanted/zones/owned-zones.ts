import type { Endpoint, Hub } from "../../../desired/types.ts";
import { isUnread, valueIn } from "../../../failure.ts";
import { type Finding, finding, type Why } from "../../../finding.ts";
import type { VpcId } from "../../../ids.ts";
import type { ZoneView } from "../../../observed/zone.ts";
import {
  parseCallerReference,
  provenOwner,
  provesZone,
  type Tags,
  type ZoneRecord,
  zoneRecord,
} from "../../../ownership.ts";
import type { HubEndpoint } from "../endpoints/endpoint.ts";
import { type LiveRow, liveRef } from "./zone-row.ts";

/** A zone that was made for this hub and that another owner took over: no longer ours, nothing of it is touched. */
export type TakenZone = { readonly view: ZoneView; readonly set: string; readonly by: string };

/** The account's zones that are this hub's, one for each set, name and shard; a second one is reported and left alone. */
export function ownedZones(
  hub: Hub,
  endpoints: readonly HubEndpoint[],
  zones: readonly ZoneView[],
  suspended: ReadonlySet<VpcId>,
): { zones: LiveRow[]; taken: TakenZone[]; findings: Finding[] } {
  const sets = setsOf(endpoints.map((e) => e.document));
  const owned = new Map<string, LiveRow>();
  const findings: Finding[] = [];
  for (const view of [...zones].sort(eldestFirst)) {
    const proof = provenPlace(hub, sets, view);
    if (!proof) continue;
    const { set, shard } = proof;
    const ref = liveRef(hub, set, shard, view);
    const record = recordOf(view);
    const first = owned.get(ref.key);
    if (first)
      findings.push(
        finding(
          "conflict",
          { hub: hub.name, zone: view.name },
          {
            reason: "DuplicateZone",
            message: `two zones of ours bear the name ${view.name}: ${first.ref.id} is used, ${view.id} is left alone`,
            todo: `move what uses ${view.id} away, and delete that zone with its records`,
          },
        ),
      );
    else owned.set(ref.key, { hub, ref, set, shard, live: view, suspended, ...(record && { record }) });
  }
  return { zones: [...owned.values()], taken: takenZones(hub, sets, zones), findings };
}

function takenZones(hub: Hub, sets: ReadonlySet<string>, zones: readonly ZoneView[]): TakenZone[] {
  return zones.flatMap((view): TakenZone[] => {
    const made = parseCallerReference(view.callerReference);
    const by = ownerOf(view);
    if (!made || by === undefined || by === made.owner) return [];
    const set = [...setsFor(view, sets)].find((candidate) => provesZone(made, hub, candidate, view.name));
    return set === undefined ? [] : [{ view, set, by }];
  });
}

/** Unread tags may say that another owner took the zone over: then it is not proved ours, and nothing leaves it. */
export function unprovenObstacle({ id, name, tags }: ZoneView): Why | undefined {
  if (!isUnread(tags)) return undefined;
  return {
    reason: "OwnerNotRead",
    message: `the tags of zone ${id} (${name}) could not be read, so another owner may have taken it over; nothing is removed from it`,
    todo: "allow route53:ListTagsForResources to the hub's role (docs/iam.md), and run again",
  };
}

/** The zone that more VPCs use comes first; then by id, so that the choice never flips. */
export function eldestFirst(a: ZoneView, b: ZoneView): number {
  const size = (z: ZoneView) => valueIn(z.vpcs)?.size ?? 0;
  return size(b) - size(a) || (a.id < b.id ? -1 : 1);
}

/** The sets that a zone may have been made for, when its comment and tags no longer tell. */
export function setsOf(endpoints: readonly Endpoint[]): ReadonlySet<string> {
  return new Set(["default", ...endpoints.map((e) => e.set)]);
}

/** The set and the shard that a zone serves, when its CallerReference, or a later claim, proves it this hub's. */
export function provenPlace(
  hub: Hub,
  sets: ReadonlySet<string>,
  view: ZoneView,
): { readonly set: string; readonly shard: number } | undefined {
  const reference = provenOwner(view.callerReference, tagsOf(view));
  if (reference?.owner !== (hub.owner as string)) return undefined;
  const set = [...setsFor(view, sets)].find((candidate) => provesZone(reference, hub, candidate, view.name));
  if (set === undefined) return undefined;
  const made = parseCallerReference(view.callerReference);
  const shard = made?.hash === reference.hash && made.owner === reference.owner ? made.shard : 0; // a claim has none
  return { set, shard };
}

function setsFor(view: ZoneView, sets: ReadonlySet<string>): ReadonlySet<string> {
  const record = recordOf(view);
  return record ? new Set([record.set, ...sets]) : sets;
}

function recordOf(view: ZoneView): ZoneRecord | undefined {
  return zoneRecord(view.comment, tagsOf(view));
}

/** Who made the zone or took it over; undefined: not vpce-operator, as far as can be seen. */
export function ownerOf(view: ZoneView): string | undefined {
  return provenOwner(view.callerReference, tagsOf(view))?.owner;
}

function tagsOf({ tags }: ZoneView): Tags {
  return valueIn(tags) ?? {};
}
