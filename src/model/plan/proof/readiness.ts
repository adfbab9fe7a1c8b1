import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { isZoneAction } from "../../action/family.ts";
import type { ZoneAction } from "../../action/zone.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import { isAnchor, vpcsIn } from "../estate/estate.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import type { Changes } from "./changes.ts";
import { endpointNeeds } from "./endpoints.ts";
import { type Ground, zoneOf } from "./ground.ts";
import type { Need } from "./need.ts";
import { ownGapNeeds } from "./own-gaps.ts";
import { ruleNeeds } from "./rule-needs.ts";

/**
 * What holds for a zone or an endpoint as a whole, whatever VPC is asked about: a carrier is as good as what it leads to.
 * Answers with the needs that the plan does not meet.
 */
export function* unready(ground: Ground, changes: Changes, actions: readonly Action[]): Turns<Need[]> {
  const written = writtenByEndpoint(ground, changes);
  yield;
  const ofEndpoints = endpointNeeds(ground, changes, actions);
  const ofRules = ruleNeeds(ground, changes, actions);
  const ofGaps = ownGapNeeds(ground, changes, actions);
  const ofZones = (action: Action): readonly Need[] => {
    if (action.kind === "associate" || action.kind === "move")
      return siblings(ground, written, action, action.vpc);
    return isZoneAction(action) && empties(action) ? leavers(ground, changes, action) : [];
  };
  const needsOf = (action: Action) => [
    ...ofZones(action),
    ...ofEndpoints(action),
    ...ofRules(action),
    ...ofGaps(action),
  ];
  const unmet: Need[] = [];
  yield;
  yield* eachInTurns(actions, (action) => {
    const needs = needsOf(action);
    if (needs.length === 0) return;
    const after = new Set(action.after); // a zone that goes waits for all who leave it
    unmet.push(...needs.filter(({ keys }) => !keys.some((key) => after.has(key))));
  });
  return unmet;
}

type Written = { readonly zone: string; readonly name: string; readonly sure: readonly ActionKey[] };

/** Zones whose aliases are on their way, by their endpoint. */
function writtenByEndpoint({ rows }: Ground, { records }: Changes): ReadonlyMap<HubEndpoint, Written[]> {
  const written = new Map<HubEndpoint, Written[]>();
  for (const [zone, { sure }] of records) {
    const row = rows.get(zone);
    const endpoint = row?.wanted?.endpoint;
    if (!row || !endpoint) continue;
    const all = written.get(endpoint) ?? [];
    written.set(endpoint, all);
    all.push({ zone, name: row.ref.name, sure });
  }
  return written;
}

/** All names of an endpoint that a client gets have their aliases before it gets one of them (semantics 3). */
function siblings(
  { rows }: Ground,
  written: ReadonlyMap<HubEndpoint, readonly Written[]>,
  action: ZoneAction,
  vpc: VpcRef,
): Need[] {
  const endpoint = rows.get(zoneOf(action.zone))?.wanted?.endpoint;
  const others = (endpoint && written.get(endpoint)) ?? [];
  return others
    .filter(({ zone }) => rows.get(zone)?.wanted?.clients.keys.has(vpcKey(vpc)))
    .map(({ name, sure }) => ({ action, keys: sure, what: `the aliases of zone ${name} are in DNS` }));
}

/** Whether nothing of the zone's own name is left after it. */
function empties(action: ZoneAction): boolean {
  if (action.kind === "deleteZone") return true;
  if (action.kind !== "changeRecords") return false;
  const isApex = ({ name }: { readonly name: string }) => name === action.zone.name;
  return (action.deletes ?? []).some(isApex) && !action.upserts.some(isApex);
}

/** Who leaves the zone, by this plan or perhaps a moment ago, is out of it in DNS; but who goes with it as its last. */
function leavers({ views, rows }: Ground, { byVpc, waits }: Changes, action: ZoneAction): Need[] {
  const zone = zoneOf(action.zone);
  const hub = rows.get(zone)?.hub;
  const members = vpcsIn(views.get(zone)).filter((vpc) => !(hub && isAnchor(hub, vpc)));
  const last = action.kind === "deleteZone" && action.darkens ? vpcKey(action.darkens) : undefined;
  const leaving = members.map(vpcKey).filter((vpc) => vpc !== last);
  const out = (vpc: string) => byVpc.get(vpc)?.touched.get(zone)?.loss?.sure ?? [];
  const { name } = action.zone;
  return [
    {
      action,
      keys: waits.earlierIn(action.zone.key),
      what: `who left zone ${name} before is out of it in DNS`,
    },
    ...leaving.map((vpc) => ({ action, keys: out(vpc), what: `${vpc} is out of zone ${name} in DNS` })),
  ];
}
