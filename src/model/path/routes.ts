import { valueIn } from "../failure.ts";
import type { Place } from "./acl.ts";
import type { Route, RouteTable, VpcNetwork } from "./facts.ts";
import { holds, type Ip, isPrivate, PrefixTable, placeText, type Range, rangeOf, rangeText } from "./ip.ts";
import { type Stop, unread } from "./trace.ts";

/** The route that packets from the subnet take, with its table; or why they take none. */
export type Taken = { readonly table: RouteTable; readonly route: Route };

/**
 * By the subnet's route table, else the VPC's main one: the longest prefix wins, of one prefix a static route over a prefix
 * list's over a propagated one. Source: VPC user guide, "Route priority".
 */
export function routeFrom({ network, subnet }: Place, to: Ip): Taken | Stop {
  const { account } = network;
  if (network.routeTables.kind === "unreadable")
    return unread(network.routeTables, {
      what: "route tables",
      object: network.vpc.id,
      account,
      permission: "ec2:DescribeRouteTables",
    });
  const tables = network.routeTables.value;
  const table = tables.find(({ subnets }) => subnets.includes(subnet.id)) ?? tables.find((one) => one.isMain);
  if (!table)
    return {
      kind: "unknown",
      object: subnet.id,
      account,
      says: "has no route table that EC2 lists",
      todo: "run again",
    };
  const { lookup, unresolved } = routing(network, table);
  if (unresolved !== undefined) return unresolvedIn(network, table, unresolved);
  const route = lookup.lookup(to);
  if (!route) return noRoute(network, table, to);
  if (route.isBlackhole)
    return {
      // Which of two routes of one range is taken where the first is a blackhole, no page of AWS's tells.
      kind: hasOther(network, table, to, route) ? "unknown" : "blocked",
      object: table.id,
      account,
      says: `route to ${route.to} of ${table.id} is a blackhole: ${route.via} is gone or not active`,
      todo: `mend ${route.via}, or replace the route in ${table.id}`,
    };
  return { table, route };
}

function unresolvedIn({ account, prefixLists }: VpcNetwork, { id }: RouteTable, list: string): Stop {
  const permission = "ec2:GetManagedPrefixListEntries";
  const seen = prefixLists.get(list);
  const says = `${id} has a route to prefix list ${list}, whose entries were not read`;
  const at = { object: id, account };
  if (seen?.kind !== "unreadable") return { ...at, kind: "unknown", says, todo: "run again" };
  const stop = unread(seen, { what: "entries", object: list, account, permission });
  return { ...stop, ...at, says: `${says}: ${seen.failure.message}` };
}

function hasOther(network: VpcNetwork, table: RouteTable, to: Ip, taken: Route): boolean {
  const all = [...rangesIn(network, table)];
  const own = all.find(([range, route]) => route === taken && holds(range, to))?.[0];
  return all.some(
    ([range, route]) =>
      !route.isBlackhole && range.family === own?.family && range.bits === own.bits && holds(range, to),
  );
}

function noRoute({ account }: VpcNetwork, { id }: RouteTable, to: Ip): Stop {
  return {
    kind: "blocked",
    object: id,
    account,
    says: `route table ${id} has no route to ${placeText(to)}`,
    todo: `add a route to ${rangeText(to)} to ${id} in account ${account}`,
  };
}

/** Why packets by this target do not get to another VPC, or nobody can tell; undefined where they may. */
export function targetStop({ account }: VpcNetwork, { table, route }: Taken, to: Ip): Stop | undefined {
  const at = { object: table.id, account };
  const says = `route table ${table.id} sends ${placeText(to)} to ${route.via}`;
  const { via } = route;
  if (via === "local")
    return {
      ...at,
      kind: "blocked",
      says: `${placeText(to)} lies in ${route.to}, a range of the VPC itself, so packets stay inside`,
      todo: "ranges overlap: give one of the two VPCs other ranges, or reach the endpoint by another hub",
    };
  if (via.startsWith("igw-") && isPrivate(to))
    return {
      ...at,
      kind: "blocked",
      says: `${says}, and no private address is reached by an internet gateway`,
      todo: `add a more specific route to ${rangeText(to)} to ${table.id} in account ${account}`,
    };
  if (via.startsWith("tgw-") || via.startsWith("pcx-")) return undefined;
  return {
    ...at,
    kind: "unknown",
    says: `${says}, and what lies behind it is not known`,
    todo: "connect from that subnet to see",
  };
}

type Routing = { readonly lookup: PrefixTable<Route>; readonly unresolved?: string };

/** Facts do not change, and a table serves many questions. */
const ROUTING = new WeakMap<RouteTable, Routing>();

function routing(network: VpcNetwork, table: RouteTable): Routing {
  const known = ROUTING.get(table);
  if (known) return known;
  const routes = [...rangesIn(network, table)].sort((a, b) => rank(a[1]) - rank(b[1]));
  const unresolved = table.routes.find(
    (route) => isList(route) && !valueIn(network.prefixLists.get(route.to)),
  );
  const made = { lookup: new PrefixTable(routes), ...(unresolved && { unresolved: unresolved.to }) };
  ROUTING.set(table, made);
  return made;
}

/** All ranges that the VPC's route tables tell apart. */
export function* routedRanges(network: VpcNetwork): Generator<Range> {
  for (const table of valueIn(network.routeTables) ?? [])
    for (const [range] of rangesIn(network, table)) yield range;
}

function* rangesIn({ prefixLists }: VpcNetwork, { routes }: RouteTable): Generator<readonly [Range, Route]> {
  for (const route of routes) {
    const cidrs = route.to.startsWith("pl-") ? (valueIn(prefixLists.get(route.to)) ?? []) : [route.to];
    for (const cidr of cidrs) yield [rangeOf(cidr), route] as const;
  }
}

/** AWS's own lists lead to gateway endpoints, which are public addresses of S3 and DynamoDB. */
function isList({ to, via }: Route): boolean {
  return to.startsWith("pl-") && !via.startsWith("vpce-");
}

/** The last one of a range is kept. */
function rank({ to, via, isPropagated }: Route): number {
  if (via === "local") return 3;
  return isPropagated ? 0 : to.startsWith("pl-") ? 1 : 2;
}
