import type { Action } from "../../action/action.ts";
import type { Spoke } from "../../desired/types.ts";
import type { Finding, Why } from "../../finding.ts";
import { type EndpointId, pairKey, type VpcRef, vpcKey, vpcRef } from "../../ids.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import { type Estate, stays, vpcsIn } from "../estate/estate.ts";
import { replacements } from "../estate/leftover-endpoints.ts";
import { joinedEarlier } from "../order/earlier.ts";
import { Sequence } from "../order/sequence.ts";
import { Reachable } from "../resolution/shadow.ts";
import type { Gaps, GapsOf } from "../rules/handing-over/gaps.ts";
import { isLettingGo } from "../rules/own/bridge.ts";
import type { RuleClients } from "../rules/zone-clients.ts";
import { type Client, isHubClient } from "../wanted/clients.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { isTurningOff } from "../wanted/endpoints/private-dns.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { anchorBusy } from "./anchor.ts";
import { type Creation, type Creations, close, planCreations } from "./creation.ts";
import { type Joining, planJoining, successorIn } from "./new-associations.ts";
import { isPending, openingKey } from "./own-gap-clients.ts";
import { cannotOpen, openGaps, type PlannedPair } from "./own-gaps.ts";
import { type PairPlan, pairActions, type Release } from "./pair-actions.ts";
import { type PassLimit, type PassLimitOptions, passLimitOf } from "./pass-limit.ts";
import { shardNotes, zoneForecast } from "./quota-notes.ts";
import { afterZonalNames } from "./subnet-exit.ts";
import { turnOffAction, withheldTurnOffs } from "./turn-off.ts";
import { zoneActions } from "./zone-actions.ts";
import type { Departure } from "./zone-exit.ts";

export type Additions = {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** Pairs (`pairKey`) that a move takes out of a zone: not to be removed a second time. */
  readonly moved: ReadonlySet<string>;
  /** Pairs (`pairKey`) that stay until their zone is deleted, because the VPC then joins another of the name. */
  readonly following: ReadonlySet<string>;
  /** Pairs (zone key, VPC) that this plan is making: their authorizations are not strays. */
  readonly making: ReadonlySet<string>;
  /** Pairs (name's key, VPC) that could be made but for room: what leaves the name's zones makes some. */
  readonly lackRoom: ReadonlySet<string>;
  /** Spokes that begin to leave rules for zones. */
  readonly begins: ReadonlySet<Spoke>;
  /** Spokes' own endpoints that are on their way by a window. */
  readonly gaps: Gaps;
};

export type AdditionOptions = PassLimitOptions & {
  readonly ruleClients: RuleClients;
  /** Why aliases of a zone do not move to another endpoint yet. */
  readonly repoints: ReadonlyMap<WantedRow, Finding>;
  readonly gapsOf: GapsOf;
};

