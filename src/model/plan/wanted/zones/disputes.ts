import type { Endpoint, Hub } from "../../../desired/types.ts";
import type { Finding } from "../../../finding.ts";
import type { ZoneName } from "../../../ids.ts";
import type { HubView, ZoneView } from "../../../observed.ts";
import type { Settled } from "../endpoints/endpoint.ts";
import { eldestFirst, type OwnedZone, ownerOf, type TakenZone } from "./owned-zones.ts";

type Owned = { readonly zones: readonly OwnedZone[]; readonly taken: readonly TakenZone[] };
type Dispute = Pick<Finding, "kind" | "reason" | "message" | "todo">;

/**
 * Endpoints of which a zone exists that may not be used, or may be ours unseen, are stalled with the reason: a second
 * zone of the name beside it would be a duplicate (semantics 10, 12).
 */
export function withoutDisputes(
  hub: Hub,
  view: HubView,
  { zones, taken }: Owned,
  endpoints: readonly Settled[],
): Settled[] {
  const ours = new Set(zones.map((z) => `${z.set}/${z.view.name}/${z.shard}`));
  return endpoints.map((settled) => {
    const { endpoint } = settled;
    const findings = settled.names.flatMap(({ zone }): Finding[] => {
      const place = { hub: hub.name, endpoint: endpoint.name, zone };
      const lost = taken.filter((z) => z.set === endpoint.set && z.view.name === zone);
      if (lost.length > 0) return lost.map((z) => ({ ...place, ...takenOver(z, true) }));
      const isFirstOurs = ours.has(`${endpoint.set}/${zone}/0`); // what was taken over is a first zone
      const dispute = isFirstOurs ? undefined : disputeOf(view, endpoint, zone);
      return dispute ? [{ ...place, ...dispute }] : [];
    });
    return findings.length > 0 ? stalled(settled, findings) : settled;
  });
}

/** The endpoint as one that takes no new client and whose zones and records are left alone. */
export function stalled({ live: _live, ...settled }: Settled, findings: readonly Finding[]): Settled {
  return { ...settled, actions: [], findings: [...settled.findings, ...findings] };
}

function disputeOf(view: HubView, endpoint: Endpoint, name: ZoneName): Dispute | undefined {
  const stranger = [...view.strangers, ...view.adoptable].find((z) => z.name === name);
  if (view.unclassified && stranger)
    return {
      kind: "unknown",
      reason: view.unclassified.error,
      message: `zone ${stranger.id} (${name}) may have been taken over earlier: its tags could not be read, so no zone of that name is made or used: ${view.unclassified.message}`,
      todo: "allow route53:ListTagsForResources to the hub's role (docs/iam.md)",
    };
  if (!endpoint.adoptZones || adoptedZone(view, endpoint, name)) return undefined;
  const theirs = view.adoptable.find((z) => z.name === name);
  return (
    theirs && {
      kind: "conflict",
      reason: "OtherOwner",
      message: `zone ${theirs.id} (${name}) belongs to owner ${ownerOf(theirs)}, and is not adopted`,
      todo: "agree with that owner, then set takeOwnership: true; or leave adoptZones out for a zone of your own",
    }
  );
}

/** Not wanted here any more either: the hand-over is done, and there is nothing left to do. */
export function takenOver({ view, by }: TakenZone, isWanted: boolean): Dispute {
  return {
    kind: isWanted ? "conflict" : "note",
    reason: "TakenOver",
    message: `zone ${view.id} (${view.name}) was made by us and taken over by owner ${by}; nothing of it is touched`,
    ...(isWanted && {
      todo: "delete the endpoint's document here; or, agreed with that owner, the zone's tag vpce-operator/claim",
    }),
  };
}

/**
 * Somebody else's zone that the document may use: another owner's only to take it over. Of several, the one that more
 * VPCs use; the estate's owner may delete the others.
 */
export function adoptedZone(view: HubView, endpoint: Endpoint, name: ZoneName): ZoneView | undefined {
  if (!endpoint.adoptZones) return undefined;
  const usable = view.adoptable.filter(
    (zone) => zone.name === name && (endpoint.takeOwnership || ownerOf(zone) === undefined),
  );
  return usable.toSorted(eldestFirst)[0];
}
