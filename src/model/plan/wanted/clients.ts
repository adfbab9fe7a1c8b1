import type { Endpoint, Hub, Spoke } from "../../desired/types.ts";
import type { Seen } from "../../failure.ts";
import { type AccountId, type VpcRef, vpcKey, vpcRef } from "../../ids.ts";
import { compare } from "./in-order.ts";

/** A VPC whose workloads resolve through the zone. */
export type Client = {
  readonly vpc: VpcRef;
  readonly account: AccountId;
  /** Absent: the hub VPC itself. */
  readonly spoke?: Spoke;
};

export function clientName(client: Client): string {
  return client.spoke ? `spoke ${client.spoke.name}` : `hub VPC ${client.vpc.id}`;
}

/**
 * For each endpoint the spokes that chose it; the hub VPC too, unless its own private DNS holds the names (semantics
 * 30). Endpoints that the same spokes chose share one list: in a fleet where every spoke takes all, there is one.
 */
export function clientsByEndpoint(
  hub: Hub,
  spokes: readonly Spoke[],
): (endpoint: Endpoint) => readonly Client[] {
  const own: Client = { vpc: vpcRef(hub.vpc, hub.region), account: hub.account };
  const choices = [...Map.groupBy(spokes, (spoke) => spoke.endpoints)].map(([endpoints, choosing]) => ({
    endpoints: new Set(endpoints),
    clients: choosing.map((s) => ({ vpc: vpcRef(s.vpc, s.region), account: s.account, spoke: s })),
  }));
  const lists = new Map<string, readonly Client[]>();
  return (endpoint) => {
    const keeps = endpoint.hubPrivateDns === "keep";
    const chosen = choices.flatMap((choice, i) => (choice.endpoints.has(endpoint) ? [i] : []));
    const signature = `${keeps} ${chosen.join()}`;
    const joining = () => chosen.flatMap((i) => choices[i]?.clients ?? []);
    const list = lists.get(signature) ?? [...(keeps ? [] : [own]), ...joining().toSorted(byName)];
    lists.set(signature, list);
    return list;
  };
}

export function byName(a: Client, b: Client): number {
  return compare(a.spoke?.name ?? "", b.spoke?.name ?? "");
}

/** The keys of VPCs that were seen in a zone; made once for each answer of AWS. */
export function membersOf(vpcs: Seen<readonly VpcRef[]> | undefined): ReadonlySet<string> | undefined {
  if (vpcs?.kind !== "seen") return undefined;
  const members = MEMBERS.get(vpcs) ?? new Set(vpcs.value.map(vpcKey));
  MEMBERS.set(vpcs, members);
  return members;
}

/** The keys of VPCs that documents want in a zone; zones of one endpoint share them. */
export function clientKeys(clients: readonly Client[]): ReadonlySet<string> {
  const keys = CLIENTS.get(clients) ?? new Set(clients.map((c) => vpcKey(c.vpc)));
  CLIENTS.set(clients, keys);
  return keys;
}

/** The same by VPC id alone. */
export function clientIds(clients: readonly Client[]): ReadonlySet<string> {
  const ids = IDS.get(clients) ?? new Set(clients.map((c) => c.vpc.id));
  IDS.set(clients, ids);
  return ids;
}

const IDS = new WeakMap<object, ReadonlySet<string>>();
const CLIENTS = new WeakMap<object, ReadonlySet<string>>();
const MEMBERS = new WeakMap<object, ReadonlySet<string>>();
