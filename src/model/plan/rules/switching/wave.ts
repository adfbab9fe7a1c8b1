import type { Hub, Spoke } from "../../../desired/types.ts";
import { type Finding, finding } from "../../../finding.ts";
import { vpcKey, vpcRef } from "../../../ids.ts";
import { isOwnVpc, type OwnVpc } from "../../../own-vpc.ts";
import type { Switch } from "./switches.ts";

/** How many of a hub's spokes begin a switch in one pass (semantics 62). */
export function fifthOf(spokes: number): number {
  return Math.max(1, Math.floor(spokes * 0.2));
}

/**
 * Who begins a switch by this plan, and who has to wait: for `until`, of the wave before, or for a place. `last`: the spoke in
 * whose VPC the operator runs, where that waits for all others (semantics 65).
 */
export type Wave = {
  readonly begins: ReadonlySet<Spoke>;
  readonly waits: readonly Spoke[];
  readonly until?: Spoke;
  readonly last?: Spoke;
};

export type WaveChoices = {
  /** How many the hub has. */
  readonly spokes: number;
  /** Who could begin. */
  readonly ready: (spoke: Spoke) => boolean;
  /** Those that begin by other steps of this plan. */
  readonly begun: number;
  readonly ownVpc?: OwnVpc | undefined;
  /** VPCs, by `vpcKey`, that begin before others: a rollout's canary. */
  readonly first?: ReadonlySet<string> | undefined;
};

/** A rollout's canary first, for the others are held back meanwhile. */
export function canaryFirst(spokes: readonly Spoke[], first: ReadonlySet<string> = new Set()): Spoke[] {
  const isFirst = ({ vpc, region }: Spoke) => first.has(vpcKey(vpcRef(vpc, region)));
  return spokes.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
}

export function waveOf(
  switches: readonly Switch[],
  { spokes, ready, begun, ownVpc, first }: WaveChoices,
): Wave {
  const before = switches.filter(({ phase }) => phase === "before").map((one) => one.spoke);
  const until = switches.find(({ phase }) => phase === "midway")?.spoke;
  const able = canaryFirst(before.filter(ready), first);
  const own = able.find((spoke) => isOwnVpc(ownVpc, vpcRef(spoke.vpc, spoke.region)));
  const inTurn = able.filter((spoke) => spoke !== own);
  // Of who goes the other way nobody knows here whether they could.
  const others = [...inTurn, ...before.filter(({ mode }) => own && mode !== own.mode)];
  if (own && others.length === 0 && !until && begun === 0) return { begins: new Set([own]), waits: [] };
  const places = until ? 0 : Math.max(0, fifthOf(spokes) - begun);
  return {
    begins: new Set(inTurn.slice(0, places)),
    waits: [...inTurn.slice(places), ...(own ? [own] : [])],
    ...(until && { until }),
    ...(own && { last: own }),
  };
}

export function nextWave(hub: Hub, { waits, until, last }: Wave): Finding[] {
  const [first] = waits;
  if (!first) return [];
  const others = waits.length === 1 ? "" : ` and ${waits.length - 1} more`;
  const why = until
    ? `spoke ${until.name} of the wave before is not served by all that its document asks for yet`
    : first === last
      ? "the operator runs in its VPC, which changes last and alone"
      : `a fifth of the spokes of hub ${hub.name} change at a time`;
  return [
    finding(
      "withheld",
      { hub: hub.name },
      {
        reason: "NextWave",
        message: `spoke ${first.name}${others} will change between zones, rules and endpoints of their own by a later wave: ${why}`,
        todo: until
          ? `see what is said of spoke ${until.name}; then run again (the daemon goes on by itself)`
          : "run again when this wave is served (the daemon goes on by itself)",
      },
    ),
  ];
}
