import type { Spoke } from "../../desired/types.ts";
import type { Failure } from "../../failure.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import { judge, type Verdict } from "../../path/verdict.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { halfReadOf } from "./half-read.ts";
import { type TargetsFor, targetsOf } from "./path-target.ts";

/** Of one spoke, whether it reaches each of its endpoints in the hub. */
export type SpokePath = {
  readonly spoke: Spoke;
  readonly verdicts: ReadonlyMap<HubEndpoint, Verdict>;
  /** What was throttled, or failed half-way: nothing is concluded in this pass. */
  readonly halfRead?: Failure;
};

type Judged = { readonly targetsFor: TargetsFor; readonly paths: Map<Spoke, SpokePath | undefined> };

const JUDGED = new WeakMap<Draft, Judged>();

/** Judged once a plan, however many names ask. Undefined: nothing was read of it, or nothing is to be. */
export function spokePath(draft: Draft, spoke: Spoke, observed: Observed): SpokePath | undefined {
  const { targetsFor, paths } = JUDGED.get(draft) ?? {
    targetsFor: targetsOf(draft, observed),
    paths: new Map(),
  };
  JUDGED.set(draft, { targetsFor, paths });
  if (!paths.has(spoke)) paths.set(spoke, judged(draft, targetsFor, spoke, observed));
  return paths.get(spoke);
}

function judged(
  { hub }: Draft,
  targetsFor: TargetsFor,
  spoke: Spoke,
  { path }: Observed,
): SpokePath | undefined {
  const client = path?.networks.get(vpcKey(vpcRef(spoke.vpc, spoke.region)));
  if (!path || !client || spoke.pathCheck === "off") return undefined;
  const network = path.networks.get(vpcKey(vpcRef(hub.vpc, hub.region)));
  const halfRead = halfReadOf([client, ...(network ? [network] : [])], path.gateways);
  const verdicts = new Map<HubEndpoint, Verdict>();
  const byShape: Verdict[] = [];
  const own = new Set(spoke.endpoints);
  for (const { endpoint, target, shape } of targetsFor(client)) {
    if (!own.has(endpoint.document)) continue;
    byShape[shape] ??=
      "kind" in target
        ? { kind: "unknown", pairs: [], stop: target }
        : judge(client, target, path.gateways, spoke.clientSubnets);
    verdicts.set(endpoint, byShape[shape]);
  }
  return { spoke, verdicts, ...(halfRead && { halfRead }) };
}
