import { compare } from "../../compare.ts";
import type { Endpoint, Hub, Spoke } from "../../desired/types.ts";
import { type AccountId, type VpcId, type VpcRef, vpcKey, vpcRef } from "../../ids.ts";

/** A VPC whose workloads resolve through the zone. */
export type Client = {
  readonly vpc: VpcRef;
  readonly account: AccountId;
  /** Absent: the hub VPC itself, or the view VPC. */
  readonly spoke?: Spoke;
  /** An inbound Resolver endpoint's VPC, where that is not the hub VPC: rules hand over what it answers, or are to (semantics 47). */
  readonly isView?: true;
};

/** Clients, and their VPCs for questions: made once for all zones of an endpoint. */
export type ClientList = {
  readonly all: readonly Client[];
  /** By `vpcKey`. */
  readonly keys: ReadonlySet<string>;
  readonly ids: ReadonlySet<VpcId>;
};

export function clientList(all: readonly Client[]): ClientList {
  return { all, keys: new Set(all.map((c) => vpcKey(c.vpc))), ids: new Set(all.map((c) => c.vpc.id)) };
}

export function clientName(client: Client): string {
  if (client.spoke) return `spoke ${client.spoke.name}`;
  return `${client.isView ? "view" : "hub"} VPC ${client.vpc.id}`;
}

export function isHubClient(client: Client): boolean {
  return client.spoke === undefined && !client.isView;
}

/** How a spoke's document gives up an endpoint; one that would be left with nothing is refused. */
export function leaveOut({ name, hub, endpoints }: Spoke, endpoint: Endpoint): string {
  return isAllOf(endpoints, endpoint)
    ? `delete the document of spoke ${name} (or hub ${hub.name} in its hubs)`
    : `leave it out in spoke ${name}: endpoints: { except: [${endpoint.name}] }, beside the labels or instead of the name there`;
}

export function isAllOf(endpoints: readonly Endpoint[], endpoint: Endpoint): boolean {
  return endpoints.every((one) => one === endpoint);
}

export type ClientsOf = (document: Endpoint) => ClientList;

/**
 * For each endpoint the spokes of zone mode that chose it; the hub VPC too, unless its own private DNS holds the names
 * (semantics 30); and the view VPCs, where rule-mode spokes chose it: two while rules move from one to the other. Endpoints that the same spokes chose share one list: in a fleet where every spoke takes all, there is one.
 */
export function clientsByEndpoint(hub: Hub, all: readonly Spoke[], views: readonly VpcId[] = []): ClientsOf {
  const spokes = all.filter(({ mode }) => mode === "phz-association");
  const byRule = all.filter(({ mode }) => mode === "resolver-rule");
  const own: Client = { vpc: vpcRef(hub.vpc, hub.region), account: hub.account };
  const choices = [...Map.groupBy(spokes, (spoke) => spoke.endpoints)].map(([endpoints, choosing]) => ({
    endpoints: new Set(endpoints),
    clients: choosing.map((s) => ({ vpc: vpcRef(s.vpc, s.region), account: s.account, spoke: s })),
  }));
  const ofViews = views
    .filter((vpc) => vpc !== hub.vpc)
    .map((vpc): Client => ({ vpc: vpcRef(vpc, hub.region), account: hub.account, isView: true }));
  const lists = new Map<string, ClientList>();
  return (endpoint) => {
    const keeps = endpoint.hubPrivateDns === "keep";
    const asked = byRule.some(({ endpoints }) => endpoints.includes(endpoint)) ? ofViews : [];
    const chosen = choices.flatMap((choice, i) => (choice.endpoints.has(endpoint) ? [i] : []));
    const signature = `${keeps} ${asked.length} ${chosen.join()}`;
    const joining = () => chosen.flatMap((i) => choices[i]?.clients ?? []);
    const list =
      lists.get(signature) ?? clientList([...(keeps ? [] : [own]), ...asked, ...joining().toSorted(byName)]);
    lists.set(signature, list);
    return list;
  };
}

export function byName(a: Client, b: Client): number {
  return compare(a.spoke?.name ?? "", b.spoke?.name ?? "");
}
