import type { Endpoint, Hub } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import type { ZoneView } from "../observed.ts";
import {
  parseCallerReference,
  parseZoneClaim,
  parseZoneComment,
  provesZone,
  recordFromTags,
  type ZoneRecord,
} from "../zone.ts";
import type { Settled } from "./endpoint.ts";

/** A zone that its CallerReference proves to be this hub's. */
export type OwnedZone = {
  readonly view: ZoneView;
  readonly set: string;
  /** Absent: comment and tags were both changed by somebody, so it is not known which service it was made for. */
  readonly record?: ZoneRecord;
};

/** The account's zones that are this hub's, one for each set and name; a second one is reported and left alone. */
export function ownedZones(
  hub: Hub,
  endpoints: readonly Settled[],
  zones: readonly ZoneView[],
): { zones: OwnedZone[]; findings: Finding[] } {
  const sets = setsOf(endpoints.map((s) => s.endpoint));
  const owned = new Map<string, OwnedZone>();
  const findings: Finding[] = [];
  for (const view of [...zones].sort(eldestFirst)) {
    const zone = ownedZone(hub, sets, view);
    if (!zone) continue;
    const place = `${zone.set}/${view.name}`;
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
  return { zones: [...owned.values()], findings };
}

/** The zone that more VPCs use comes first; then by id, so that the choice never flips. */
function eldestFirst(a: ZoneView, b: ZoneView): number {
  const size = (z: ZoneView) => (z.vpcs.kind === "seen" ? z.vpcs.value.length : 0);
  return size(b) - size(a) || (a.id < b.id ? -1 : 1);
}

/** The sets that a zone may have been made for, when its comment and tags no longer tell. */
export function setsOf(endpoints: readonly Endpoint[]): ReadonlySet<string> {
  return new Set(["default", ...endpoints.map((e) => e.set)]);
}

/** The zone with its set when its CallerReference proves that it is this hub's. */
export function ownedZone(hub: Hub, sets: ReadonlySet<string>, view: ZoneView): OwnedZone | undefined {
  const tags = view.tags?.kind === "seen" ? view.tags.value : {};
  const made = parseCallerReference(view.callerReference);
  const reference = made?.owner === (hub.owner as string) ? made : parseZoneClaim(tags);
  if (reference?.owner !== (hub.owner as string)) return undefined;
  const record = parseZoneComment(view.comment) ?? recordFromTags(tags);
  const candidates = record ? [record.set, ...sets] : [...sets];
  const set = candidates.find((candidate) => provesZone(reference, hub, candidate, view.name));
  if (set === undefined) return undefined;
  return { view, set, ...(record && { record }) };
}
