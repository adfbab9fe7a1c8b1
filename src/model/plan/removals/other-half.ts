import type { ActionKey } from "../../action/common.ts";
import { gainsOf } from "../../action/effects.ts";
import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { isUnread } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { pairKey, type VpcId, type VpcRef, type ZoneName } from "../../ids.ts";
import type { Additions } from "../additions/additions.ts";
import { type Estate, isAnchor, isHubVpc, isMember, vpcsIn } from "../estate/estate.ts";
import { waitingForOthers } from "../order/dependents.ts";
import { isAllOf } from "../wanted/clients.ts";
import { type LiveRow, nameKey, type WantedRow } from "../wanted/zones/zone-row.ts";

/**
 * A changed document takes one VPC out and brings another in, or the same one in elsewhere. Documents do not say what
 * they said before, so a spoke that lacks a name may be the other half of a removal (semantics 25):
 *
 * | the spoke                                                      | may be the other half of                       |
 * |----------------------------------------------------------------|------------------------------------------------|
 * | wants the zone, is in none of its name, and shares no other    | a VPC that no document of the hub names: its   |
 * | name of the hub with the VPC that leaves                       | `vpc` may have been that one                   |
 * | names the VPC for another hub, in whose zones it is not        | that VPC: its `hub` may have been this one     |
 *
 * What this plan brings in has to be in before the other half leaves; what it does not bring in keeps the other half. So
 * a spoke that has joined some names keeps the VPC in exactly the others. A suspended spoke, and one that chose no
 * endpoint, keeps nothing; nor does one that only lacks room in full zones: it is proved able to join, and what leaves
 * makes room for it.
 */
export type OtherHalf = {
  /** Why the VPC stays, or undefined. */
  keeps(row: LiveRow, vpc: VpcRef): Why | undefined;
  /** What has to succeed before it leaves. */
  before(row: LiveRow, vpc: VpcRef): readonly ActionKey[];
};

/** `joins`: what brings the spoke in; nothing: this plan does not. */
type Half = { readonly spoke: Spoke; readonly joins: readonly ActionKey[] };

export function otherHalvesOf(desired: Desired, estate: Estate, additions: Additions): OtherHalf {
  let search: Search | undefined; // a pass that takes nothing out looks at no pair for it
  const halves = (row: LiveRow, vpc: VpcRef): readonly Half[] => {
    if (isAnchor(row.hub, vpc) || isHubVpc(row.hub, vpc)) return [];
    search ??= new Search(desired, estate, additions);
    return search.halvesOf(row, vpc);
  };
  return {
    keeps(row, vpc) {
      const half = halves(row, vpc).find(({ joins }) => joins.length === 0);
      if (!half) return undefined;
      return half.spoke.hub === row.hub
        ? keptForSpoke(row, vpc, half.spoke)
        : keptForHub(row, vpc, half.spoke);
    },
    before: (row, vpc) => halves(row, vpc).flatMap(({ joins }) => joins),
  };
}

/** VPCs go by their ids: a document with another Region means the same VPC. */
class Search {
  readonly #estate: Estate;
  readonly #additions: Additions;
  /** Spokes that are in no zone of their hub. */
  readonly #nowhere: ReadonlyMap<VpcId, readonly Half[]>;
  /** The VPCs that a hub's documents name. */
  readonly #named: ReadonlyMap<Hub, ReadonlySet<VpcId>>;
  /** By `placeOf`, with the name and without. */
  readonly #joins: ReadonlyMap<string, readonly ActionKey[]>;
  readonly #rows: ReadonlyMap<string, readonly WantedRow[]>;
  readonly #lacking = new Map<string, readonly Half[]>();

