import type { ResourceRecordSet, Tag } from "@aws-sdk/client-route-53";

export type ZoneVpc = { VPCId: string; VPCRegion: string };

/** What DNS answers from: the zone as the resolvers know it at one moment. */
export type ZoneView = {
  readonly records: ReadonlyMap<string, ResourceRecordSet>;
  readonly vpcs: ReadonlySet<string>;
};

/** One change as DNS takes it over. `created` brings the first records and VPCs along. */
export type DnsChange =
  | { readonly kind: "created" | "deleted" }
  | { readonly kind: "records" }
  | { readonly kind: "joined" | "left"; readonly vpcId: string };

type Pending = { readonly at: number; readonly change: DnsChange; readonly view: ZoneView };

/** A zone as DNS has it: what is INSYNC, and what is not yet, in the order in which it was asked for. */
export type Published = {
  exists: boolean;
  records: ReadonlyMap<string, ResourceRecordSet>;
  vpcs: Set<string>;
  pending: Pending[];
};

/** A hosted zone. `records`, `vpcs`: as the API shows them; `published`: as DNS does, later, once INSYNC. */
export type Zone = {
  /** Bare, without `/hostedzone/`. */
  id: string;
  /** Lower case, with the final dot. */
  name: string;
  account: string;
  callerReference: string;
  comment: string | undefined;
  isPrivate: boolean;
  nameServers: readonly string[];
  vpcs: Map<string, ZoneVpc>;
  authorizations: Map<string, ZoneVpc>;
  records: Map<string, ResourceRecordSet>;
  tags: Map<string, string>;
  published: Published;
};

export const unpublished = (): Published => ({
  exists: false,
  records: new Map(),
  vpcs: new Set(),
  pending: [],
});

export type Change = { id: string; account: string; submittedAt: number; insyncAt: number; comment?: string };

export type Zones = {
  byId: Map<string, Zone>;
  /** "account reference" of every zone that ever was: a deleted zone's stays used. */
  references: Set<string>;
  changes: Map<string, Change>;
  /** VPC id → zones that hold it, or whose published state still does. */
  byVpc: Map<string, Set<Zone>>;
  /** Public zones, or whose published state still is one. */
  public: Set<Zone>;
};

export const createZones = (): Zones => ({
  byId: new Map(),
  references: new Set(),
  changes: new Map(),
  byVpc: new Map(),
  public: new Set(),
});

export function attachVpc(zones: Zones, zone: Zone, vpc: ZoneVpc): void {
  zone.vpcs.set(vpc.VPCId, vpc);
  const known = zones.byVpc.get(vpc.VPCId);
  if (known) known.add(zone);
  else zones.byVpc.set(vpc.VPCId, new Set([zone]));
}

/** The zones that the API shows for a VPC. */
export function zonesOfVpc(zones: Zones, vpcId: string): Zone[] {
  return [...(zones.byVpc.get(vpcId) ?? [])].filter(
    (zone) => zone.vpcs.has(vpcId) && zones.byId.has(zone.id),
  );
}

export const recordKey = (record: ResourceRecordSet): string =>
  `${record.Name} ${record.Type} ${record.SetIdentifier ?? ""}`;

export const tagList = (tags: ReadonlyMap<string, string>): Tag[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value }));
