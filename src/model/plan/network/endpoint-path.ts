import type { Spoke } from "../../desired/types.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import { judge, type Verdict } from "../../path/verdict.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { targetOf } from "./path-target.ts";

/** Whether a spoke reaches one endpoint, by that one's own addresses. Undefined: nobody can tell, for something was not read. */
export function endpointPath(
  draft: Draft,
  endpoint: HubEndpoint,
  { vpc, region, clientSubnets }: Spoke,
  observed: Observed,
): Verdict | undefined {
  const { path } = observed;
  const client = path?.networks.get(vpcKey(vpcRef(vpc, region)));
  const network = path?.networks.get(vpcKey(vpcRef(draft.hub.vpc, draft.hub.region)));
  if (!path || !client || !network) return undefined;
  const target = targetOf(draft, endpoint, network, observed);
  return "kind" in target ? undefined : judge(client, target, path.gateways, clientSubnets);
}
