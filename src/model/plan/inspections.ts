import type { Hub, Spoke } from "../desired/types.ts";
import { type AccountId, type VpcRef, vpcKey } from "../ids.ts";
import { membersOf } from "./clients.ts";
import type { Draft } from "./draft.ts";
import { compare } from "./in-order.ts";
import type { WantedZone } from "./wanted-zones.ts";

/** What has to be looked at before a plan: every VPC that lacks a pair, and what could be a new zone's first VPC. */
export type Inspection = {
  readonly hub: Hub;
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly spoke?: Spoke;
};

/** Preflight and conflicts are read only where a pair is missing (semantics 14); each VPC once for each hub. */
export function inspectionsFor(drafts: readonly Draft[]): Inspection[] {
  const wanted = drafts.flatMap(({ zones }) => zones.filter((z) => z.settled.live).flatMap(toInspect));
  const byVpc = new Map(wanted.reverse().map((inspection) => [vpcKey(inspection.vpc), inspection]));
  return [...byVpc.values()].sort((a, b) => compare(vpcKey(a.vpc), vpcKey(b.vpc)));
}

function toInspect({ hub, view, clients }: WantedZone): Inspection[] {
  if (view?.vpcs.kind === "unreadable") return [];
  const members = membersOf(view?.vpcs);
  const anchor = !view && hub.anchorVpc ? [{ hub, vpc: hub.anchorVpc, account: hub.account }] : [];
  const missing = clients.filter((c) => !members?.has(vpcKey(c.vpc)) && !c.spoke?.suspend);
  return [...anchor, ...missing.map((client) => ({ hub, ...client }))];
}
