import { createHash } from "node:crypto";
import type { Action } from "../../action.ts";
import type { Finding } from "../../finding.ts";
import { withoutDependents } from "../order/dependents.ts";
import type { Census } from "./hub-counts.ts";

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

function exceeds({ hub, ...count }: Census): boolean {
  const most = (of: number) => Math.max(1, (of * hub.guard.maxRemovalPercent) / 100);
  return (
    count.spokesRemoved > most(count.spokes) ||
    count.zonesRemoved > most(count.zones) ||
    count.endpointsRemoved > most(count.endpoints)
  );
}

function refusal(census: Census, digest: string): Finding {
  const { hub, spokes, zones, endpoints, spokesRemoved, zonesRemoved, endpointsRemoved } = census;
  const parts = [
    `${spokesRemoved} of ${spokes} spoke VPCs`,
    `${zonesRemoved} of ${zones} zones`,
    ...(endpointsRemoved > 0 ? [`${endpointsRemoved} of ${endpoints} managed endpoints`] : []),
  ];
  return {
    kind: "withheld",
    reason: "TooManyRemovals",
    hub: hub.name,
    message: `the plan removes ${parts.join(" and ")}; more than ${hub.guard.maxRemovalPercent} % (and more than one) of any is held back`,
    todo: `if that is meant, run again with --allow-removals ${digest}`,
  };
}

/** The same removals have the same digest, whatever else the plan does. */
function digestOf(removals: readonly Action[]): string {
  const keys = removals.map((a) => a.key).sort();
  return createHash("sha256").update(keys.join("\n")).digest("hex").slice(0, 12);
}
