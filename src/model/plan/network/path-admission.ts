import type { Hub, Spoke } from "../../desired/types.ts";
import { errorCode, type Finding, finding, type Why } from "../../finding.ts";
import { vpcRef } from "../../ids.ts";
import type { Verdict } from "../../path/verdict.ts";
import type { Estate } from "../estate/estate.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { pathWhy } from "./path-words.ts";
import { type SpokePath, spokePath } from "./paths.ts";

/**
 * Why names of these endpoints stay away from the spoke for now: packets would not follow (semantics 66). Undefined: they do,
 * or its document wants to know no more than that. No `endpoints`: any of the spoke's.
 */
export function pathObstacle(
  { drafts, observed }: Estate,
  hub: Hub,
  spoke: Spoke,
  endpoints?: readonly HubEndpoint[],
): Finding | undefined {
  const draft = drafts.find((one) => one.hub === hub);
  const path = draft && spokePath(draft, spoke, observed);
  if (!path || spoke.pathCheck === "report") return undefined;
  const { halfRead } = path;
  if (halfRead)
    return finding("unknown", placeOf(hub, spoke), {
      reason: errorCode(halfRead),
      message: `whether packets get from spoke ${spoke.name} to hub ${hub.name} and back could not be seen: ${halfRead.message}`,
      todo: "run again; what exists is kept meanwhile",
    });
  const asked = endpoints ?? [...path.verdicts.keys()];
  const kinds = KEPT[spoke.pathCheck];
  const kept = kinds.find((kind) => asked.some((endpoint) => path.verdicts.get(endpoint)?.kind === kind));
  return kept && finding("withheld", placeOf(hub, spoke), pathWhy(hub, path, kept));
}

/**
 * Why it is not known that packets follow to all of these endpoints and back, for whoever leaves something that works: what the
 * document says of paths does not count there (semantics 56, 59). Undefined: REACHABLE.
 */
export function reachObstacle(
  { drafts, observed }: Estate,
  hub: Hub,
  spoke: Spoke,
  endpoints: readonly HubEndpoint[],
): Pick<Why, "message" | "todo"> | undefined {
  const draft = drafts.find((one) => one.hub === hub);
  const path = draft && spokePath(draft, spoke, observed);
  const what = `whether packets get from ${spoke.vpc} to hub ${hub.name} and back`;
  if (!path) return { message: `${what} was not read`, todo: "run again" };
  if (path.halfRead)
    return { message: `${what} could not be seen: ${path.halfRead.message}`, todo: "run again" };
  const kinds = new Set(endpoints.map((endpoint) => path.verdicts.get(endpoint)?.kind ?? "unknown"));
  const kind = WORST_FIRST.find((one) => kinds.has(one));
  return kind && pathWhy(hub, path, kind, { isFinal: true });
}

const WORST_FIRST = ["blocked", "partial", "unknown", "nobody"] as const;

/** Worst first. `nobody`: where no workload is, none is seen to get through. */
const KEPT: Record<SpokePath["spoke"]["pathCheck"], readonly Exclude<Verdict["kind"], "reachable">[]> = {
  withhold: ["blocked"],
  require: WORST_FIRST,
  report: [],
  off: [],
};

export function placeOf(hub: Hub, { name, vpc, region, account }: Spoke) {
  return { hub: hub.name, spoke: name, vpc: vpcRef(vpc, region), account };
}
