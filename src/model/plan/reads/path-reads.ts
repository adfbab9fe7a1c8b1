import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import type { VpcNetwork } from "../../path/facts.ts";
import type { RuleDrafts } from "../rules/rows/rule-draft.ts";
import type { Inspection } from "./inspections.ts";
import { hubsServing, type RuleReads } from "./rule-reads.ts";

/** Spokes of which is to be known whether packets get to their hub and back (semantics 66). */
export type PathReads = {
  /** They lack something, or it changes: read in this pass, whatever was read before. */
  readonly joining: readonly Spoke[];
  /** They have everything: a path that breaks later is told by a process that makes many passes. */
  readonly served: readonly Spoke[];
};

/** `following`: their names are to lead to another endpoint. */
export function pathReadsFor(
  { spokes }: Desired,
  inspections: readonly Inspection[],
  vpcs: Observed["vpcs"],
  following: ReadonlySet<Spoke> = new Set(),
): PathReads {
  const looked = new Set(inspections.flatMap(({ spoke }) => (spoke ? [keyOf(spoke)] : [])));
  const asked = spokes.filter(
    ({ pathCheck, suspend, endpoints }) => pathCheck !== "off" && !suspend && endpoints.length > 0,
  );
  return {
    joining: asked.filter(
      (spoke) => following.has(spoke) || (looked.has(keyOf(spoke)) && isThere(spoke, vpcs)),
    ),
    served: asked.filter((spoke) => !following.has(spoke) && !looked.has(keyOf(spoke))),
  };
}

/** Hubs of which is to be known whether queries get from one Resolver endpoint to the other (semantics 46). */
export type HopReads = {
  /** Somebody lacks a rule, or is looked at: read in this pass. */
  readonly joining: readonly Hub[];
  /** Rules serve somebody: told by a process that makes many passes, when it breaks. */
  readonly served: readonly Hub[];
};

export function hopReadsFor(
  reads: readonly RuleReads[],
  inspections: readonly Inspection[],
  drafts: RuleDrafts,
): HopReads {
  const looked = inspections.flatMap(({ spoke }) => (spoke?.mode === "resolver-rule" ? [spoke.hub] : []));
  const asked = new Set([...reads.map(({ hub }) => hub), ...looked]);
  return {
    joining: [...asked].filter((hub) => drafts.has(hub)),
    served: hubsServing(drafts).filter((hub) => !asked.has(hub)),
  };
}

/** Of a VPC that could not be seen, or is another account's, nothing is judged: it joins nothing. */
function isThere(spoke: Spoke, vpcs: Observed["vpcs"]): boolean {
  return valueIn(vpcs.get(keyOf(spoke)))?.owner === spoke.account;
}

export function keyOf({ vpc, region }: Spoke): string {
  return vpcKey(vpcRef(vpc, region));
}

/** What a hub's own side has to be read for: some spoke of it has subnets, or could not be read. */
export function hubsBehind(spokes: readonly Spoke[], networks: ReadonlyMap<string, VpcNetwork>): Set<Hub> {
  const known = spokes.filter((spoke) => {
    const network = networks.get(keyOf(spoke));
    return network && (network.subnets.kind === "unreadable" || network.subnets.value.length > 0);
  });
  return new Set(known.map(({ hub }) => hub));
}
