import { zoneKey } from "../../../action/refs.ts";
import type { Endpoint, Hub } from "../../../desired/types.ts";
import { errorCode, type Finding, type FindingPlace, finding } from "../../../finding.ts";
import type { ZoneName } from "../../../ids.ts";
import type { HubView } from "../../../observed/hub.ts";
import type { ZoneView } from "../../../observed/zone.ts";
import type { HubEndpoint } from "../endpoints/endpoint.ts";
import { eldestFirst, ownerOf, type TakenZone } from "./owned-zones.ts";
import type { LiveRow } from "./zone-row.ts";

type Owned = { readonly zones: readonly LiveRow[]; readonly taken: readonly TakenZone[] };

/**
 * Endpoints of which a zone exists that may not be used, or may be ours unseen, are stalled with the reason: a second
 * zone of the name beside it would be a duplicate (semantics 10, 12).
 */
export function withoutDisputes(
  hub: Hub,
  view: HubView,
  { zones, taken }: Owned,
  endpoints: readonly HubEndpoint[],
): HubEndpoint[] {
  const ours = new Set(zones.map((row) => row.ref.key));
  return endpoints.map((endpoint) => {
    const { document } = endpoint;
    const findings = endpoint.names.flatMap(({ zone }): Finding[] => {
      const place = { hub: hub.name, endpoint: document.name, zone };
      const lost = taken.filter((z) => z.set === document.set && z.view.name === zone);
      if (lost.length > 0) return lost.map((z) => takenOver(place, z, true));
      const isFirstOurs = ours.has(zoneKey(hub.name, document.set, zone)); // what was taken over is a first zone
      const dispute = isFirstOurs ? undefined : disputeOf(place, view, document, zone);
      return dispute ? [dispute] : [];
    });
    return findings.length > 0 ? stalled(endpoint, findings) : endpoint;
  });
}

/** The endpoint as one that takes no new client and whose zones and records are left alone. */
export function stalled(
  { live: _live, ...endpoint }: HubEndpoint,
  findings: readonly Finding[],
): HubEndpoint {
  return { ...endpoint, actions: [], findings: [...endpoint.findings, ...findings] };
}

function disputeOf(
  place: FindingPlace,
  view: HubView,
  document: Endpoint,
  name: ZoneName,
): Finding | undefined {
  const stranger = [...view.strangers, ...view.adoptable].find((z) => z.name === name);
  if (view.unclassified && stranger)
    return finding("unknown", place, {
      reason: errorCode(view.unclassified),
      message: `zone ${stranger.id} (${name}) may have been taken over earlier: its tags could not be read, so no zone of that name is made or used: ${view.unclassified.message}`,
      todo: "allow route53:ListTagsForResources to the hub's role (docs/iam.md)",
    });
  if (!document.adoptZones || adoptedZone(view, document, name)) return undefined;
  const theirs = view.adoptable.find((z) => z.name === name);
  return (
    theirs &&
    finding("conflict", place, {
      reason: "OtherOwner",
      message: `zone ${theirs.id} (${name}) belongs to owner ${ownerOf(theirs)}, and is not adopted`,
      todo: "agree with that owner, then set takeOwnership: true (and takeRecords: true if its records lead elsewhere); or leave adoptZones out for a zone of your own",
    })
  );
}

/** Not wanted here any more either: the hand-over is done, and there is nothing left to do. */
export function takenOver(place: FindingPlace, { view, by }: TakenZone, isWanted: boolean): Finding {
  return finding(isWanted ? "conflict" : "note", place, {
    reason: "TakenOver",
    message: `zone ${view.id} (${view.name}) was made by us and taken over by owner ${by}; nothing of it is touched`,
    todo: isWanted
      ? "delete the endpoint's document here; or, agreed with that owner, the zone's tag vpce-operator/claim"
      : undefined,
  });
}

/**
 * Somebody else's zone that the document may use: another owner's only to take it over. Of several, the one that more
 * VPCs use; the estate's owner may delete the others.
 */
export function adoptedZone(view: HubView, document: Endpoint, name: ZoneName): ZoneView | undefined {
  if (!document.adoptZones) return undefined;
  const usable = view.adoptable.filter(
    (zone) => zone.name === name && (document.takeOwnership || ownerOf(zone) === undefined),
  );
  return usable.toSorted(eldestFirst)[0];
}
