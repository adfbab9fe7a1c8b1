import type { Desired, Hub } from "../../../desired/types.ts";
import type { VpcId, ZoneName } from "../../../ids.ts";
import type { Estate } from "../../estate/estate.ts";
import { ownedIn, unseenBy } from "./owned.ts";

/**
 * Why a VPC would not answer a name by itself as it did before, in words: an endpoint of its own was handed over to the hub, and its
 * private DNS is off; or nobody knows. What of the hub's answers it meanwhile stays. Of no VPC: any of the hub's spokes.
 */
export type Silent = (hub: Hub, vpc: VpcId | undefined, name: ZoneName) => string | undefined;

export function silentOf({ drafts, observed }: Estate, { spokes }: Pick<Desired, "spokes">): Silent {
  if (!observed.ownEndpoints) return () => undefined;
  const unseen = new Map(drafts.map(({ hub }) => [hub, unseenBy(observed, hub, spokes)] as const));
  const owned = drafts.flatMap((draft) => ownedIn(draft, spokes, observed));
  const off = owned.filter(({ view }) => !view.privateDnsEnabled);
  const byVpc = Map.groupBy(off, ({ spoke }) => spoke.vpc);
  return (hub, vpc, name) => {
    if (vpc && unseen.get(hub)?.(vpc))
      return "an endpoint of the VPC's own may have been handed over to it, and that could not be seen";
    const some = vpc ? byVpc.get(vpc) : off.filter(({ spoke }) => spoke.hub === hub);
    const one = some?.find(({ names }) => names.length === 0 || names.includes(name));
    return one && `private DNS of ${one.view.id}, which answered the name before, is off`;
  };
}
