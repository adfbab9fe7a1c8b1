import { valueIn } from "../../failure.ts";
import { type VpcRef, vpcKey } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import { NO_DHCP_OPTIONS } from "../../observed/vpc.ts";
import type { Inspection } from "./inspections.ts";

/** The DHCP options sets of spokes' VPCs, all of one access, by one look at one of those VPCs. */
export type SetsNeeded = { readonly by: Inspection; readonly sets: readonly string[] };

/** Whom hosts ask is looked at where somebody joins (semantics 56). `accessOf`: by whose credentials, and where. */
export function setsNeeded(
  inspections: readonly Inspection[],
  vpcs: Observed["vpcs"],
  accessOf: (inspection: Inspection) => string,
): SetsNeeded[] {
  const ofSpokes = inspections.flatMap((by) => {
    const set = by.spoke && setOf(by.vpc, vpcs);
    return set === undefined || set === NO_DHCP_OPTIONS ? [] : [{ by, set }];
  });
  return [...Map.groupBy(ofSpokes, ({ by }) => accessOf(by)).values()].flatMap((own) => {
    const [first] = own;
    return first ? [{ by: first.by, sets: [...new Set(own.map(({ set }) => set))].sort() }] : [];
  });
}

function setOf(vpc: VpcRef, vpcs: Observed["vpcs"]): string | undefined {
  return valueIn(vpcs.get(vpcKey(vpc)))?.dhcpOptions;
}
