import { type ActionKey, actionKey } from "../../action.ts";
import type { Finding } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { byName, type Client } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import { missingFrom, type WantedZone } from "../wanted/zones/wanted-zones.ts";
import { isFit } from "./admission.ts";

/**
 * Associations that one pass plans for a hub: nearly three hours of the account's rate. What is more would be observed
 * anew long before its turn comes, and a plan of millions of steps has no place in memory.
 */
const PAIRS_MAX = 50_000;

/** The missing associations that a pass takes on; the others follow in later passes. */
export type Wave = {
  takes(zone: WantedZone, client: Client): boolean;
  /** Where not all fit: the VPCs, by `vpcKey`, that were counted among those that do. */
  readonly counted: ReadonlySet<string>;
  readonly findings: readonly Finding[];
};

/** `reviewed`: the steps of a saved plan, of which a run may leave some out and add none. */
export type WaveOptions = { readonly pairsMax?: number; readonly reviewed?: ReadonlySet<ActionKey> };

/**
 * Whole VPCs, hub VPCs first, then in the order of their documents' names: a VPC that joined only some of its zones
 * might lose a name that one of them hides (semantics 5). `blocked`: VPCs that cannot join, and are told so in any case.
 */
export function waveOf(
  estate: Estate,
  { pairsMax = PAIRS_MAX, reviewed }: WaveOptions,
  blocked: ReadonlySet<string> = new Set(),
): Wave {
  if (reviewed) return reviewedWave(estate, reviewed);
  const crowded = estate.drafts.flatMap((draft) => {
    const pairs = open(draft).reduce((sum, zone) => sum + missingFrom(zone).length, 0);
    return pairs > pairsMax ? [{ draft, ...split(estate, draft, pairsMax, blocked) }] : [];
  });
  const waiting = new Map(crowded.map(({ draft, later }) => [draft.hub, later]));
  return {
    takes: ({ hub }, { vpc }) => !waiting.get(hub)?.has(vpcKey(vpc)),
    counted: new Set(crowded.flatMap(({ now }) => [...now])),
    findings: crowded.flatMap(({ draft, later }) => nextPass(draft, later.size, pairsMax)),
  };
}

function reviewedWave({ drafts }: Estate, reviewed: ReadonlySet<ActionKey>): Wave {
  const takes = ({ ref }: WantedZone, { vpc }: Client) =>
    reviewed.has(actionKey("associate", ref, vpc)) || reviewed.has(actionKey("move", ref, vpc));
  const findings = drafts.flatMap((draft) => {
    const left = open(draft).flatMap((zone) => missingFrom(zone).filter((client) => !takes(zone, client)));
    return nextPass(draft, new Set(left.map(({ vpc }) => vpcKey(vpc))).size);
  });
  return { takes, counted: new Set(), findings };
}

/** Zones that somebody may join now. */
function open({ zones }: Draft): readonly WantedZone[] {
  return zones.filter((zone) => zone.settled.live);
}

/** VPCs (`vpcKey`) that fit, and those that no longer do. */
function split(
  { observed }: Estate,
  draft: Draft,
  pairsMax: number,
  blocked: ReadonlySet<string>,
): { now: ReadonlySet<string>; later: ReadonlySet<string> } {
  const pairs = new Map<string, number>();
  const clients = new Map<string, Client>();
  for (const zone of open(draft))
    for (const client of missingFrom(zone)) {
      const key = vpcKey(client.vpc);
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
      clients.set(key, client);
    }
  const [now, later] = [new Set<string>(), new Set<string>()];
  let taken = 0;
  for (const [key, client] of [...clients].sort(([, a], [, b]) => byName(a, b))) {
    if (blocked.has(key) || !isFit(client, observed.vpcs.get(key))) continue;
    const own = pairs.get(key) ?? 0;
    const fits = taken === 0 || !client.spoke || taken + own <= pairsMax;
    if (fits) taken += own;
    (fits ? now : later).add(key);
  }
  return { now, later };
}

function nextPass({ hub }: Draft, vpcs: number, pairsMax = PAIRS_MAX): Finding[] {
  if (vpcs === 0) return [];
  return [
    {
      kind: "withheld",
      reason: "NextPass",
      hub: hub.name,
      message: `${vpcs} more VPCs wait for a later pass: one makes at most ${pairsMax} associations for a hub`,
      todo: "apply again when this pass is done",
    },
  ];
}
