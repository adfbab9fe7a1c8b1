import type { Accounts, Session } from "../../aws/accounts.ts";
import { accessKey } from "../../model/access.ts";
import type { Desired, Hub, Spoke } from "../../model/desired/types.ts";
import { type Failure, type Seen, valueIn } from "../../model/failure.ts";
import { type AccountId, type Region, type VpcId, vpcKey, vpcRef } from "../../model/ids.ts";
import type { DnsGroupView, SecurityGroupView } from "../../model/observed/network.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { ResolverEndpointView } from "../../model/observed/resolver.ts";
import type { PathFacts, TransitGateway, VpcNetwork } from "../../model/path/facts.ts";
import { gatewaysNamed } from "../../model/path/gateway.ts";
import { type HopReads, hubsBehind, keyOf, type PathReads } from "../../model/plan/reads/path-reads.ts";
import { observeDnsGroups } from "../../reconcilers/network.ts";
import { see } from "../../reconcilers/see.ts";
import { observeGateway } from "../../reconcilers/transit-gateways.ts";
import { observeNetworks } from "../../reconcilers/vpc-networks.ts";
import type { Accesses } from "./accesses.ts";
import type { PathMemory } from "./path-memory.ts";

/**
 * The networks of spokes, all of one account and Region at once: of those that lack something, and in a process that
 * remembers once an hour of all others. `hurry`: a change is waiting for those that lack something, and the others stay as
 * they were last seen.
 */
export async function observeSpokeNetworks(
  { joining, served }: PathReads,
  accounts: Accounts,
  accesses: Accesses,
  memory: PathMemory | undefined,
  hurry = false,
): Promise<ReadonlyMap<string, VpcNetwork>> {
  const last = hurry ? memory?.lastNetwork : memory?.network;
  const known = last ? served.flatMap((spoke) => last(keyOf(spoke)) ?? []) : [];
  const have = new Set(known.map(({ vpc }) => vpcKey(vpc)));
  const due = memory && !hurry ? served.filter((spoke) => !have.has(keyOf(spoke))) : [];
  const byAccess = Map.groupBy([...joining, ...due], accessOf);
  const reads = [...byAccess].map(async ([access, spokes]) => {
    const [{ account, region, role }] = spokes as [Spoke];
    const vpcs = [...new Set(spokes.map(({ vpc }) => vpc))].sort();
    const session = accounts.session(account, role);
    const asked = { account, region, vpcs, interfaces: "devices" } as const;
    const seen = await accesses.read(access, () => read(session, asked));
    return seen.kind === "seen" ? seen.value : vpcs.map((vpc) => notRead(vpc, asked, seen.failure));
  });
  const seen = (await Promise.all(reads)).flat();
  memory?.saw(seen, []);
  return new Map([...known, ...seen].map((network) => [vpcKey(network.vpc), network]));
}

function accessOf({ account, role, region }: Spoke): string {
  return accessKey(account, role, region);
}

type Asked = Parameters<typeof observeNetworks>[1];

async function read(session: Session, asked: Asked): Promise<Seen<VpcNetwork[]>> {
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  return { kind: "seen", value: await observeNetworks(session.ec2(asked.region), asked) };
}

/** A network that is not known at all: nobody joins by it in this pass. */
function notRead(
  vpc: VpcId,
  { account, region }: { readonly account: AccountId; readonly region: Region },
  failure: Failure,
): VpcNetwork {
  const unread = { kind: "unreadable", failure } as const;
  return {
    vpc: vpcRef(vpc, region),
    account,
    subnets: unread,
    routeTables: unread,
    acls: unread,
    interfaces: unread,
    peerings: unread,
    attachments: unread,
    prefixLists: new Map(),
  };
}

/** Of whose paths the hubs' side is read, and what was read of them already. */
export type HubSides = Pick<Observed, "hubs" | "networks"> & {
  readonly spokes: ReadonlyMap<string, VpcNetwork>;
  readonly joining: PathReads["joining"];
  readonly hops: HopReads;
  readonly hopGroups: NonNullable<Observed["hopGroups"]>;
};

