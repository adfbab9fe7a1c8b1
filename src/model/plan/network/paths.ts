import type { Spoke } from "../../desired/types.ts";
import type { Failure } from "../../failure.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed.ts";
import { judge, standinFor, type Verdict } from "../../path/verdict.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { halfReadOf } from "./half-read.ts";
import { shapeOf, targetOf } from "./path-target.ts";

/** Of one spoke, whether it reaches each of its endpoints in the hub. */
export type SpokePath = {
  readonly spoke: Spoke;
  readonly verdicts: ReadonlyMap<HubEndpoint, Verdict>;
  /** What was throttled, or failed half-way: nothing is concluded in this pass. */
  readonly halfRead?: Failure;
};

const JUDGED = new WeakMap<Draft, Map<Spoke, SpokePath | undefined>>();

/** Judged once a plan, however many names ask. Undefined: nothing was read of it, or nothing is to be. */
export function spokePath(draft: Draft, spoke: Spoke, observed: Observed): SpokePath | undefined {
  const known = JUDGED.get(draft) ?? new Map<Spoke, SpokePath | undefined>();
  JUDGED.set(draft, known);
  if (!known.has(spoke)) known.set(spoke, judged(draft, spoke, observed));
  return known.get(spoke);
}

function judged(draft: Draft, spoke: Spoke, observed: Observed): SpokePath | undefined {
  const { path } = observed;
  const client = path?.networks.get(vpcKey(vpcRef(spoke.vpc, spoke.region)));
  if (!path || !client || spoke.pathCheck === "off") return undefined;
  const { hub } = draft;
  const network = path.networks.get(vpcKey(vpcRef(hub.vpc, hub.region)));
  const halfRead = halfReadOf([client, ...(network ? [network] : [])], path.gateways);
  const verdicts = new Map<HubEndpoint, Verdict>();
  const byShape = new Map<string, Verdict>();
  const standin = network && standinFor(client, network, path.gateways);
  for (const endpoint of draft.endpoints) {
    if (!network || !standin || !spoke.endpoints.includes(endpoint.document) || !endpoint.live) continue;
    const target = targetOf(draft, endpoint, network, observed);
    if ("kind" in target) {
      verdicts.set(endpoint, { kind: "unknown", pairs: [], stop: target });
      continue;
    }
    const shape = shapeOf(target, standin);
    const verdict = byShape.get(shape) ?? judge(client, target, path.gateways, spoke.clientSubnets);
    byShape.set(shape, verdict);
    verdicts.set(endpoint, verdict);
  }
  return { spoke, verdicts, ...(halfRead && { halfRead }) };
}
