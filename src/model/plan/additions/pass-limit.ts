import { type ActionKey, actionKey } from "../../action.ts";
import { type Finding, finding } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import type { Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
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
  takes(zone: WantedRow, client: Client): boolean;
  /** Where not all fit: the VPCs, by `vpcKey`, that were counted among those that do. */
  readonly counted: ReadonlySet<string>;
  readonly findings: readonly Finding[];
};

/** `reviewed`: the steps of a saved plan, of which a run may leave some out and add none. */
export type PassLimitOptions = {
  readonly pairsMax?: number;
  readonly reviewed?: ReadonlySet<ActionKey>;
  /** VPCs, by `vpcKey`, that are taken on before others: a rollout's canary. */
  readonly first?: ReadonlySet<string>;
};

/**
 * Whole VPCs, hub VPCs first, then in the order of their documents' names: a VPC that joined only some of its zones
 * might lose a name that one of them hides (semantics 5). `blocked`: VPCs that cannot join, and are told so in any case.
 */
export function* passLimitOf(
  estate: Estate,
  { pairsMax = PAIRS_MAX, reviewed, first = new Set() }: PassLimitOptions,
  blocked: ReadonlySet<string> = new Set(),
): Turns<PassLimit> {
  if (reviewed) return reviewedOnly(estate, reviewed);
  const crowded: (Split & { readonly draft: Draft })[] = [];
  for (const draft of estate.drafts) {
    const pairs = open(draft).reduce((sum, zone) => sum + zone.wanted.missing.length, 0);
    if (pairs > pairsMax)
      crowded.push({ draft, ...(yield* split(estate, draft, { pairsMax, blocked, first })) });
  }
  const waiting = new Map(crowded.map(({ draft, later }) => [draft.hub, later]));
  return {
    takes: ({ hub }, { vpc }) => !waiting.get(hub)?.has(vpcKey(vpc)),
    counted: new Set(crowded.flatMap(({ now }) => [...now])),
    findings: crowded.flatMap(({ draft, later }) => nextPass(draft, later.size, pairsMax)),
  };
}

function reviewedOnly({ drafts }: Estate, reviewed: ReadonlySet<ActionKey>): PassLimit {
  const takes = ({ ref }: WantedRow, { vpc }: Client) =>
    reviewed.has(actionKey("associate", ref, vpc)) || reviewed.has(actionKey("move", ref, vpc));
  const findings = drafts.flatMap((draft) => {
    const left = open(draft).flatMap((zone) => zone.wanted.missing.filter((client) => !takes(zone, client)));
    return nextPass(draft, new Set(left.map(({ vpc }) => vpcKey(vpc))).size);
  });
  return { takes, counted: new Set(), findings };
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
  }: Required<Omit<PassLimitOptions, "reviewed">> & { blocked: ReadonlySet<string> },
): Turns<Split> {
  const pairs = new Map<string, number>();
  const clients = new Map<string, Client>();
  for (const zone of open(draft)) {
    for (const client of zone.wanted.missing) {
      const key = vpcKey(client.vpc);
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
      clients.set(key, client);
    }
    yield;
  }
  const [now, later] = [new Set<string>(), new Set<string>()];
  const rank = (key: string) => (first.has(key) ? 0 : 1);
  const inTurn = ([a, one]: [string, Client], [b, other]: [string, Client]) =>
    rank(a) - rank(b) || byName(one, other);
  let taken = 0;
  for (const [key, client] of [...clients].sort(inTurn)) {
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