/** What the hubs' side of paths and hops is: their VPCs, those of their Resolver endpoints, and the gateways between. */
export async function observePaths(
  desired: Pick<Desired, "spokes">,
  { hubs, networks, spokes, joining, hops, hopGroups }: HubSides,
  accounts: Accounts,
  memory: PathMemory | undefined,
): Promise<PathFacts | undefined> {
  const behind = hubsBehind(desired.spokes, spokes);
  const wanted = new Set([...behind, ...hopGroups.keys()]);
  if (wanted.size === 0) return spokes.size > 0 ? { networks: spokes, gateways: new Map() } : undefined;
  const busy = new Set([...joining.map(({ hub }) => hub), ...hops.joining]);
  const sides = await Promise.all(
    [...wanted].map(async (hub) => {
      const own = desired.spokes.filter((spoke) => spoke.hub === hub);
      const named = gatewaysNamed(own.flatMap((spoke) => spokes.get(keyOf(spoke)) ?? []));
      const isAnew = busy.has(hub);
      const groupLists = listsOf(valueIn(networks.get(hub)?.securityGroups), valueIn(hopGroups.get(hub)));
      const vpcs = vpcsOf(hub, hubs);
      const before = vpcs.flatMap((vpc) => memory?.network(vpcKey(vpcRef(vpc, hub.region))) ?? []);
      const session = accounts.session(hub.account, hub.role);
      const { account, region } = hub;
      const asked = {
        account,
        region,
        vpcs,
        interfaces: "endpoints",
        groupLists,
        isAttached: named.length > 0,
      } as const;
      const read =
        isAnew || before.length < vpcs.length ? await observeNetworks(session.ec2(region), asked) : before;
      // Within one VPC queries meet no gateway.
      const ways = behind.has(hub) || vpcs.length > 1 ? [...named, ...gatewaysNamed(read)] : [];
      const known = isAnew ? undefined : memory;
      const gateways = await readGateways(hub, [...new Set(ways)], { accounts, memory: known });
      return { networks: read, gateways };
    }),
  );
  const all = sides.flatMap((side) => side.networks);
  const gateways = sides.flatMap((side) => side.gateways);
  memory?.saw(all, gateways);
  return {
    networks: new Map([...spokes, ...all.map((one) => [vpcKey(one.vpc), one] as const)]),
    gateways: new Map(gateways.map((gateway) => [gateway.id, gateway])),
  };
}

/** Prefix lists that groups name. */
function listsOf(groups: readonly SecurityGroupView[] = [], dns: readonly DnsGroupView[] = []): string[] {
  const rules = [
    ...groups.flatMap(({ admits }) => admits),
    ...dns.flatMap((g) => [...g.ingress, ...g.egress]),
  ];
  const others = rules.flatMap((one) => one.others);
  return [...new Set(others.filter((id) => id.startsWith("pl-")))].sort();
}

/** The groups of both Resolver endpoints of each hub: in this pass, or as an hour ago where rules only serve. */
export async function observeHopGroups(
  { joining, served }: HopReads,
  hubs: Observed["hubs"],
  accounts: Accounts,
  memory: PathMemory | undefined,
): Promise<NonNullable<Observed["hopGroups"]>> {
  const read = async (hub: Hub, isAnew: boolean) => {
    const endpoints = resolverEndpointsOf(hub, hubs);
    const ids = [...new Set(endpoints.flatMap(({ securityGroups }) => securityGroups))].sort();
    const { account, role, region } = hub;
    const of = [accessKey(account, role, region), ...ids].join(" ");
    const before = isAnew ? undefined : memory?.groups(of);
    if (before) return [hub, before] as const;
    const ec2 = accounts.session(account, role).ec2(region);
    const groups = await see(() => observeDnsGroups(ec2, ids));
    memory?.sawGroups(of, groups);
    return [hub, groups] as const;
  };
  const reads = [
    ...joining.map((hub) => read(hub, true)),
    ...(memory ? served.map((hub) => read(hub, false)) : []),
  ];
  return new Map(await Promise.all(reads));
}

/** What was observed, and between these hubs' Resolver endpoints too, where nobody looked yet. */
export async function withHops(
  hubs: Iterable<Hub>,
  observed: Observed,
  accounts: Accounts,
): Promise<Observed> {
  const joining = [...hubs].filter((hub) => !observed.hopGroups?.has(hub));
  if (joining.length === 0) return observed;
  const hops = { joining, served: [] };
  const hopGroups = await observeHopGroups(hops, observed.hubs, accounts, undefined);
  const sides = { ...observed, spokes: new Map(), joining: [], hops, hopGroups };
  const found = await observePaths({ spokes: [] }, sides, accounts, undefined);
  const { path } = observed;
  return {
    ...observed,
    hopGroups: new Map([...(observed.hopGroups ?? []), ...hopGroups]),
    path: {
      networks: new Map([...(path?.networks ?? []), ...(found?.networks ?? [])]),
      gateways: new Map([...(path?.gateways ?? []), ...(found?.gateways ?? [])]),
    },
  };
}

function vpcsOf(hub: Hub, hubs: Observed["hubs"]): VpcId[] {
  return [...new Set([hub.vpc, ...resolverEndpointsOf(hub, hubs).map(({ vpc }) => vpc)])].sort();
}

/** Those that rules lead through; where documents have some made, those that rules may move to as well. */
function resolverEndpointsOf(hub: Hub, hubs: Observed["hubs"]): readonly ResolverEndpointView[] {
  const view = valueIn(valueIn(hubs.get(hub))?.resolver);
  return view?.managed?.endpoints ?? [view?.inbound, view?.outbound].flatMap((one) => one ?? []);
}

/** One that the document names by its account; others if they are the hub account's own. */
async function readGateways(
  { account, role, region, transitGateway: named }: Hub,
  ids: readonly string[],
  { accounts, memory }: { readonly accounts: Accounts; readonly memory: PathMemory | undefined },
): Promise<TransitGateway[]> {
  const reads = ids.map(async (id) => {
    const known = memory?.gateway(id);
    if (known) return known;
    const owner = named?.id === id ? named : { account, role };
    return observeGateway(accounts.session(owner.account, owner.role).ec2(region), id, owner.account);
  });
  return (await Promise.all(reads)).flatMap((gateway) => gateway ?? []);
}
