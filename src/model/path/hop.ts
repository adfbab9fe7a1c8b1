import { valueIn } from "../failure.ts";
import type { SubnetId } from "../ids.ts";
import type { PathFacts, Subnet, VpcNetwork } from "./facts.ts";
import type { Groups } from "./groups.ts";
import type { Ip } from "./ip.ts";
import type { Packet } from "./packet.ts";
import type { Trace } from "./trace.ts";
import { kindOf, type Verdict } from "./verdict.ts";
import { walk } from "./walk.ts";

/** One of Route 53 Resolver's endpoints: the addresses that it answers or sends by, and what stands around them. */
export type HopEnd = {
  readonly network: VpcNetwork;
  readonly addresses: readonly { readonly ip: Ip; readonly subnet: SubnetId }[];
  /** Of the outbound one what they let out, of the inbound one what they let in. */
  readonly groups: (protocol: Packet["protocol"]) => Groups;
};

/** One address of the outbound endpoint and one of the inbound one, by one protocol. */
export type HopPair = {
  readonly subnet: Subnet;
  readonly source: Ip;
  readonly address: Ip;
  readonly protocol: Packet["protocol"];
  readonly kind: "reachable" | "blocked" | "unknown";
  readonly trace: Trace;
};

export type HopVerdict = Pick<Verdict, "kind"> & { readonly pairs: readonly HopPair[] };

const PROTOCOLS = ["udp", "tcp"] as const;
const DNS = { first: 53, last: 53 };

/**
 * Whether queries get from an outbound endpoint to an inbound one and answers back, by what was read (semantics 46).
 * Blocked: of one protocol every pair of addresses is. Source: Route 53 Resolver, "Security groups" and "Considerations when
 * creating endpoints", which ask for UDP and TCP 53 and for routes.
 */
export function judgeHop(outbound: HopEnd, inbound: HopEnd, gateways: PathFacts["gateways"]): HopVerdict {
  const [senders, targets] = [placesOf(outbound), placesOf(inbound)];
  const pairs = PROTOCOLS.flatMap((protocol) => {
    const [egress, ingress] = [outbound.groups(protocol), inbound.groups(protocol)];
    return senders.flatMap(({ subnet, ip: source }) =>
      targets.flatMap(({ subnet: door, ip: address }): HopPair[] => {
        if (source.family !== address.family) return [];
        const from = { network: outbound.network, subnet };
        const to = { network: inbound.network, subnet: door };
        const ends = { from, to, egress, ingress };
        const trace = walk(ends, { from: source, to: address, protocol, ports: DNS }, gateways);
        return [{ subnet, source, address, protocol, kind: trace.stop?.kind ?? "reachable", trace }];
      }),
    );
  });
  const ofEach = PROTOCOLS.map((protocol) => kindOf(pairs.filter((one) => one.protocol === protocol)));
  return { kind: ofEach.includes("blocked") ? "blocked" : kindOf(pairs), pairs };
}

/** One that was not read is known by its id, which is all that route tables and network ACLs ask for. */
function placesOf({ network, addresses }: HopEnd): { readonly subnet: Subnet; readonly ip: Ip }[] {
  const byId = new Map(valueIn(network.subnets)?.map((subnet) => [subnet.id, subnet]));
  return addresses.map(({ ip, subnet: id }) => {
    const unread: Subnet = { id, zone: "", cidrs: [], taken: 0 };
    return { ip, subnet: byId.get(id) ?? unread };
  });
}
