import ipaddr from "ipaddr.js";
import type { Network, Peer, SecurityGroupRule } from "../ec2/state.ts";

/** One end of a question between two Resolver endpoints. */
export type End = { address: string; groupIds: readonly string[] };

/**
 * Whether a question gets from an outbound endpoint's address to an inbound one's: the one's groups let it out, the
 * other's in, over UDP and TCP alike, as AWS asks for both. Routes and network ACLs are not looked at. Source:
 * Developer Guide, "Values that you specify when you create or edit … endpoints", "Security groups".
 */
export function isOpen(network: Network, from: End, to: End): boolean {
  return (["tcp", "udp"] as const).every(
    (protocol) =>
      rulesOf(network, from).some((rule) => rule.isEgress && admits(rule, protocol, to)) &&
      rulesOf(network, to).some((rule) => !rule.isEgress && admits(rule, protocol, from)),
  );
}

const rulesOf = ({ securityGroups }: Network, { groupIds }: End): SecurityGroupRule[] =>
  groupIds.flatMap((id) => securityGroups.get(id)?.rules ?? []);

const NUMBERS = { tcp: "6", udp: "17" };
const PORT = 53;

function admits(
  { protocol, from, to, peer }: SecurityGroupRule,
  wanted: keyof typeof NUMBERS,
  other: End,
): boolean {
  if (protocol === "-1") return names(peer, other);
  const isProtocol = protocol === wanted || protocol === NUMBERS[wanted];
  return isProtocol && (from === -1 || (from <= PORT && PORT <= to)) && names(peer, other);
}

/** AWS's prefix lists hold no address of a VPC. */
function names({ kind, value }: Peer, { address, groupIds }: End): boolean {
  if (kind === "group") return groupIds.includes(value);
  if (kind === "prefixList") return false;
  const [one, block] = [ipaddr.parse(address), ipaddr.parseCIDR(value)];
  return one.kind() === block[0].kind() && one.match(block);
}
