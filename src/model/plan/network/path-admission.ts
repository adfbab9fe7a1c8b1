import type { Hub, Spoke } from "../../desired/types.ts";
import { errorCode, type Finding, finding } from "../../finding.ts";
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

/** Worst first. `nobody`: where no workload is, none is seen to get through. */
const KEPT: Record<SpokePath["spoke"]["pathCheck"], readonly Exclude<Verdict["kind"], "reachable">[]> = {
  withhold: ["blocked"],
  require: ["blocked", "partial", "unknown", "nobody"],
  report: [],
  off: [],
};

export function placeOf(hub: Hub, { name, vpc, region, account }: Spoke) {
  return { hub: hub.name, spoke: name, vpc: vpcRef(vpc, region), account };
}
