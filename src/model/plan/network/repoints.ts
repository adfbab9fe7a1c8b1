import type { Hub, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { errorCode, type Finding, finding } from "../../finding.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { EndpointView } from "../../observed/endpoint.ts";
import type { HubView } from "../../observed/hub.ts";
import type { Observed } from "../../observed/observed.ts";
import type { Pair, Verdict } from "../../path/verdict.ts";
import { type Estate, vpcsIn } from "../estate/estate.ts";
import { mayLeadTo } from "../estate/leftover-endpoints.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { at } from "../wanted/finding-place.ts";
import { recordDiff } from "../wanted/zones/adopted-records.ts";
import { keptAliases, mayNotChange } from "../wanted/zones/records.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { endpointPath } from "./endpoint-path.ts";
import { spokePath } from "./paths.ts";

/** Aliases that lead to an endpoint which serves, and are to lead to another one. */
export type Repoint = { readonly zone: WantedRow; readonly before: EndpointView };

/**
 * Of a hub with rules: all spokes, for one that changes its mode is in the zone still and no client of it any more; and those
 * that a rule may serve: what the view VPC is answered is theirs too.
 */
export type Followers = (hub: Hub) => { readonly all: readonly Spoke[]; readonly byRule: readonly Spoke[] };

export type Repoints = ReadonlyMap<Draft, readonly Repoint[]>;

export function repointsOf(drafts: readonly Draft[]): Repoints {
  return new Map(drafts.map((draft) => [draft, repointsIn(draft)]));
}

function repointsIn({ view, zones }: Draft): Repoint[] {
  return zones.flatMap((zone) => {
    const before = endpointBefore(view, zone);
    return before ? [{ zone, before }] : [];
  });
}

function endpointBefore({ endpoints }: HubView, zone: WantedRow): EndpointView | undefined {
  const next = zone.wanted.endpoint.live;
  const records = valueIn(zone.live?.records);
  if (!records || !next) return undefined;
  const diff = recordDiff(zone, keptAliases(zone, records), records);
  if (diff.differing.length === 0 || mayNotChange(zone, diff)) return undefined;
  return endpoints.find(
    (one) =>
      one.id !== next.view?.id &&
      one.state === "available" &&
      diff.differing.some((record) => mayLeadTo(one, record)),
  );
}

/** Whom the zone answers now, as far as their documents want to know of the path. */
function spokesOf({ hub }: Draft, { live, wanted }: WantedRow, followers: Followers): Spoke[] {
  const members = new Set(vpcsIn(live).map(vpcKey));
  const { all, byRule: served } = followers(hub);
  const inZone = [...wanted.clients.all.flatMap(({ spoke }) => spoke ?? []), ...all].filter(
    ({ vpc, region }) => members.has(vpcKey(vpcRef(vpc, region))),
  );
  const byRule = served.filter(({ endpoints }) => endpoints.includes(wanted.endpoint.document));
  return [...new Set([...inZone, ...byRule])].filter(isAsking);
}

/** Spokes whose names are to lead elsewhere: of their networks has to be known whether packets follow. */
export function spokesFollowing(repoints: Repoints, followers: Followers): ReadonlySet<Spoke> {
  const all = [...repoints].flatMap(([draft, own]) =>
    own.flatMap(({ zone }) => spokesOf(draft, zone, followers)),
  );
  return new Set(all);
}

function isAsking({ pathCheck, suspend }: Spoke): boolean {
  return pathCheck !== "off" && pathCheck !== "report" && !suspend;
}

/**
 * By zone, why its aliases go on leading where they lead: from a client subnet of a spoke packets get there, and would not get to
 * the other endpoint (semantics 66). All who are in the zone wait with that spoke, for a name has one answer in it.
 */
export function repointObstacles(
  { drafts, observed }: Estate,
  followers: Followers,
): ReadonlyMap<WantedRow, Finding> {
  return new Map(
    [...repointsOf(drafts)].flatMap(([draft, repoints]) =>
      repoints.flatMap((repoint): [WantedRow, Finding][] => {
        const spokes = spokesOf(draft, repoint.zone, followers);
        const found = firstObstacle(draft, repoint, spokes, observed);
        return found ? [[repoint.zone, found]] : [];
      }),
    ),
  );
}

function firstObstacle(
  draft: Draft,
  repoint: Repoint,
  spokes: readonly Spoke[],
  observed: Observed,
): Finding | undefined {
  for (const spoke of spokes) {
    const found = obstacleOf(draft, repoint, spoke, observed);
    if (found) return found;
  }
  return undefined;
}

function obstacleOf(
  draft: Draft,
  { zone, before }: Repoint,
  spoke: Spoke,
  observed: Observed,
): Finding | undefined {
  const path = spokePath(draft, spoke, observed);
  const place = {
    ...at(zone),
    spoke: spoke.name,
    vpc: vpcRef(spoke.vpc, spoke.region),
    account: spoke.account,
  };
  if (path?.halfRead)
    return finding("unknown", place, {
      reason: errorCode(path.halfRead),
      message: `whether packets of spoke ${spoke.name} get where ${zone.ref.name} is to lead could not be seen: ${path.halfRead.message}`,
      todo: "run again; the aliases lead where they led meanwhile",
    });
  const { endpoint } = zone.wanted;
  const next = path?.verdicts.get(endpoint);
  const lost = next && firstLost(next, endpointPath(draft, atBefore(endpoint, before), spoke, observed));
  if (!lost) return undefined;
  const { subnet, trace } = lost;
  const to = endpoint.live?.view?.id ?? endpoint.document.name;
  return finding("withheld", place, {
    reason: "RepointBlocked",
    message: `${zone.ref.name} goes on leading to ${before.id}: from ${subnet.id} of spoke ${spoke.name} packets do not get to ${to} (${trace.stop?.says})`,
    todo: `${trace.stop?.todo}; if they do get there, set pathCheck: report of the spoke`,
  });
}

/** As if the document named the one where the name leads. */
function atBefore({ spec: _, ...endpoint }: HubEndpoint, before: EndpointView): HubEndpoint {
  return endpoint.live ? { ...endpoint, live: { ...endpoint.live, view: before } } : endpoint;
}

/** Of a client subnet from which nothing gets to the one, and something does, or may, to the other. */
function firstLost(next: Verdict, before: Verdict | undefined): Pair | undefined {
  const blocked = [...Map.groupBy(next.pairs, ({ subnet }) => subnet.id).values()].filter(isAllBlocked);
  return blocked
    .map(([first]) => first)
    .find(
      (pair) =>
        pair && !isAllBlocked((before?.pairs ?? []).filter(({ subnet }) => subnet.id === pair.subnet.id)),
    );
}

function isAllBlocked(pairs: readonly Pair[]): boolean {
  return pairs.length > 0 && pairs.every(({ kind }) => kind === "blocked");
}
