import type { Action } from "../../action.ts";
import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import { type Estate, stays } from "../estate/estate.ts";
import { replacements } from "../estate/leftover-endpoints.ts";
import { Sequence } from "../order/sequence.ts";
import { shardNotes, zoneForecast } from "../reads/limits.ts";
import { Reachable } from "../resolution/shadow.ts";
import type { Settled } from "../wanted/endpoints/endpoint.ts";
import { isHubClient, isTurningOff } from "../wanted/endpoints/private-dns.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import { anchorBusy } from "./anchor.ts";
import { type Creation, type Creations, close, planCreations } from "./creation.ts";
import { type Joining, planJoining, successorIn } from "./new-associations.ts";
import { pairActions } from "./pair-actions.ts";
import { type Wave, type WaveOptions, waveOf } from "./pass-limit.ts";
import { turnOffAction, withheldTurnOffs } from "./turn-off.ts";
import { zoneActions } from "./zone-actions.ts";
import { type Departure, pairKey } from "./zone-exit.ts";

export type Additions = {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** Pairs (`pairKey`) that a move takes out of a zone: not to be removed a second time. */
  readonly moved: ReadonlySet<string>;
  /** Pairs (`pairKey`) that stay until their zone is deleted, because the VPC then joins another of the name. */
  readonly following: ReadonlySet<string>;
  /** Pairs (zone key, VPC) that this plan is making: their authorisations are not strays. */
  readonly making: ReadonlySet<string>;
};

/** Everything that is missing: zones, records, tags, pairs; in an order in which no name goes dark. */
export function planAdditions(estate: Estate, options: WaveOptions = {}): Additions {
  const { wave, creations, joining, findings, waiting } = waveOfArrivals(estate, options);
  const busy = new Set(estate.zones.filter((z) => joining.get(z)?.length).map((z) => z.settled));
  const replaced = replacements(estate);
  const sequence = new Sequence();
  const ofZones = estate.zones.map((zone) =>
    zoneActions(
      zone,
      creations.byZone.get(zone),
      {
        hasJoiners: busy.has(zone.settled),
        isReplaced: replaced.has(zone.settled),
        successor: successorOf(creations.byZone.get(zone), joining),
      },
      sequence,
    ),
  );
  const pairs = estate.zones.flatMap((zone) => (joining.get(zone) ?? []).map((join) => ({ zone, ...join })));
  const ofPairs = pairs.map((pair) =>
    pairActions(pair.zone, pair, creations.byZone.has(pair.zone), sequence),
  );
  const going = estate.zones.filter((z) => isTurningOff(z.settled) && !waiting.has(z.settled));
  const turnOffs = [...Map.groupBy(going, (z) => z.settled)].flatMap(
    ([settled, zones]) =>
      turnOffAction(estate, zones, creations, joining, sequence.gatesOf(settled), going) ?? [],
  );
  const ofEndpoints = estate.drafts.flatMap((d) => d.endpoints.flatMap((settled) => settled.actions));
  return {
    actions: [
      ...ofEndpoints,
      ...[...ofZones, ...ofPairs].flatMap((planned) => planned.actions),
      ...turnOffs.map((t) => t.action),
    ],
    findings: [
      ...wave.findings,
      ...creations.findings,
      ...zoneForecast(estate.drafts, creations),
      ...shardNotes(creations, estate.zones),
      ...findings,
      ...waiting.values(),
      ...turnOffs.map((t) => t.finding),
      ...[...ofZones, ...ofPairs].flatMap((planned) => planned.findings),
    ],
    moved: leavingBy("move", pairs),
    following: leavingBy("deletion", pairs),
    making: new Set(pairs.map(({ zone, client }) => `${zone.ref.key} ${vpcKey(client.vpc)}`)),
  };
}

/** Who turns out unable to join anything takes no place in the wave: others come in, until nobody more turns out so. */
function waveOfArrivals(estate: Estate, options: WaveOptions): Arrivals & { readonly wave: Wave } {
  const blocked = new Set<string>();
  for (;;) {
    const wave = waveOf(estate, options, blocked);
    const arrived = arrivals(estate, wave);
    const coming = new Set([...arrived.joining.values()].flat().map(({ client }) => vpcKey(client.vpc)));
    for (const { client } of arrived.creations.byZone.values()) if (client) coming.add(vpcKey(client.vpc));
    const idle = [...wave.counted].filter((vpc) => !coming.has(vpc));
    if (idle.length === 0) return { wave, ...arrived };
    for (const vpc of idle) blocked.add(vpc);
  }
}

type Arrivals = {
  readonly creations: Creations;
  readonly joining: ReadonlyMap<WantedZone, readonly Joining[]>;
  readonly findings: readonly Finding[];
  readonly waiting: ReadonlyMap<Settled, Finding>;
};

/**
 * Which zones are made and who joins which. While a switch waits the hub VPC joins nothing; an endpoint with a zone
 * that would begin with it is not complete then (semantics 3), and all is judged again without.
 */
function arrivals(estate: Estate, wave: Wave): Arrivals {
  const now = reachableNow(estate);
  const waiting = new Map<Settled, Finding>();
  const stopped = { incomplete: new Set<Settled>(), closed: new Map<Settled, number>() };
  const busy: Finding[] = [];
  for (;;) {
    const { reachable, ...creations } = planCreations(estate, now, stopped, wave);
    const { joining, findings } = planJoining(estate, creations, reachable, wave);
    for (const [settled, why] of withheldTurnOffs(estate, creations, joining))
      if (!waiting.has(settled)) waiting.set(settled, why);
    const made = [...creations.byZone.values()];
    const begun = made.filter((c) => c.client && isHubClient(c.client) && waiting.has(c.zone.settled));
    const alone = made.filter((c) => c.anchorFrom?.waitsFor && !successorOf(c, joining));
    if (begun.length + alone.length === 0)
      return { creations, joining: withoutHubs(joining, waiting), findings: [...busy, ...findings], waiting };
    for (const { zone } of begun) stopped.incomplete.add(zone.settled);
    for (const { zone, first, anchorFrom } of alone) {
      close(stopped.closed, zone);
      busy.push(anchorBusy(zone, first, anchorFrom?.ref.key ?? ""));
    }
  }
}

function successorOf(
  creation: Creation | undefined,
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
): VpcRef | undefined {
  const left = creation?.anchorFrom?.waitsFor;
  return left && successorIn(left, joining.get(left) ?? []);
}

function withoutHubs(
  joining: ReadonlyMap<WantedZone, readonly Joining[]>,
  waiting: ReadonlyMap<Settled, Finding>,
): Map<WantedZone, readonly Joining[]> {
  return new Map(
    [...joining].map(([zone, joins]) => [
      zone,
      waiting.has(zone.settled) ? joins.filter((j) => !isHubClient(j.client)) : joins,
    ]),
  );
}

function leavingBy(way: Departure["by"], pairs: readonly Joining[]): ReadonlySet<string> {
  return new Set(
    pairs.flatMap(({ departure, client }) =>
      departure?.by === way ? [pairKey(departure.from, client.vpc)] : [],
    ),
  );
}

/** What resolves today, and will after this plan. */
function reachableNow(estate: Estate): Reachable {
  const reachable = new Reachable(estate.zones);
  for (const holder of estate.existing)
    if (holder.zone && holder.view.vpcs.kind === "seen" && reachable.isHideable(holder.view.name))
      for (const vpc of holder.view.vpcs.value) if (stays(holder, vpc)) reachable.add(vpc, holder.view.name);
  return reachable;
}
