import type { Clock } from "../../model/clock.ts";
import { isUnread, type Seen } from "../../model/failure.ts";
import { vpcKey } from "../../model/ids.ts";
import type { DnsGroupView } from "../../model/observed/network.ts";
import type { TransitGateway, VpcNetwork } from "../../model/path/facts.ts";

/** What earlier passes of this process saw of VPCs' networks: a path that broke is told for as long as it is broken. */
export type PathMemory = {
  /** By `vpcKey`; undefined: read it. */
  network(key: string): VpcNetwork | undefined;
  /** The same, however long ago it was. */
  lastNetwork(key: string): VpcNetwork | undefined;
  gateway(id: string): TransitGateway | undefined;
  saw(networks: Iterable<VpcNetwork>, gateways: Iterable<TransitGateway>): void;
  /** Of these VPCs, by `vpcKey`, or of all; and what lies between. */
  forget(keys: ReadonlySet<string> | "all"): void;
  /** Of a hub's Resolver endpoints, by whose they are and which. */
  groups(of: string): DnsGroups | undefined;
  sawGroups(of: string, groups: DnsGroups): void;
};

type DnsGroups = Seen<readonly DnsGroupView[]>;

export function createPathMemory({ now }: Pick<Clock, "now">, keptMs: number): PathMemory {
  const networks = new Map<string, { readonly value: VpcNetwork; readonly at: number }>();
  const gateways = new Map<string, { readonly value: TransitGateway; readonly at: number }>();
  const groups = new Map<string, { readonly value: DnsGroups; readonly at: number }>();
  const fresh = <T>(kept: { readonly value: T; readonly at: number } | undefined) =>
    kept && now() - kept.at < keptMs ? kept.value : undefined;
  return {
    network: (key) => fresh(networks.get(key)),
    lastNetwork: (key) => networks.get(key)?.value,
    gateway: (id) => fresh(gateways.get(id)),
    forget(keys) {
      if (keys === "all") networks.clear();
      else for (const key of keys) networks.delete(key);
      gateways.clear();
      groups.clear();
    },
    saw(seen, ways) {
      for (const value of seen)
        if (isWhole(value) && fresh(networks.get(vpcKey(value.vpc))) !== value)
          networks.set(vpcKey(value.vpc), { value, at: now() });
      for (const value of ways)
        if (
          ![value.associations, ...value.tables.values()].some(isPassing) &&
          fresh(gateways.get(value.id)) !== value
        )
          gateways.set(value.id, { value, at: now() });
    },
    groups: (of) => fresh(groups.get(of)),
    sawGroups(of, value) {
      if (isPassing(value)) groups.delete(of);
      else groups.set(of, { value, at: now() });
    },
  };
}

/** What failed for a moment is read again in the next pass. */
function isWhole({ prefixLists, ...of }: VpcNetwork): boolean {
  const { subnets, routeTables, acls, interfaces, peerings, attachments } = of;
  const lists = [...prefixLists.values()];
  return ![subnets, routeTables, acls, interfaces, peerings, attachments, ...lists].some(isPassing);
}

function isPassing(seen: Parameters<typeof isUnread>[0]): boolean {
  return isUnread(seen) && seen.failure.kind !== "denied";
}