  constructor(desired: Desired, estate: Estate, additions: Additions) {
    this.#estate = estate;
    this.#additions = additions;
    this.#named = namedIn(desired);
    this.#joins = joinsIn(additions);
    this.#rows = Map.groupBy(estate.zones, nameKey);
    const present = presentIn(estate);
    const nowhere = desired.spokes.filter(
      ({ hub, vpc, suspend, endpoints }) => !suspend && endpoints.length > 0 && !present.get(hub)?.has(vpc),
    );
    this.#nowhere = Map.groupBy(
      nowhere.map((spoke) => ({ spoke, joins: this.#joins.get(placeOf(spoke)) ?? [] })),
      ({ spoke }) => spoke.vpc,
    );
  }

  halvesOf(row: LiveRow, vpc: VpcRef): readonly Half[] {
    const moved = this.#nowhere.get(vpc.id)?.find(({ spoke }) => spoke.hub !== row.hub);
    if (moved) return [moved];
    if (this.#named.get(row.hub)?.has(vpc.id)) return []; // its document stands, and chose otherwise
    const lacking = row.wanted || row.emptied ? this.#lackingIn(row) : [];
    if (lacking.length === 0) return [];
    const rows = this.#estate.existing.filter(({ hub }) => hub === row.hub);
    const shared = rows.filter((other) => isMember(other, vpc));
    return lacking.filter(({ spoke }) => !shared.some((other) => isIn(other, spoke.vpc)));
  }

  /** Spokes that want the zone's name and are in no zone of it. */
  #lackingIn(row: LiveRow): readonly Half[] {
    const key = nameKey(row);
    const known = this.#lacking.get(key);
    if (known) return known;
    const rows = this.#rows.get(key) ?? [];
    const seen = rows.flatMap(({ live }) => vpcsIn(live));
    const ids = new Set(seen.map(({ id }) => id));
    const lacking = rows.flatMap(maybeMissing).flatMap(({ spoke, vpc }): Half[] => {
      if (!spoke || ids.has(vpc.id)) return [];
      if (isVanished(row)) return this.#nowhere.get(vpc.id)?.filter((half) => half.spoke === spoke) ?? [];
      const joins = this.#joins.get(placeOf(spoke, row.ref.name)) ?? [];
      const onlyRoom = joins.length === 0 && this.#additions.lackRoom.has(pairKey(key, vpc));
      return onlyRoom ? [] : [{ spoke, joins }];
    });
    this.#lacking.set(key, lacking);
    return lacking;
  }
}

/** Nobody joins a name that AWS lists no more, so it is the other names that tell who takes whose place. */
function isVanished({ wanted }: LiveRow): boolean {
  return wanted?.endpoint.live !== undefined && wanted.aliases === undefined;
}

/** Of a zone that could not be read, nobody is known to be in it. */
function maybeMissing({ live, wanted }: WantedRow): WantedRow["wanted"]["missing"] {
  return isUnread(live?.vpcs) ? wanted.clients.all.filter(({ spoke }) => !spoke?.suspend) : wanted.missing;
}

function isIn({ live }: LiveRow, id: VpcId): boolean {
  return vpcsIn(live).some((vpc) => vpc.id === id);
}

/** Of a hub that was not read nothing was seen. */
function presentIn({ existing }: Estate): Map<Hub, Set<VpcId>> {
  const present = new Map<Hub, Set<VpcId>>();
  for (const { hub, live } of existing) {
    const ids = present.get(hub) ?? new Set();
    present.set(hub, ids);
    for (const { id } of vpcsIn(live)) ids.add(id);
  }
  return present;
}

function namedIn({ spokes }: Desired): Map<Hub, Set<VpcId>> {
  const byHub = Map.groupBy(spokes, ({ hub }) => hub);
  return new Map([...byHub].map(([hub, own]) => [hub, new Set(own.map(({ vpc }) => vpc))]));
}

/** What comes into a zone by itself. Who has to come out of another zone first may be waiting for the removals. */
function joinsIn({ actions }: Additions): Map<string, ActionKey[]> {
  const waiting = waitingForOthers(actions);
  const joins = new Map<string, ActionKey[]>();
  for (const action of actions)
    if (!waiting.has(action.key))
      for (const { vpc, name } of gainsOf([action]))
        for (const place of [`${action.hub} ${vpc.id}`, `${action.hub} ${vpc.id} ${name}`])
          joins.set(place, [...(joins.get(place) ?? []), action.key]);
  return joins;
}

function placeOf({ hub, vpc }: Spoke, name?: ZoneName): string {
  return name === undefined ? `${hub.name} ${vpc}` : `${hub.name} ${vpc} ${name}`;
}

function keptForHub({ live }: LiveRow, vpc: VpcRef, spoke: Spoke): Why {
  return {
    reason: "OtherHalfWaits",
    message: `${vpc.id} stays in zone ${live.id} (${live.name}): spoke ${spoke.name} names it for hub ${spoke.hub.name}, where it is seen in no zone and can join none now`,
    todo: `see why it cannot join there, or correct the hub of spoke ${spoke.name}; if the VPC should leave all the same, suspend or delete that spoke`,
  };
}

function keptForSpoke({ live, wanted }: LiveRow, vpc: VpcRef, spoke: Spoke): Why {
  const leavesOut = wanted && !isAllOf(spoke.endpoints, wanted.endpoint.document);
  const leaveOut = leavesOut
    ? `, or leave the name out there (endpoints: { except: [${wanted.endpoint.document.name}] })`
    : "";
  return {
    reason: "OtherHalfWaits",
    message: `${vpc.id} is in no document and stays in zone ${live.id} (${live.name}): spoke ${spoke.name} (${spoke.vpc}) wants that name, is seen in no zone of it and cannot join now; if its document was changed, it may have been that VPC's`,
    todo: `correct spoke ${spoke.name}, see why it cannot join${leaveOut}; if ${vpc.id} should leave all the same, suspend or delete that spoke until it can`,
  };
}
