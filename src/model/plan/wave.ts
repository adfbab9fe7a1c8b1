import { type ActionKey, actionKey } from "../action.ts";
import { valueIn } from "../failure.ts";
import type { Finding } from "../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../ids.ts";
import type { VpcView } from "../observed.ts";
import { byName, type Client } from "./clients.ts";
import type { Draft } from "./draft.ts";
import type { Estate } from "./estate.ts";
import { missingFrom, type WantedZone } from "./wanted-zones.ts";

/**
 * Associations that one pass plans for a hub: nearly three hours of the account's rate. What is more would be observed
 * anew long before its turn comes, and a plan of millions of steps has no place in memory.
 */
const PAIRS_MAX = 50_000;

/** The missing associations that a pass takes on; the others follow in later passes. */
export type Wave = {
  takes(zone: WantedZone, client: Client): boolean;
  readonly findings: readonly Finding[];
};

/** `reviewed`: the steps of a saved plan, of which a run may leave some out and add none. */
export type WaveOptions = { readonly pairsMax?: number; readonly reviewed?: ReadonlySet<ActionKey> };

/**
 * Whole VPCs, hub VPCs first, then in the order of their documents' names: a VPC that joined only some of its zones
 * might lose a name that one of them hides (semantics 5). What cannot join takes no place, so that nobody waits for it
 * in vain.
 */
export function waveOf(estate: Estate, { pairsMax = PAIRS_MAX, reviewed }: WaveOptions): Wave {
  if (reviewed) return reviewedWave(estate, reviewed);
  const later = new Map<Draft, ReadonlySet<string>>();
  for (const draft of estate.drafts) {
    const pairs = open(draft).reduce((sum, zone) => sum + missingFrom(zone).length, 0);
    if (pairs > pairsMax) later.set(draft, beyond(estate, draft, pairsMax));
  }
  const waiting = new Map([...later].map(([{ hub }, vpcs]) => [hub, vpcs]));
  return {
    takes: ({ hub }, { vpc }) => !waiting.get(hub)?.has(vpcKey(vpc)),
    findings: [...later].flatMap(([draft, vpcs]) => nextPass(draft, vpcs.size, pairsMax)),
  };
}

function reviewedWave({ drafts }: Estate, reviewed: ReadonlySet<ActionKey>): Wave {
  const takes = ({ ref }: WantedZone, { vpc }: Client) =>
    reviewed.has(actionKey("associate", ref, vpc)) || reviewed.has(actionKey("move", ref, vpc));
  const findings = drafts.flatMap((draft) => {
    const left = open(draft).flatMap((zone) => missingFrom(zone).filter((client) => !takes(zone, client)));
    return nextPass(draft, new Set(left.map(({ vpc }) => vpcKey(vpc))).size);
  });
  return { takes, findings };
}

/** Zones that somebody may join now. */
function open({ zones }: Draft): readonly WantedZone[] {
  return zones.filter((zone) => zone.settled.live);
}

/** VPCs (`vpcKey`) that no longer fit. */
function beyond(estate: Estate, draft: Draft, pairsMax: number): ReadonlySet<string> {
  const pairs = openPairs(estate, draft);
  const lists = [...new Set(draft.zones.map(({ clients }) => clients))];
  const clients = new Map(lists.flat().map((client) => [vpcKey(client.vpc), client]));
  const waiting = new Set<string>();
  let taken = 0;
  for (const [key, { spoke }] of [...clients].sort(([, a], [, b]) => byName(a, b))) {
    const own = pairs.get(key) ?? 0;
    if (own > 0 && taken > 0 && spoke && taken + own > pairsMax) waiting.add(key);
    else taken += own;
  }
  return waiting;
}

/** How many zones each VPC can join, as far as it was seen; who can join none is not there, and told of in any case. */
function openPairs(estate: Estate, draft: Draft): Map<string, number> {
  const pairs = new Map<string, number>();
  const held = new Map<string, ReadonlySet<ZoneName>>();
  for (const zone of open(draft))
    for (const { vpc } of missingFrom(zone)) {
      const key = vpcKey(vpc);
      if (estate.observed.vpcs.get(key)?.kind !== "seen") continue;
      const names = held.get(key) ?? namesHeld(estate, vpc);
      held.set(key, names);
      if (!names.has(zone.ref.name)) pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
  return pairs;
}

/** By zones, endpoints and rules that are not ours to move. */
function namesHeld(estate: Estate, vpc: VpcRef): ReadonlySet<ZoneName> {
  const view: VpcView | undefined = valueIn(estate.observed.vpcs.get(vpcKey(vpc)));
  const zones = (valueIn(view?.zones) ?? []).filter((zone) => !estate.ours(zone.id));
  const endpoints = (valueIn(view?.privateDns) ?? []).flatMap((endpoint) => endpoint.names);
  return new Set([...[...zones, ...(valueIn(view?.rules) ?? [])].map(({ name }) => name), ...endpoints]);
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
