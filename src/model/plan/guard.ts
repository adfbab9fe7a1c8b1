import { createHash } from "node:crypto";
import type { Action, ActionKey } from "../action.ts";
import type { Hub } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import { type VpcRef, vpcKey } from "../ids.ts";
import { type Estate, isAnchor, isHubVpc } from "./estate.ts";

/** What a hub has today, and how much of it the plan takes away: what the guard weighs. */
export type Census = {
  readonly hub: Hub;
  /** Spoke VPCs that are in any zone of the hub. */
  readonly spokes: number;
  readonly zones: number;
  /** Spoke VPCs that lose an association in a zone that stays. */
  readonly spokesRemoved: number;
  readonly zonesRemoved: number;
};

export type Guarded = {
  readonly actions: readonly Action[];
  /** What was held back, and what waits for it. */
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
  /** Names exactly these removals; `--allow-removals` must repeat it. Absent: nothing is removed. */
  readonly removalsDigest?: string;
};

/**
 * Holds back a hub's removals when they are more than `max(1, maxRemovalPercent)` of its spokes or of its zones,
 * unless the caller names their digest (semantics 25). Additions always go through.
 */
export function guard(
  actions: readonly Action[],
  census: readonly Census[],
  allowed: (digest: string, removals: readonly Action[]) => boolean,
): Guarded {
  const removals = actions.filter((a) => a.removal);
  if (removals.length === 0) return { actions, held: [], findings: [] };
  const removalsDigest = digestOf(removals);
  if (allowed(removalsDigest, removals)) return { actions, held: [], findings: [], removalsDigest };
  const refused = census.filter(exceeds);
  const hubs = new Set(refused.map((c) => c.hub.name));
  const dropped = new Set(removals.filter((a) => hubs.has(a.hub)).map((a) => a.key));
  const kept = new Set(withoutDependents(actions, dropped));
  return {
    actions: [...kept],
    held: actions.filter((a) => !kept.has(a)),
    findings: refused.map((c) => refusal(c, removalsDigest)),
    removalsDigest,
  };
}

export function censusOf(estate: Estate, actions: readonly Action[]): Census[] {
  const leftovers = new Set<string | undefined>(estate.existing.filter((h) => !h.zone).map((h) => h.view.id));
  return estate.drafts.map(({ hub }) => {
    const zones = estate.existing.filter((h) => h.hub === hub && !h.zone?.adopted);
    const isSpoke = (vpc: VpcRef) => !isAnchor(hub, vpc) && !isHubVpc(hub, vpc);
    const spokes = new Set<string>();
    for (const { view } of zones)
      if (view.vpcs.kind === "seen")
        for (const vpc of view.vpcs.value) if (isSpoke(vpc)) spokes.add(vpcKey(vpc));
    const mine = actions.filter((a) => a.hub === hub.name && a.removal);
    const losing = mine.flatMap((a) =>
      a.kind === "disassociate" && isSpoke(a.vpc) && !leftovers.has(a.zone.id) ? [vpcKey(a.vpc)] : [],
    );
    return {
      hub,
      spokes: spokes.size,
      zones: zones.length,
      spokesRemoved: new Set(losing).size,
      zonesRemoved: mine.filter((a) => a.kind === "deleteZone").length,
    };
  });
}

function exceeds({ hub, spokes, zones, spokesRemoved, zonesRemoved }: Census): boolean {
  const most = (of: number) => Math.max(1, (of * hub.guard.maxRemovalPercent) / 100);
  return spokesRemoved > most(spokes) || zonesRemoved > most(zones);
}

function refusal(census: Census, digest: string): Finding {
  const { hub, spokes, zones, spokesRemoved, zonesRemoved } = census;
  return {
    kind: "withheld",
    reason: "TooManyRemovals",
    hub: hub.name,
    message: `the plan removes ${spokesRemoved} of ${spokes} spoke VPCs and ${zonesRemoved} of ${zones} zones; more than ${hub.guard.maxRemovalPercent} % (and more than one) of either is held back`,
    todo: `if that is meant, run again with --allow-removals ${digest}`,
  };
}

/** The same removals have the same digest, whatever else the plan does. */
function digestOf(removals: readonly Action[]): string {
  const keys = removals.map((a) => a.key).sort();
  return createHash("sha256").update(keys.join("\n")).digest("hex").slice(0, 12);
}

/** Without an action, what waits for it cannot run either. The list is in order of dependency. */
function withoutDependents(actions: readonly Action[], dropped: Set<ActionKey>): Action[] {
  return actions.filter((action) => {
    const awaited = [...action.after, ...(action.afterSettled ?? [])];
    const gone = dropped.has(action.key) || awaited.some((key) => dropped.has(key));
    if (gone) dropped.add(action.key);
    return !gone;
  });
}
