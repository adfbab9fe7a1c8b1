import type { AddressType } from "../desired/types.ts";
import { valueIn } from "../failure.ts";
import type { SubnetId } from "../ids.ts";
import type { Place } from "./acl.ts";
import { clientSubnets, notInVpc } from "./clients.ts";
import type { PathFacts, Subnet, VpcNetwork } from "./facts.ts";
import { type Groups, rangesOf } from "./groups.ts";
import { Bounds, type Ip, type Piece, pieces, type Range, rangeOf } from "./ip.ts";
import type { Packet } from "./packet.ts";
import { routedRanges } from "./routes.ts";
import { isBlocked, type Stop, type Trace, unread } from "./trace.ts";
import { walk } from "./walk.ts";

/** What clients reach: an endpoint's addresses, in the subnets where they are. */
export type Target = {
  readonly network: VpcNetwork;
  readonly doors: readonly Door[];
  readonly ports: readonly number[];
  readonly protocol: Packet["protocol"];
  readonly groups: Groups;
};

/** No `addresses`: the endpoint is not made yet, and may get any of the subnet's. */
export type Door = {
  readonly subnet: Subnet;
  readonly addresses?: readonly Ip[];
  readonly families: readonly AddressType[];
};

/** `mixed`: some addresses of the client subnet get through and some do not. */
export type PairKind = "reachable" | "blocked" | "unknown" | "mixed";

/** One client subnet and one address, at one port. `trace`: of the first address for which it is so. */
export type Pair = {
  readonly subnet: Subnet;
  readonly door: Subnet;
  readonly address: Ip;
  readonly port: number;
  readonly kind: PairKind;
  readonly trace: Trace;
};

/** `nobody`: there is no pair, for there are no client subnets, or no address family in common. */
export type Verdict = {
  readonly kind: "reachable" | "partial" | "blocked" | "unknown" | "nobody";
  readonly pairs: readonly Pair[];
  /** Why there are no pairs, or more of them than could be judged. */
  readonly stop?: Stop;
};

/**
 * Whether the workloads of a VPC reach the target, by what was read (semantics 66). Blocked only if every pair is, for
 * each by something that was read and decides alone.
 */
export function judge(
  client: VpcNetwork,
  target: Target,
  gateways: PathFacts["gateways"],
  listed?: readonly SubnetId[],
): Verdict {
  const subnets = clientSubnets(client, listed);
  if (subnets.kind === "unreadable") {
    const { account } = client;
    const stop = unread(subnets, {
      what: "subnets",
      object: client.vpc.id,
      account,
      permission: "ec2:DescribeSubnets",
    });
    return { kind: "unknown", pairs: [], stop };
  }
  const [stray] = notInVpc(client, listed);
  const looked = [...boundsBetween(client, target.network, gateways), boundsOfGroups(target.groups)];
  const pairs = subnets.value.flatMap((subnet) =>
    target.doors.flatMap((door) =>
      target.ports.flatMap((port) =>
        pairsOf({ network: client, subnet }, { target, door, port }, gateways, looked),
      ),
    ),
  );
  const stop = stray && notThere(client, stray);
  return { kind: stop ? "unknown" : kindOf(pairs), pairs, ...(stop && { stop }) };
}

function notThere({ vpc, account }: VpcNetwork, subnet: SubnetId): Stop {
  return {
    kind: "unknown",
    object: subnet,
    account,
    says: `${vpc.id} has no subnet ${subnet}, which clientSubnets names`,
    todo: "correct clientSubnets of the spoke",
  };
}

/** All of one kind, or a part of each; what nobody can tell of beside what is known: not known. */
export function kindOf(pairs: readonly Pick<Pair, "kind">[]): Verdict["kind"] {
  const kinds = new Set(pairs.map(({ kind }) => kind));
  const [only, ...others] = kinds;
  if (only === undefined) return "nobody";
  if (others.length === 0) return only === "mixed" ? "partial" : only;
  const passes = kinds.has("reachable") || kinds.has("mixed");
  return passes && (kinds.has("blocked") || kinds.has("mixed")) ? "partial" : "unknown";
}

type At = { readonly target: Target; readonly door: Door; readonly port: number };

