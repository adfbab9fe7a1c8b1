import type { Estate } from "./estate.ts";
import type { Identity } from "./identity.ts";
import type { Rule } from "./resolver/state.ts";
import { type World, WorldError } from "./world.ts";
import { loadPeering, loadPrefixList, loadTransitGateway } from "./world-connections.ts";
import { createProblems, type Problems } from "./world-problems.ts";
import { loadAccountRule, loadAssociations, loadResolverEndpoints, loadVpcRules } from "./world-resolver.ts";
import { loadRoutes, loadRouteTables } from "./world-routes.ts";
import type { AccountSpec, RoleSpec } from "./world-schema.ts";
import { loadServices } from "./world-services.ts";
import { loadOrganization, loadShare } from "./world-sharing.ts";
import { loadEndpoints, loadVpc } from "./world-vpcs.ts";
import { loadServiceZones, loadZone } from "./world-zones.ts";

type Path = (string | number)[];

/**
 * Makes what the world file describes, by the functions that serve the API: what AWS would refuse is refused, each
 * with its place in the file, all in one WorldError. Endpoints are available and zones INSYNC at once. VPCs come
 * before the endpoints in them, and those before zones and rules, which may hold VPCs of any account; shares come last, with
 * the associations that rest on them.
 */
export function loadWorld(world: World, estate: Estate, identity: Identity): void {
  const problems = createProblems(world, estate);
  const each = eachOf(world);
  estate.network.isOpen = isOpen(world);
  loadServices(world.spec, estate.network.services);
  for (const [account, { closed, quotas }] of Object.entries(world.spec.accounts)) {
    identity.setClosed(account, closed);
    if (quotas) estate.quotas.set(account, defined(quotas));
  }
  each("roles", (account, role, path) =>
    problems.attempt(path, () => identity.addRole(roleOf(estate, world, account, role))),
  );
  each("vpcs", (account, vpc, path) => loadVpc(estate, account, vpc, path, problems));
  loadNetwork(world, estate, problems);
  each("vpcs", (_account, vpc, path) => {
    loadEndpoints(estate, vpc, path, problems);
    loadResolverEndpoints(estate, vpc, path, problems);
  });
  each("vpcs", (account, vpc, path) => loadVpcRules(estate, account, vpc, path, problems));
  const rules = new Map<object, Rule | undefined>();
  each("resolverRules", (account, rule, path) =>
    rules.set(rule, loadAccountRule(estate, account, rule, path, problems)),
  );
  each("zones", (account, zone, path) => loadZone(estate, account, zone, path, problems));
  each("vpcs", (_account, vpc, path) => loadServiceZones(estate, vpc, path, problems));
  if (world.spec.organization) loadOrganization(estate, world.spec.organization, problems);
  each("shares", (account, share, path) => loadShare(estate, account, share, path, problems));
  each("resolverRules", (_account, rule, path) =>
    loadAssociations(estate, rules.get(rule), rule, path, problems),
  );
  refuseAny(problems);
}

/** Routes lead to connections, which write routes into tables that have none for their destinations. */
function loadNetwork(world: World, estate: Estate, problems: Problems): void {
  const each = eachOf(world);
  each("prefixLists", (account, list, path) =>
    problems.attempt(path, () => loadPrefixList(estate, account, list)),
  );
  each("vpcs", (_account, vpc, path) => loadRouteTables(estate, vpc, path, problems));
  each("peerings", (account, peering, path) =>
    problems.attempt(path, () => loadPeering(estate, account, peering, path, problems)),
  );
  each("transitGateways", (account, gateway, path) =>
    problems.attempt(path, () => loadTransitGateway(estate, account, gateway, path, problems)),
  );
  each("vpcs", (_account, vpc, path) => loadRoutes(estate, vpc, path, problems));
}

/** Who writes nothing of the network does not want it judged. */
function isOpen({ spec }: World): boolean {
  if (spec.network) return spec.network === "open";
  return !Object.values(spec.accounts).some(
    ({ peerings, transitGateways, vpcs }) =>
      peerings.length > 0 ||
      transitGateways.length > 0 ||
      vpcs.some(
        ({ routes, routeTables, networkAcls }) =>
          Object.keys(routes).length > 0 || routeTables.length > 0 || networkAcls.length > 0,
      ),
  );
}

function eachOf({ spec }: World) {
  return <
    K extends
      | "roles"
      | "vpcs"
      | "zones"
      | "resolverRules"
      | "shares"
      | "peerings"
      | "transitGateways"
      | "prefixLists",
  >(
    list: K,
    load: (account: string, item: AccountSpec[K][number], path: Path) => void,
  ): void => {
    for (const [account, accountSpec] of Object.entries(spec.accounts))
      for (const [index, item] of accountSpec[list].entries())
        load(account, item, ["accounts", account, list, index]);
  };
}

function refuseAny({ list }: Problems): void {
  const byPlace = [...list].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  if (list.length > 0) throw new WorldError(byPlace);
}

/** Without the members that were left out. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}

function roleOf(estate: Estate, world: World, account: string, spec: RoleSpec) {
  const { name, arn, trusts, externalId, denies, maxSessionSeconds } = spec;
  return {
    arn: arn ?? `arn:${partitionOf(estate, world, account)}:iam::${account}:role/${name}`,
    trusts,
    denies: isOpen(world) ? [...denies, ...NETWORK_READS] : denies,
    ...defined({ externalId, maxSessionSeconds }),
  };
}

/** What shows how packets go. */
const NETWORK_READS = [
  "ec2:DescribeRouteTables",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeTransitGateway*",
  "ec2:SearchTransitGatewayRoutes",
  "ec2:GetTransitGateway*",
  "ec2:DescribeManagedPrefixLists",
  "ec2:GetManagedPrefixListEntries",
];

/** An account lives in one partition: that of its VPCs. */
const partitionOf = (estate: Estate, { spec }: World, account: string): string =>
  estate.surroundings.partition(spec.accounts[account]?.vpcs[0]?.region ?? "");
