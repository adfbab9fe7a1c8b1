import { mayReference } from "../ec2/group-references.ts";
import { blocksOf } from "../ec2/prefix-lists/managed.ts";
import type { SecurityGroupRule } from "../ec2/state.ts";
import type { Estate } from "../estate.ts";
import { holds, type Protocol } from "./packet.ts";

/** One end of a connection. Undefined `groupIds`: of a host of which nothing is known. */
export type End = { vpcId: string; address: string; groupIds: readonly string[] | undefined };

/**
 * Whether the groups of one end let a new connection out to the other, or in from it. They keep state: replies pass. A
 * host of which nothing is known is let out by its own, and is in no group that others name. Source: VPC User Guide,
 * "Security group rules", "Security group referencing".
 */
export function admits(
  estate: Estate,
  own: End,
  way: "in" | "out",
  other: End,
  wanted: { protocol: Protocol; port: number },
): boolean {
  if (own.groupIds === undefined) return true;
  const rules = own.groupIds.flatMap((id) => estate.network.securityGroups.get(id)?.rules ?? []);
  return rules.some(
    (rule) => rule.isEgress === (way === "out") && isFor(rule, wanted) && names(estate, rule, own, other),
  );
}

const NUMBERS: Record<Protocol, string> = { tcp: "6", udp: "17" };

function isFor(
  { protocol, from, to }: SecurityGroupRule,
  { protocol: wanted, port }: { protocol: Protocol; port: number },
): boolean {
  if (protocol === "-1") return true;
  return (
    (protocol === wanted || protocol === NUMBERS[wanted]) && (from === -1 || (from <= port && port <= to))
  );
}

/** A group means its members in its own VPC, and in VPCs that are joined to it so that groups may name each other's. */
function names(estate: Estate, { peer, account, region }: SecurityGroupRule, own: End, other: End): boolean {
  if (peer.kind === "prefixList")
    return blocksOf(estate, peer.value, { account, region }).some((block) => holds(block, other.address));
  if (peer.kind !== "group") return holds(peer.value, other.address);
  if (!other.groupIds?.includes(peer.value)) return false;
  return own.vpcId === other.vpcId || mayReference(estate, own.vpcId, other.vpcId);
}