function pairsOf(
  from: Place,
  { target, door, port }: At,
  gateways: PathFacts["gateways"],
  looked: readonly Bounds[],
): Pair[] {
  const to: Place = { network: target.network, subnet: door.subnet };
  return addressesOf(door, looked).flatMap((address): Pair[] => {
    if (!door.families.includes(address.family)) return [];
    const sources = piecesOf(from.subnet, [address.family], looked);
    if (sources.length === 0) return [];
    const { protocol, groups: ingress } = target;
    const ports = { first: port, last: port };
    const traces = sources.map((source) =>
      walk({ from, to, ingress }, { from: source, to: address, protocol, ports }, gateways),
    );
    return [{ subnet: from.subnet, door: door.subnet, address, port, ...together(traces) }];
  });
}

function addressesOf({ subnet, addresses, families }: Door, looked: readonly Bounds[]): readonly Ip[] {
  return addresses ?? piecesOf(subnet, families, looked);
}

function piecesOf(subnet: Subnet, families: readonly AddressType[], looked: readonly Bounds[]): Piece[] {
  const ranges = rangesOfSubnet(subnet).filter(({ family }) => families.includes(family));
  return ranges.flatMap((range) => pieces(subnet.id, range, looked));
}

const RANGES = new WeakMap<Subnet, readonly Range[]>();

/** Every client asks for the hub's. */
function rangesOfSubnet(subnet: Subnet): readonly Range[] {
  const known = RANGES.get(subnet) ?? subnet.cidrs.map(rangeOf);
  RANGES.set(subnet, known);
  return known;
}

function together(traces: readonly Trace[]): Pick<Pair, "kind" | "trace"> {
  const [first] = traces as [Trace];
  const blocked = traces.find(isBlocked);
  const open = traces.find(({ stop }) => !stop);
  if (blocked && open) return { kind: "mixed", trace: blocked };
  if (traces.every(isBlocked)) return { kind: "blocked", trace: first };
  const unknown = traces.find(({ stop }) => stop?.kind === "unknown");
  return unknown ? { kind: "unknown", trace: unknown } : { kind: "reachable", trace: first };
}

/** Which address of a subnet stands for another one: no route, network ACL or gateway tells them apart. */
export function standinFor(
  client: VpcNetwork,
  network: VpcNetwork,
  gateways: PathFacts["gateways"],
): (subnet: Subnet, address: Ip) => string {
  const looked = boundsBetween(client, network, gateways);
  const known = new Map<Subnet, readonly Ip[]>();
  return (subnet, { family, value }) => {
    const firsts = known.get(subnet) ?? piecesOf(subnet, ["ipv4", "ipv6"], looked);
    known.set(subnet, firsts);
    const below = firsts.findLast((one) => one.family === family && one.value <= value);
    return `${family}${below?.value ?? value}`;
  };
}

/** In words: clients for which it is one tell the same addresses of these subnets apart. */
export function boundsIn(client: VpcNetwork, subnets: readonly Subnet[]): string {
  const bounds = boundsOf(client);
  return subnets.map((subnet) => rangesOfSubnet(subnet).map((range) => bounds.within(range))).join(";");
}

function boundsBetween(client: VpcNetwork, network: VpcNetwork, gateways: PathFacts["gateways"]): Bounds[] {
  return [boundsOf(client), boundsOf(network), boundsOfGateways(gateways)];
}

const BOUNDS = new WeakMap<object, Bounds>();

function remembered(key: object, ranges: () => Iterable<Range>): Bounds {
  const known = BOUNDS.get(key) ?? new Bounds(ranges());
  BOUNDS.set(key, known);
  return known;
}

function boundsOf(network: VpcNetwork): Bounds {
  return remembered(network, function* () {
    yield* routedRanges(network);
    for (const { entries } of valueIn(network.acls) ?? [])
      for (const { cidr } of entries) yield rangeOf(cidr);
  });
}

function boundsOfGateways(gateways: PathFacts["gateways"]): Bounds {
  return remembered(gateways, function* () {
    for (const { tables } of gateways.values())
      for (const routes of tables.values()) for (const { to } of valueIn(routes) ?? []) yield rangeOf(to);
  });
}

function boundsOfGroups({ admissions = [], prefixLists }: Groups): Bounds {
  return remembered(admissions, () => admissions.flatMap((one) => rangesOf(one, prefixLists)));
}
