import ipaddr from "ipaddr.js";
import { valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import type { DnsAdmission, DnsGroupView, ResolverEndpointView, RulePath } from "../../observed.ts";
import { addressesIn, type Family } from "./families.ts";

const PROTOCOLS = ["tcp", "udp"] as const;
const DNS = 53;

/**
 * Whether queries can get from the outbound endpoint to the inbound one, by their security groups: out of one and into
 * the other, TCP and UDP 53, for at least one pair of addresses of the family each. What a group or prefix list stands for is not
 * known and counts as admitted; routes and network ACLs are not read. Undefined: nothing stands in the way, as far as
 * was read. Source: Route 53 Resolver, "Security group for the outbound endpoint".
 */
export function hopObstacle(
  inbound: ResolverEndpointView,
  outbound: ResolverEndpointView,
  family: Family,
  path: Pick<RulePath, "securityGroups">,
): Why | undefined {
  const groups = valueIn(path.securityGroups);
  const [from, to] = [ipsOf(outbound, family), ipsOf(inbound, family)];
  if (!groups || from.length === 0 || to.length === 0) return undefined;
  for (const protocol of PROTOCOLS) {
    const leaves = admits(groups, outbound, "egress", protocol, to);
    if (!leaves) return closed(outbound, `to ${to.join(", ")}`, protocol, "lets out");
    const enters = admits(groups, inbound, "ingress", protocol, from);
    if (!enters) return closed(inbound, `from ${from.join(", ")}`, protocol, "lets in");
  }
  return undefined;
}

function ipsOf(endpoint: ResolverEndpointView, family: Family): readonly string[] {
  return addressesIn(endpoint, family).map(({ ip }) => ip);
}

/** Groups that were not read may admit. */
function admits(
  groups: readonly DnsGroupView[],
  endpoint: ResolverEndpointView,
  side: "ingress" | "egress",
  protocol: DnsAdmission["protocol"],
  addresses: readonly string[],
): boolean {
  const own = endpoint.securityGroups.map((id) => groups.find((group) => group.id === id));
  return own.some((group) => !group || group[side].some((rule) => covers(rule, protocol, addresses)));
}

function covers(
  rule: DnsAdmission,
  protocol: DnsAdmission["protocol"],
  addresses: readonly string[],
): boolean {
  const isDns = rule.protocol === protocol && rule.fromPort <= DNS && DNS <= rule.toPort;
  return (
    isDns && (rule.others.length > 0 || addresses.some((ip) => rule.cidrs.some((cidr) => has(cidr, ip))))
  );
}

function has(cidr: string, ip: string): boolean {
  const [range, address] = [ipaddr.parseCIDR(cidr), ipaddr.parse(ip)];
  return range[0].kind() === address.kind() && address.match(range);
}

function closed(
  { id, securityGroups }: ResolverEndpointView,
  peers: string,
  protocol: string,
  verb: string,
): Why {
  return {
    reason: "HopBlocked",
    message: `no security group of Resolver endpoint ${id} (${securityGroups.join(", ")}) ${verb} ${protocol.toUpperCase()} 53 ${peers}: spokes would get SERVFAIL`,
    todo: `admit TCP and UDP 53 ${peers} in one of them`,
  };
}
