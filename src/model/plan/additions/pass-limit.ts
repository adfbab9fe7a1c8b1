import type { ActionKey } from "../../action/common.ts";
import { actionKey } from "../../action/zone.ts";
import type { Hub, Spoke } from "../../desired/types.ts";
import { type Finding, finding } from "../../finding.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { OwnVpc } from "../../own-vpc.ts";
import type { Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import type { Switches } from "../rules/switching/switches.ts";
import { nextWave, waveOf } from "../rules/switching/wave.ts";
import { byName, type Client } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { isFit } from "./admission.ts";

/**
 * Associations that one pass plans for a hub: nearly three hours of the account's rate. What is more would be observed
 * anew long before its turn comes, and a plan of millions of steps has no place in memory.
 */
const PAIRS_MAX = 50_000;

/** The missing associations that a pass takes on; the others follow in later passes. */
export type PassLimit = {
  /** Of the clients that the zone lacks. */
  taken(zone: WantedRow): readonly Client[];
  /** Where not all fit: the VPCs, by `vpcKey`, that were counted among those that do. */
  readonly counted: ReadonlySet<string>;
  /** Spokes that begin to leave rules for zones. */
  readonly begins: ReadonlySet<Spoke>;
  readonly findings: readonly Finding[];
};

/** `reviewed`: the steps of a saved plan, of which a run may leave some out and add none. */
export type PassLimitOptions = {
  readonly pairsMax?: number;
  readonly reviewed?: ReadonlySet<ActionKey>;
  /** VPCs, by `vpcKey`, that are taken on before others: a rollout's canary. */
  readonly first?: ReadonlySet<string>;
  readonly switches?: Switches;
  /** Where the operator runs, if that is known. */
  readonly ownVpc?: OwnVpc;
};

/**
 * Whole VPCs, hub VPCs first, then in the order of their documents' names: a VPC that joined only some of its zones
 * might lose a name that one of them hides (semantics 5). `blocked`: VPCs that cannot join, and are told so in any case.
 */
export function* passLimitOf(
  estate: Estate,
  { pairsMax = PAIRS_MAX, reviewed, first = new Set(), switches = new Map(), ownVpc }: PassLimitOptions,
  blocked: ReadonlySet<string> = new Set(),
): Turns<PassLimit> {
  if (reviewed) return reviewedOnly(estate, reviewed);
  const crowded: (Split & { readonly draft: Draft })[] = [];
  for (const draft of estate.drafts) {
    const pairs = open(draft).reduce((sum, zone) => sum + zone.wanted.missing.length, 0);
    if (pairs > pairsMax)
      crowded.push({ draft, ...(yield* split(estate, draft, { pairsMax, blocked, first })) });
  }
  const waves = wavesOf(estate, switches, { blocked, ownVpc, first });
  const waiting = new Map(crowded.map(({ draft, later }) => [draft.hub, later]));
  for (const { hub, wave } of waves)
    if (wave.waits.length > 0)
      waiting.set(hub, new Set([...(waiting.get(hub) ?? []), ...wave.waits.map(keyOf)]));
  const begins = new Set(waves.flatMap(({ wave }) => [...wave.begins]));
  return {
    taken: takenBut((hub) => waiting.get(hub)),
    counted: new Set([...crowded.flatMap(({ now }) => [...now]), ...[...begins].map(keyOf)]),
    begins,
    findings: [
      ...crowded.flatMap(({ draft, later }) => nextPass(draft, later.size, pairsMax)),
      ...waves.flatMap(({ hub, wave }) => nextWave(hub, wave)),
    ],
  };
}

function reviewedOnly({ drafts }: Estate, reviewed: ReadonlySet<ActionKey>): PassLimit {
  const takes = ({ ref }: WantedRow, { vpc }: Client) =>
    reviewed.has(actionKey("associate", ref, vpc)) || reviewed.has(actionKey("move", ref, vpc));
  const findings = drafts.flatMap((draft) => {
    const left = open(draft).flatMap((zone) => zone.wanted.missing.filter((client) => !takes(zone, client)));
    return nextPass(draft, new Set(left.map(({ vpc }) => vpcKey(vpc))).size);
  });
  const taken = (zone: WantedRow) => zone.wanted.missing.filter((client) => takes(zone, client));
  return { taken, counted: new Set(), begins: new Set(), findings };
}

/** In most fleets one zone lacks whom the zone before it lacked: a list is looked through once for all of those. */
function takenBut(laterOf: (hub: Hub) => ReadonlySet<string> | undefined): PassLimit["taken"] {
  let last: { hub: Hub; missing: readonly Client[]; taken: readonly Client[] } | undefined;
  return ({ hub, wanted: { missing } }) => {
    const later = laterOf(hub);
    if (!later) return missing;
    if (last?.hub !== hub || !sameClients(last.missing, missing))
      last = { hub, missing, taken: missing.filter(({ vpc }) => !later.has(vpcKey(vpc))) };
    return last.taken;
  };
}

function sameClients(some: readonly Client[], others: readonly Client[]): boolean {
  return some.length === others.length && some.every((client, i) => client === others[i]);
}

/** The lists of clients that the zones lack, each once, and for how many zones it stands. */
function listsOf(zones: readonly WantedRow[]): { missing: readonly Client[]; zones: number }[] {
  const lists: { missing: readonly Client[]; zones: number }[] = [];
  for (const { wanted } of zones) {
    const last = lists.at(-1);
    if (last && sameClients(last.missing, wanted.missing)) last.zones += 1;
    else lists.push({ missing: wanted.missing, zones: 1 });
  }
  return lists;
}

/** Zones that somebody may join now. */
function open({ zones }: Draft): readonly WantedRow[] {
  return zones.filter((zone) => zone.wanted.endpoint.live);
}

/** VPCs (`vpcKey`) that fit, and those that no longer do. */
type Split = { readonly now: ReadonlySet<string>; readonly later: ReadonlySet<string> };

function* split(
  { observed }: Estate,
  draft: Draft,
  {
    pairsMax,
    blocked,
    first,
  }: Required<Pick<PassLimitOptions, "pairsMax" | "first">> & { blocked: ReadonlySet<string> },
): Turns<Split> {
  const lacking = lackingIn(open(draft));
  yield;
  const [now, later] = [new Set<string>(), new Set<string>()];
  const rank = (key: string) => (first.has(key) ? 0 : 1);
  const inTurn = [...lacking].sort(
    ([a, one], [b, other]) => rank(a) - rank(b) || byName(one.client, other.client),
  );
  let taken = 0;
  for (const [key, { client, pairs }] of inTurn) {
    if (blocked.has(key) || !isFit(client, observed.vpcs.get(key))) continue;
    const fits = taken === 0 || !client.spoke || taken + pairs <= pairsMax;
    if (fits) taken += pairs;
    (fits ? now : later).add(key);
  }
  return { now, later };
}

/** By `vpcKey`: in how many of the zones. */
function lackingIn(zones: readonly WantedRow[]): Map<string, { client: Client; pairs: number }> {
  const lacking = new Map<string, { client: Client; pairs: number }>();
  for (const { missing, zones: own } of listsOf(zones))
    for (const client of missing) {
      const key = vpcKey(client.vpc);
      const before = lacking.get(key);
      if (before) before.pairs += own;
      else lacking.set(key, { client, pairs: own });
    }
  return lacking;
}

/** From rules to zones; of those from zones to rules `rules/joins` tells. */
function wavesOf(
  { drafts }: Estate,
  switches: Switches,
  {
    blocked,
    ...choices
  }: {
    readonly blocked: ReadonlySet<string>;
    readonly ownVpc: OwnVpc | undefined;
    readonly first: ReadonlySet<string>;
  },
) {
  return drafts.map(({ hub, spokes }) => ({
    hub,
    wave: waveOf(switches.get(hub) ?? [], {
      spokes,
      ready: (spoke) => spoke.mode === "phz-association" && !blocked.has(keyOf(spoke)),
      begun: 0,
      ...choices,
    }),
  }));
}

function keyOf({ vpc, region }: Spoke): string {
  return vpcKey(vpcRef(vpc, region));
}

function nextPass({ hub }: Draft, vpcs: number, pairsMax = PAIRS_MAX): Finding[] {
  if (vpcs === 0) return [];
  return [
    finding(
      "withheld",
      { hub: hub.name },
      {
        reason: "NextPass",
        message: `${vpcs} more VPCs wait for a later pass: one makes at most ${pairsMax} associations for a hub`,
        todo: "apply again when this pass is done",
      },
    ),
  ];
}
