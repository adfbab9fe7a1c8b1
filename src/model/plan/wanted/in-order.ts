import { compare } from "../../compare.ts";
import type { Seen } from "../../failure.ts";
import type { HubView } from "../../observed/hub.ts";
import type { ZoneView } from "../../observed/zone.ts";

/**
 * AWS promises no order for its lists, and pages may cut them anywhere. Sorted once, here, every later step is free
 * to go by order, and the same state gives the same plan, byte for byte. Only the VPCs of a zone, the longest of all
 * lists, stay as they came: what leaves a zone is sorted when it is known.
 */
export function inOrder(view: HubView): HubView {
  return {
    ...view,
    services: sorted(view.services, (s) => s.name),
    endpoints: sorted(view.endpoints, (e) => e.id),
    zones: sorted(view.zones, (z) => z.id).map(zoneInOrder),
    adoptable: sorted(view.adoptable, (z) => z.id).map(zoneInOrder),
    strangers: sorted(view.strangers, (z) => z.id),
  };
}

function zoneInOrder(zone: ZoneView): ZoneView {
  const { records, authorizations } = zone;
  return {
    ...zone,
    ...(records && { records: sortedIn(records, (r) => `${r.name} ${r.type} ${r.identifier ?? ""}`) }),
    ...(authorizations && { authorizations: sortedIn(authorizations, (v) => v.id) }),
  };
}

function sortedIn<T>(seen: Seen<readonly T[]>, key: (item: T) => string): Seen<readonly T[]> {
  return seen.kind === "seen" ? { kind: "seen", value: sorted(seen.value, key) } : seen;
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compare(key(a), key(b)));
}
