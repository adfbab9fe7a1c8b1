import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { gainsOf } from "../../action/effects.ts";
import type { EndpointAction } from "../../action/endpoint.ts";
import type { ZoneAction } from "../../action/zone.ts";
import { pairKey } from "../../ids.ts";
import { serviceOf } from "../estate/estate.ts";
import { isLive } from "../wanted/zones/zone-row.ts";
import type { Changes } from "./changes.ts";
import { type Ground, zoneOf } from "./ground.ts";
import type { Need } from "./need.ts";

/** What a step needs because of the endpoints that aliases lead to (semantics 30, 32). */
export function endpointNeeds(
  ground: Ground,
  changes: Changes,
  actions: readonly Action[],
): (action: Action) => readonly Need[] {
  const available = availability(actions);
  return (action) => {
    switch (action.kind) {
      case "changeRecords":
        return targets(action, available);
      case "turnOffPrivateDns":
        return takeover(ground, changes, action, gainsByPair(actions));
      case "modifyEndpoint":
        return action.change.removeSubnets ? zonalNames(changes, action) : [];
      case "deleteEndpoint":
        return leads(ground, changes, action);
      default:
        return [];
    }
  };
}

function gainsByPair(actions: readonly Action[]): ReadonlyMap<string, Action> {
  return new Map(
    actions.flatMap((action) =>
      gainsOf([action]).map(({ vpc, by }) => [pairKey(by.zone.key, vpc), action] as const),
    ),
  );
}

/** By endpoint: the wait until it is available, if it comes after its creation. */
function availability(actions: readonly Action[]): ReadonlyMap<string, readonly ActionKey[]> {
  const made = new Map(
    actions.flatMap((a) => (a.kind === "createEndpoint" ? [[a.target.key, a.key] as const] : [])),
  );
  return new Map(
    actions.flatMap((action) => {
      if (action.kind !== "awaitEndpoint") return [];
      const creation = made.get(action.target.key);
      const isAfter = creation === undefined || action.after.includes(creation);
      return [[action.target.key, isAfter ? [action.key] : []] as const];
    }),
  );
}

/** No alias leads to an endpoint that is not available. */
function targets(
  action: Extract<ZoneAction, { kind: "changeRecords" }>,
  available: ReadonlyMap<string, readonly ActionKey[]>,
): Need[] {
  const pending = action.upserts.flatMap(({ target }) => ("endpoint" in target ? [target.endpoint] : []));
  return [...new Set(pending)].map((endpoint) => ({
    action,
    keys: available.get(endpoint) ?? [],
    what: `endpoint ${endpoint} is available`,
  }));
}

/** The hub VPC loses its own answers when all is ready that takes their place, and the spokes of this plan are served. */
function takeover(
  { estate }: Ground,
  { records }: Changes,
  action: Extract<EndpointAction, { kind: "turnOffPrivateDns" }>,
  gains: ReadonlyMap<string, Action>,
): Need[] {
  const zones = estate.zones.filter(
    ({ hub, wanted, ref }) =>
      hub.name === action.hub &&
      wanted.endpoint.document.name === action.endpoint &&
      action.names.includes(ref.name),
  );
  const taking = zones.map(({ ref }) => gains.get(pairKey(ref.key, action.vpc)));
  if (taking.some((one) => one?.kind === "createZone")) return []; // they begin with the hub VPC: the gap is accepted
  const joins = action.served.flatMap(({ zone, vpcs }) =>
    vpcs.flatMap((vpc) => gains.get(pairKey(zone.key, vpc)) ?? []),
  );
  return [
    ...joins.map(({ key }) => ({ action, keys: [key], what: "the spokes have joined" })),
    ...zones.flatMap(({ ref }) => {
      const change = records.get(zoneOf(ref));
      return change
        ? [{ action, keys: change.sure, what: `the aliases of zone ${ref.name} are in DNS` }]
        : [];
    }),
  ];
}

/** Subnets go when the names of their Availability Zones have left DNS. */
function zonalNames({ records }: Changes, action: EndpointAction): Need[] {
  return [...records.values()].flatMap(({ action: change, sure }) => {
    const isOf = change.hub === action.hub && change.endpoint === action.endpoint;
    if (change.kind !== "changeRecords" || !isOf || !change.deletes?.length) return [];
    return [{ action, keys: sure, what: `the records of zone ${change.zone.name} are in DNS` }];
  });
}

/** An endpoint goes when nothing leads there any more, in DNS too: each of its zones is gone, or its aliases moved. */
function leads(
  { estate }: Ground,
  { records, deletions }: Changes,
  action: Extract<EndpointAction, { kind: "deleteEndpoint" }>,
): Need[] {
  const led = new Set<string>(action.led);
  const zones = estate.drafts.flatMap(({ view }) => [...view.zones, ...view.adoptable]);
  const named = new Map(zones.map(({ id, name }) => [id as string, name]));
  for (const row of estate.existing)
    if (
      isLive(row) &&
      serviceOf(row) === action.target.service &&
      (records.has(row.ref.id) || deletions.has(row.ref.id))
    )
      led.add(row.ref.id);
  return [...led].map((zone) => {
    const deletion = deletions.get(zone);
    const keys = deletion ? [deletion.key] : (records.get(zone)?.sure ?? []);
    return { action, keys, what: `nothing of zone ${named.get(zone) ?? zone} leads there in DNS` };
  });
}
