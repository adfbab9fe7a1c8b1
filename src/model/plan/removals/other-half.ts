import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { gainsOf } from "../../effects.ts";
import type { Why } from "../../finding.ts";
import type { DocumentName, VpcId, VpcRef } from "../../ids.ts";
import type { Additions } from "../additions/additions.ts";
import { type Estate, isAnchor, isHubVpc, vpcsIn } from "../estate/estate.ts";
import { type LiveRow, nameKey } from "../wanted/zones/zone-row.ts";

/** Why a VPC stays in a zone of ours that no document wants it in, or undefined. */
export type OtherHalf = (row: LiveRow, vpc: VpcRef) => Why | undefined;

/**
 * A changed document takes one VPC out and brings another in, or the same one in elsewhere. Documents do not say what
 * they said before, so a spoke that is in no zone of its hub, and joins none by this plan, may be the other half of any
 * removal (semantics 25):
 *
 * | the spoke that waits                     | what it keeps                                                       |
 * |------------------------------------------|---------------------------------------------------------------------|
 * | is of the same hub and wants that zone   | VPCs that no document of the hub names: its `vpc` may have been one |
 * | names this VPC as a spoke of another hub | that VPC: its `hub` may have been this one                          |
 *
 * A suspended spoke, and one that chose no endpoint, waits for nothing. One that only lacks room in a full zone is proved
 * able to join, and what leaves that zone makes room for it.
 */
export function otherHalvesOf(desired: Desired, estate: Estate, additions: Additions): OtherHalf {
  let found: Found | undefined; // a pass that takes nothing out looks at no pair for it
  return (row, vpc) => {
    if (isAnchor(row.hub, vpc) || isHubVpc(row.hub, vpc)) return undefined;
    found ??= foundIn(desired, estate, additions);
    const { waiting, named, lacksRoom } = found;
    const moved = waiting.find((spoke) => spoke.vpc === vpc.id && spoke.hub !== row.hub);
    if (moved) return keptForHub(row, vpc, moved);
    if (named.get(row.hub)?.has(vpc.id)) return undefined; // its document stands, and chose otherwise
    const documents = new Set(wantedBy(estate, row));
    const other = waiting.find(
      (spoke) =>
        spoke.hub === row.hub &&
        spoke.endpoints.some((document) => documents.has(document)) &&
        !lacksRoom.has(`${spoke.name} ${row.live.name}`),
    );
    return other && keptForSpoke(row, vpc, other);
  };
}

type Found = {
  readonly waiting: readonly Spoke[];
  /** The VPCs that a hub's documents name. */
  readonly named: ReadonlyMap<Hub, ReadonlySet<VpcId>>;
  /** Spoke and zone name: only room keeps it out. */
  readonly lacksRoom: ReadonlySet<string>;
};

function foundIn(desired: Desired, estate: Estate, additions: Additions): Found {
  const full = additions.findings.filter(({ reason }) => reason === "ZoneFull");
  return {
    waiting: waitingSpokes(desired, estate, additions),
    named: namedIn(desired),
    lacksRoom: new Set(full.map(({ spoke, zone }) => `${spoke} ${zone}`)),
  };
}

/** By VPC id: a document with another Region means the same VPC. Of a hub that was not read nothing was seen. */
function waitingSpokes({ spokes }: Desired, estate: Estate, { actions }: Additions): readonly Spoke[] {
  const present = new Map<DocumentName, Set<VpcId>>();
  const add = (hub: DocumentName, id: VpcId) => present.set(hub, (present.get(hub) ?? new Set()).add(id));
  for (const { hub, live } of estate.existing) for (const { id } of vpcsIn(live)) add(hub.name, id);
  for (const action of actions) for (const { vpc } of gainsOf([action])) add(action.hub, vpc.id);
  return spokes.filter(
    (spoke) => !spoke.suspend && spoke.endpoints.length > 0 && !present.get(spoke.hub.name)?.has(spoke.vpc),
  );
}

function namedIn({ spokes }: Desired): Map<Hub, Set<VpcId>> {
  const byHub = Map.groupBy(spokes, ({ hub }) => hub);
  return new Map([...byHub].map(([hub, own]) => [hub, new Set(own.map(({ vpc }) => vpc))]));
}

/** A zone that goes with its endpoint's document is wanted by none; a shard that nobody is left in, by its name's. */
function wantedBy({ zones }: Estate, row: LiveRow) {
  if (row.wanted) return [row.wanted.endpoint.document];
  const ofName = row.emptied ? zones.filter((zone) => nameKey(zone) === nameKey(row)) : [];
  return ofName.map((zone) => zone.wanted.endpoint.document);
}

function keptForHub({ live }: LiveRow, vpc: VpcRef, spoke: Spoke): Why {
  return {
    reason: "OtherHalfWaits",
    message: `${vpc.id} stays in zone ${live.id} (${live.name}): spoke ${spoke.name} names it for hub ${spoke.hub.name}, where it is seen in no zone and can join none now`,
    todo: `see why it cannot join there, or correct the hub of spoke ${spoke.name}; if the VPC should leave all the same, suspend or delete that spoke`,
  };
}

function keptForSpoke({ live }: LiveRow, vpc: VpcRef, spoke: Spoke): Why {
  return {
    reason: "OtherHalfWaits",
    message: `${vpc.id} is in no document and stays in zone ${live.id} (${live.name}): spoke ${spoke.name} (${spoke.vpc}) wants that name, is seen in no zone of the hub and can join none now; if its document was changed, it may have been that VPC's`,
    todo: `correct spoke ${spoke.name}, or see why it cannot join; if ${vpc.id} should leave all the same, suspend or delete that spoke until it can`,
  };
}
