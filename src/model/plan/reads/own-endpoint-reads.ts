import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import type { HandedOverAt } from "../../own-definition.ts";
import { exemptionOf } from "../rules/own/exempt.ts";
import { isDue, ownAccess, ownedIn, spokesLooked, suspendedLooked } from "../rules/own/owned.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Inspection } from "./inspections.ts";

/** Spokes of whose VPCs the own endpoints are listed, by whose credentials. */
export function ownEndpointReads(
  { hubs, spokes }: Desired,
  left?: readonly HandedOverAt[],
): ReadonlyMap<string, readonly Spoke[]> {
  const looked = hubs.flatMap((hub) => spokesLooked(hub, spokes, left));
  return Map.groupBy([...looked, ...suspendedLooked(spokes)], ownAccess);
}

/** Those whose endpoints may be switched off now: what else answers there, and the way to the hub, is read as before a rule joins. */
export function handingOver(
  drafts: readonly Draft[],
  { spokes }: Desired,
  observed: Pick<Observed, "ownEndpoints">,
): ReadonlyMap<Hub, readonly Spoke[]> {
  return new Map(
    drafts.map((draft) => {
      const going = ownedIn(draft, spokes, observed).filter(
        (one) =>
          (one.becomes === "handedOver" || isDue(one, observed)) && !exemptionOf(one.view, one.spoke.region),
      );
      return [draft.hub, [...new Set(going.map(({ spoke }) => spoke))]] as const;
    }),
  );
}

/** Where no rules have to answer there, only the VPC itself. */
export function inspectionsOf(handing: ReadonlyMap<Hub, readonly Spoke[]>): Inspection[] {
  return [...handing].flatMap(([hub, spokes]) =>
    spokes.map((spoke) => ({ hub, vpc: vpcRef(spoke.vpc, spoke.region), account: spoke.account, spoke })),
  );
}
