import type { Desired, Hub } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { VpcRef } from "../../../ids.ts";
import { idOf } from "../../../leaving.ts";
import type { ResolverView } from "../../../observed/resolver.ts";
import type { Estate } from "../../estate/estate.ts";
import type { Draft } from "../../wanted/draft.ts";
import { viewIdsOf } from "../../wanted/resolver/sides.ts";

/**
 * Whether an inbound endpoint of the account stands in a VPC of which the hub's rules hand over nothing any more: they may have
 * moved away from it a moment ago, and forwarders outside AWS may ask it as before (semantics 51).
 */
export function isLeftView({ hub, view: { resolver } }: Pick<Draft, "hub" | "view">, vpc: VpcRef): boolean {
  const view = valueIn(resolver);
  if (vpc.region !== hub.region || !view?.inboundVpcs?.has(vpc.id)) return false;
  return !viewIdsOf({ hub, view }).includes(vpc.id);
}

export function hasLeftViews({ hub, view }: { readonly hub: Hub; readonly view: ResolverView }): boolean {
  const { inboundVpcs } = view;
  return inboundVpcs !== undefined && !inboundVpcs.isSubsetOf(new Set(viewIdsOf({ hub, view })));
}

/** Of those none that is, or was, a spoke by its document: its own queries are what it loses. */
export function leftViewsOf({ spokes }: Pick<Desired, "spokes">, { drafts, observed }: Estate) {
  const documented = new Set<string>([
    ...spokes.map(({ vpc }) => vpc),
    ...(observed.leaving ?? []).map(({ vpc }) => idOf(vpc)),
  ]);
  const byHub = new Map(drafts.map((draft) => [draft.hub, draft]));
  return (hub: Hub, vpc: VpcRef): boolean => {
    const draft = byHub.get(hub);
    return draft !== undefined && !documented.has(vpc.id) && isLeftView(draft, vpc);
  };
}
