import type { Endpoint, Hub } from "../../../desired/types.ts";
import { isWildcard, type ZoneName, zoneNameOf } from "../../../ids.ts";
import type { HubView } from "../../../observed/hub.ts";
import type { ZoneRecord } from "../../../ownership.ts";
import { serviceNameFor } from "./service-name.ts";

/** A private DNS name that an endpoint document wants, as the zone that serves it. */
export type WantedName = {
  readonly zone: ZoneName;
  readonly wildcard: boolean;
  readonly origin: ZoneRecord["origin"];
  /** Written out in the document (`names`, `extraNames`), not merely taken from AWS's list. */
  readonly explicit: boolean;
};

/** `names` narrows AWS's list, `extraNames` adds to it (semantics 23); one entry for each zone. */
export function wantedNames(endpoint: Endpoint, listed: readonly string[]): WantedName[] {
  const narrowed = endpoint.names && new Set(endpoint.names.map((n) => n.toLowerCase()));
  const fromAws = listed.filter((name) => !narrowed || narrowed.has(name.toLowerCase()));
  const byZone = new Map<ZoneName, WantedName>();
  const add = (name: string, origin: WantedName["origin"], explicit: boolean) => {
    const zone = zoneNameOf(name);
    const known = byZone.get(zone);
    const wildcard = isWildcard(name) || (known?.wildcard ?? false);
    byZone.set(zone, {
      zone,
      wildcard,
      origin: known?.origin ?? origin,
      explicit: known?.explicit ?? explicit,
    });
  };
  for (const name of fromAws) add(name, "aws", narrowed !== undefined);
  for (const name of endpoint.extraNames) add(name, "extra", true);
  return [...byZone.values()].sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

/** The zone names of documents that say that somebody else's zone is to be used. */
export function namesToAdopt(
  hub: Hub,
  adopting: readonly Endpoint[],
  view: Pick<HubView, "services" | "endpoints">,
): Set<ZoneName> {
  const listed = new Map(view.services.map((s) => [s.name, s.privateNames]));
  const names = adopting.flatMap((e) => wantedNames(e, listed.get(serviceNameFor(e, hub, view)) ?? []));
  return new Set(names.map((n) => n.zone));
}

/** Names that the document narrows to and AWS does not list. */
export function unlistedNames(endpoint: Endpoint, listed: readonly string[] | undefined): readonly string[] {
  if (!listed || !endpoint.names) return [];
  const known = new Set(listed.map((n) => n.toLowerCase()));
  return endpoint.names.filter((name) => !known.has(name.toLowerCase()));
}
