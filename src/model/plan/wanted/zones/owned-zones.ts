import type { Endpoint, Hub } from "../../../desired/types.ts";
import { isUnread, valueIn } from "../../../failure.ts";
import type { Finding } from "../../../finding.ts";
import type { ZoneView } from "../../../observed.ts";
import {
  parseCallerReference,
  parseZoneComment,
  provenOwner,
  provesZone,
  recordFromTags,
  type Tags,
  type ZoneRecord,
} from "../../../ownership.ts";
import type { Settled } from "../endpoints/endpoint.ts";

/** Why something stays as it is, in words. */
export type Reason = { readonly reason: string; readonly message: string; readonly todo: string };

/** A zone that its CallerReference, or the tag by which it was taken over, proves to be this hub's. */
export type OwnedZone = {
  readonly view: ZoneView;
  readonly set: string;
  /** A name may have several zones, with a number each (`shards.ts`). */
  readonly shard: number;
  /** Absent: comment and tags were both changed by somebody, so it is not known which service it was made for. */
  readonly record?: ZoneRecord;
  /** Why the zone stays although no document wants it. */
  readonly withheldBy?: Reason;
};

/** A zone that was made for this hub and that another owner took over: no longer ours, nothing of it is touched. */
export type TakenZone = { readonly view: ZoneView; readonly set: string; readonly by: string };

/** The account's zones that are this hub's, one for each set, name and shard; a second one is reported and left alone. */
export function ownedZones(
  hub: Hub,
  endpoints: readonly Settled[],
  zones: readonly ZoneView[],
): { zones: OwnedZone[]; taken: TakenZone[]; findings: Finding[] } {
  const sets = setsOf(endpoints.map((s) => s.endpoint));
  const owned = new Map<string, OwnedZone>();
  const findings: Finding[] = [];
  for (const view of [...zones].sort(eldestFirst)) {
    const zone = ownedZone(hub, sets, view);
    if (!zone) continue;
    const place = `${zone.set}/${view.name}/${zone.shard}`;
    const first = owned.get(place);
    if (first)
      findings.push({
        kind: "conflict",
        reason: "DuplicateZone",
        hub: hub.name,
        zone: view.name,
        message: `two zones of ours bear the name ${view.name}: ${first.view.id} is used, ${view.id} is left alone`,
        todo: `move what uses ${view.id} away and delete it`,
      });
    else owned.set(place, zone);
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
export function unprovenObstacle({ id, name, tags }: ZoneView): Reason | undefined {
  if (!isUnread(tags)) return undefined;
  return {
    reason: "OwnerNotRead",
    message: `the tags of zone ${id} (${name}) could not be read, so another owner may have taken it over; nothing is removed from it`,
    todo: "allow route53:ListTagsForResources to the hub's role (docs/iam.md), and run again",
  };
}

/** The zone that more VPCs use comes first; then by id, so that the choice never flips. */
export function eldestFirst(a: ZoneView, b: ZoneView): number {
  const size = (z: ZoneView) => valueIn(z.vpcs)?.length ?? 0;
  return size(b) - size(a) || (a.id < b.id ? -1 : 1);
}

/** The sets that a zone may have been made for, when its comment and tags no longer tell. */
export function setsOf(endpoints: readonly Endpoint[]): ReadonlySet<string> {
  return new Set(["default", ...endpoints.map((e) => e.set)]);
}

/** The zone with its set when its CallerReference, or a later claim, proves that it is this hub's. */
export function ownedZone(hub: Hub, sets: ReadonlySet<string>, view: ZoneView): OwnedZone | undefined {
  const reference = provenOwner(view.callerReference, tagsOf(view));
  if (reference?.owner !== (hub.owner as string)) return undefined;
  const record = recordOf(view);
  const set = [...setsFor(view, sets)].find((candidate) => provesZone(reference, hub, candidate, view.name));
  if (set === undefined) return undefined;
  const made = parseCallerReference(view.callerReference);
  const shard = made?.hash === reference.hash && made.owner === reference.owner ? made.shard : 0; // a claim has none
  return { view, set, shard, ...(record && { record }) };
}

function setsFor(view: ZoneView, sets: ReadonlySet<string>): ReadonlySet<string> {
  const record = recordOf(view);
  return record ? new Set([record.set, ...sets]) : sets;
}

/** The comment is as old as the zone; where its name came from may have changed since, and the repaired tag tells. */
function recordOf(view: ZoneView): ZoneRecord | undefined {
  const written = parseZoneComment(view.comment);
  const tagged = recordFromTags(tagsOf(view));
  return written && tagged ? { ...written, origin: tagged.origin } : (written ?? tagged);
}

/** Who made the zone or took it over; undefined: not vpce-operator, as far as can be seen. */
export function ownerOf(view: ZoneView): string | undefined {
  return provenOwner(view.callerReference, tagsOf(view))?.owner;
}

function tagsOf({ tags }: ZoneView): Tags {
  return valueIn(tags) ?? {};
}
