import type { Hub } from "../../model/desired/types.ts";
import type { Finding } from "../../model/finding.ts";
import { vpcKey, vpcRef } from "../../model/ids.ts";
import type { Reason } from "../../model/reasons.ts";
import type { Memory } from "./memory.ts";

/** What somebody may have mended who was told of it, and is read once an hour otherwise. */
const MENDABLE: ReadonlySet<string> = new Set<Reason>([
  "PathBlocked",
  "PathPartial",
  "PathUnknown",
  "PathNotChecked",
  "RepointBlocked",
  "HopBlocked",
  "HopPartial",
  "HopUnread",
  "SecurityGroupCloses",
  "SecurityGroupNotJudged",
]);

export function mendable(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ reason }) => MENDABLE.has(reason));
}

/** Somebody asks for a pass: of the networks of which the last one told something nothing is remembered. */
export function forgetWhatWasTold(
  { path, network }: Pick<Memory, "path" | "network">,
  told: readonly Finding[],
  hubs: readonly Hub[],
): void {
  if (told.length === 0) return;
  const concerned = hubs.filter(({ name }) => told.some(({ hub }) => hub === name));
  const keys = [
    ...told.flatMap(({ vpc }) => (vpc ? [vpcKey(vpc)] : [])),
    ...concerned.map(({ vpc, region }) => vpcKey(vpcRef(vpc, region))),
  ];
  // Findings of a hub name no VPC, and Resolver endpoints may be in another one than the hub's.
  const isOfHubs = told.some(({ reason }) => reason === "PathNotChecked" || reason.startsWith("Hop"));
  path.forget(isOfHubs ? "all" : new Set(keys));
  for (const { name } of concerned) network.forget(name);
}
