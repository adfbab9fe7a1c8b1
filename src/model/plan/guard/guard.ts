import { createHash } from "node:crypto";
import type { Action } from "../../action.ts";
import { type Finding, finding } from "../../finding.ts";
import { withoutDependents } from "../order/dependents.ts";
import { type HubCounts, isRepointing } from "./hub-counts.ts";

export type Guarded = {
  readonly actions: readonly Action[];
  /** What was held back, and what waits for it. */
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
  /** Names exactly these removals; `--allow-removals` must repeat it. Absent: nothing is removed. */
  readonly removalsDigest?: string;
};

/**
 * Holds back what a hub would lose, when it is more than `max(1, maxRemovalPercent)` of its spokes, zones or managed
 * endpoints, or when as many of its endpoints' aliases would lead elsewhere; unless the caller names the digest
 * (semantics 25). What is only added goes through.
 */
export function guard(
  actions: readonly Action[],
  hubCounts: readonly HubCounts[],
  allowed: (digest: string, removals: readonly Action[]) => boolean,
): Guarded {
  const removals = actions.filter((a) => a.removal || isRepointing(a));
  if (removals.length === 0) return { actions, held: [], findings: [] };
  const removalsDigest = digestOf(removals);
  if (allowed(removalsDigest, removals)) return { actions, held: [], findings: [], removalsDigest };
  const refused = hubCounts.filter(exceeds);
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

function exceeds({ hub, ...count }: HubCounts): boolean {
  const most = (of: number) => Math.max(1, (of * hub.guard.maxRemovalPercent) / 100);
  return (
    count.spokesRemoved > most(count.spokes) ||
    count.zonesRemoved > most(count.zones) ||
    count.endpointsRemoved > most(count.endpoints) ||
    count.endpointsRepointed > most(count.sharedEndpoints)
  );
}

function refusal(counts: HubCounts, digest: string): Finding {
  const { hub, spokes, zones, endpoints, spokesRemoved, zonesRemoved, endpointsRemoved } = counts;
  const { sharedEndpoints, endpointsRepointed } = counts;
  const removed = [
    ...(spokesRemoved + zonesRemoved > 0
      ? [`${spokesRemoved} of ${spokes} spoke VPCs`, `${zonesRemoved} of ${zones} zones`]
      : []),
    ...(endpointsRemoved > 0 ? [`${endpointsRemoved} of ${endpoints} managed endpoints`] : []),
  ];
  const parts = [
    ...(removed.length > 0 ? [`removes ${removed.join(" and ")}`] : []),
    ...(endpointsRepointed > 0
      ? [`points the aliases of ${endpointsRepointed} of ${sharedEndpoints} endpoints elsewhere`]
      : []),
  ];
  return finding(
    "withheld",
    { hub: hub.name },
    {
      reason: "TooManyRemovals",
      message: `the plan ${parts.join(", and ")}; more than ${hub.guard.maxRemovalPercent} % (and more than one) of any is held back`,
      todo: `if that is meant, run again with --allow-removals ${digest}`,
    },
  );
}

/** The same removals have the same digest, whatever else the plan does. */
function digestOf(removals: readonly Action[]): string {
  const keys = removals.map((a) => a.key).sort();
  return createHash("sha256").update(keys.join("\n")).digest("hex").slice(0, 12);
}