/** Everything that is missing: zones, records, tags, pairs; in an order in which every name goes on resolving. */
export function* planAdditions(estate: Estate, options: AdditionOptions): Turns<Additions> {
  const { limit, creations, joining, lackRoom, findings, waiting, gaps } = yield* arrivalsWithinLimit(
    estate,
    options,
  );
  const busy = new Set(estate.zones.filter((z) => joining.get(z)?.length).map((z) => z.wanted.endpoint));
  const replaced = replacements(estate);
  const sequence = new Sequence();
  const earlier: Action[] = [];
  for (const zone of estate.zones) {
    const clients = clientsOf(creations.byZone.get(zone), joining.get(zone));
    for (const { vpc, waits } of joinedEarlier(estate, zone, clients))
      earlier.push(...sequence.earlier(vpc, waits));
    yield;
  }
  const ofZones = estate.zones.map((zone) =>
    zoneActions(
      zone,
      creations.byZone.get(zone),
      {
        hasJoiners: busy.has(zone.wanted.endpoint),
        isReplaced: replaced.has(zone.wanted.endpoint),
        successor: successorOf(creations.byZone.get(zone), joining),
        kept: options.repoints.get(zone),
      },
      sequence,
    ),
  );
  const pairs = estate.zones.flatMap((zone) => (joining.get(zone) ?? []).map((join) => ({ zone, ...join })));
  const ofPairs: PairPlan[] = [];
  const opened: PlannedPair[] = [];
  yield* eachInTurns(pairs, (pair) => {
    const { zone, client } = pair;
    const release = releaseOf(estate, gaps, zone, client);
    const plan = pairActions(zone, pair, creations.byZone.has(zone), sequence, release);
    ofPairs.push(plan);
    if (typeof release === "object") opened.push({ zone, client, plan });
  });
  ofPairs.push(openGaps(gaps, opened));
  const going = estate.zones.filter(
    (z) => isTurningOff(z.wanted.endpoint) && !waiting.has(z.wanted.endpoint),
  );
  const turnOffs = [...Map.groupBy(going, (z) => z.wanted.endpoint)].flatMap(
    ([endpoint, zones]) =>
      turnOffAction(estate, zones, creations, joining, sequence.gatesOf(endpoint), going) ?? [],
  );
  const written = ofZones.flatMap((planned) => planned.actions);
  const ofEndpoints = estate.drafts.flatMap((d) =>
    d.endpoints.map((endpoint) =>
      afterZonalNames(
        endpoint,
        estate.zones.filter((zone) => zone.wanted.endpoint === endpoint),
        written,
      ),
    ),
  );
  const actions: Action[] = [...ofEndpoints.flatMap((planned) => planned.actions), ...earlier];
  const making = new Set<string>();
  yield* eachInTurns([...ofZones, ...ofPairs], (planned) => actions.push(...planned.actions));
  yield* eachInTurns(pairs, ({ zone, client }) => making.add(pairKey(zone.ref.key, client.vpc)));
  return {
    actions: [...actions, ...turnOffs.map((t) => t.action)],
    findings: [
      ...limit.findings,
      ...creations.findings,
      ...zoneForecast(estate.drafts, creations),
      ...shardNotes(creations, estate.zones),
      ...findings,
      ...waiting.values(),
      ...turnOffs.map((t) => t.finding),
      ...[...ofEndpoints, ...ofZones, ...ofPairs].flatMap((planned) => planned.findings),
    ],
    moved: leavingBy("move", pairs),
    following: leavingBy("deletion", pairs),
    lackRoom,
    making,
    begins: limit.begins,
    gaps,
  };
}

/** Whether an endpoint of the VPC's own holds the name, or AWS for it still, and when it is free. */
function releaseOf(
  estate: Estate,
  gaps: Gaps,
  { ref: { name } }: WantedRow,
  client: Client,
): Release | undefined {
  if (!client.spoke) return undefined;
  const by = openingKey(gaps, client, name);
  if (by !== undefined) return { by };
  if (isPending(gaps, client.spoke, name)) return "now";
  return isLettingGo(estate, client.spoke, name) ? "bridged" : undefined;
}

/** Whose VPCs come into the zone. */
function clientsOf(creation: Creation | undefined, joining: readonly Joining[] = []): VpcRef[] {
  const first = creation?.client ? [creation.first] : [];
  return [...first, ...joining.map(({ client }) => client.vpc)];
}

/** Who turns out unable to join anything takes no place in the limit: others come in, until nobody more turns out so. */
function* arrivalsWithinLimit(
  estate: Estate,
  options: AdditionOptions,
): Turns<Arrivals & { readonly limit: PassLimit }> {
  const blocked = new Set<string>();
  const dark = options.gapsOf(new Map()).pending.map(({ spoke }) => vpcKey(vpcRef(spoke.vpc, spoke.region)));
  const first = new Set([...dark, ...(options.first ?? [])]);
  for (;;) {
    const limit = yield* passLimitOf(estate, { ...options, first }, blocked);
    const arrived = yield* arrivals(estate, limit, options);
    const coming = new Set([...arrived.joining.values()].flat().map(({ client }) => vpcKey(client.vpc)));
    for (const { client } of arrived.creations.byZone.values()) if (client) coming.add(vpcKey(client.vpc));
    const idle = [...limit.counted].filter((vpc) => !coming.has(vpc));
    if (idle.length === 0) return { limit, ...arrived };
    for (const vpc of idle) blocked.add(vpc);
  }
}

type Arrivals = {
  readonly creations: Creations;
  readonly joining: ReadonlyMap<WantedRow, readonly Joining[]>;
  readonly lackRoom: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly waiting: ReadonlyMap<HubEndpoint, Finding>;
  /** Without those whose VPCs could not join. */
  readonly gaps: Gaps;
};

/**
 * Which zones are made and who joins which. While a switch waits the hub VPC joins nothing; an endpoint with a zone
 * that would begin with it is not complete then (semantics 3), and all is judged again without; likewise while private DNS of a
 * spoke's own endpoint stays on.
 */
function* arrivals(
  estate: Estate,
  limit: PassLimit,
  { ruleClients, repoints, gapsOf }: AdditionOptions,
): Turns<Arrivals> {
  const now = yield* reachableNow(estate);
  const waiting = new Map<HubEndpoint, Finding>();
  const stopped = { incomplete: new Set<HubEndpoint>(), closed: new Map<HubEndpoint, number>() };
  const busy: Finding[] = [];
  const shut = new Map<EndpointId, Why>();
  for (;;) {
    const gaps = gapsOf(shut);
    const { reachable, ...creations } = planCreations(estate, now, stopped, limit, ruleClients);
    const given = { creations, reachable, limit, ruleClients, repoints, gaps };
    const { joining, lackRoom, findings } = yield* planJoining(estate, given);
    if (couldNotOpen(shut, cannotOpen(estate, gaps, joining, [...creations.findings, ...findings]))) continue;
    for (const [endpoint, why] of withheldTurnOffs(estate, creations, joining, ruleClients))
      if (!waiting.has(endpoint)) waiting.set(endpoint, why);
    const made = [...creations.byZone.values()];
    const begun = made.filter(
      (c) => c.client && isHubClient(c.client) && waiting.has(c.zone.wanted.endpoint),
    );
    const alone = made.filter((c) => c.anchorFrom?.waitsFor && !successorOf(c, joining));
    if (begun.length + alone.length === 0)
      return {
        creations,
        joining: withoutHubs(joining, waiting),
        lackRoom,
        findings: [...busy, ...findings],
        waiting,
        gaps,
      };
    for (const { zone } of begun) stopped.incomplete.add(zone.wanted.endpoint);
    for (const { zone, first, anchorFrom } of alone) {
      close(stopped.closed, zone);
      busy.push(anchorBusy(zone, first, anchorFrom?.ref.key ?? ""));
    }
  }
}

/** Adds them to those that stay shut; false: none. */
function couldNotOpen(shut: Map<EndpointId, Why>, found: ReadonlyMap<EndpointId, Why>): boolean {
  for (const [id, why] of found) shut.set(id, why);
  return found.size > 0;
}

function successorOf(
  creation: Creation | undefined,
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
): VpcRef | undefined {
  const left = creation?.anchorFrom?.waitsFor;
  return left && successorIn(left, joining.get(left) ?? []);
}

function withoutHubs(
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
  waiting: ReadonlyMap<HubEndpoint, Finding>,
): Map<WantedRow, readonly Joining[]> {
  return new Map(
    [...joining].map(([zone, joins]) => [
      zone,
      waiting.has(zone.wanted.endpoint) ? joins.filter((j) => !isHubClient(j.client)) : joins,
    ]),
  );
}

function leavingBy(way: Departure["by"], pairs: readonly Joining[]): ReadonlySet<string> {
  return new Set(
    pairs.flatMap(({ departure, client }) =>
      departure?.by === way ? [pairKey(departure.from.ref.id, client.vpc)] : [],
    ),
  );
}

/** What resolves today, and will after this plan. */
function* reachableNow(estate: Estate): Turns<Reachable> {
  const reachable = new Reachable(estate.zones.map((zone) => zone.wanted));
  for (const row of estate.existing)
    if (row.wanted && reachable.isHideable(row.ref.name)) {
      for (const vpc of vpcsIn(row.live)) if (stays(row, vpc)) reachable.add(vpc, row.ref.name);
      yield;
    }
  return reachable;
}
