import type { ResourceRecordSet, Tag } from "@aws-sdk/client-route-53";

export type ZoneVpc = { VPCId: string; VPCRegion: string };

/** What DNS answers from: the zone as it was at one moment. */
export type ZoneView = { records: ReadonlyMap<string, ResourceRecordSet>; vpcs: ReadonlySet<string> };

/** `view` is absent once the zone was deleted. */
type Publication = { at: number; view: ZoneView | undefined };

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
  published: Publication[];
};

export type Change = { id: string; account: string; submittedAt: number; insyncAt: number; comment?: string };

export type Zones = {
  byId: Map<string, Zone>;
  /** "account reference" of every zone that ever was: a deleted zone's stays used. */
  references: Set<string>;
  changes: Map<string, Change>;
  /** VPC id → zones that hold it, or whose published views still do. */
  byVpc: Map<string, Set<Zone>>;
};

export const createZones = (): Zones => ({
  byId: new Map(),
  references: new Set(),
  changes: new Map(),
  byVpc: new Map(),
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

/** The zones that the VPC's resolver knows at this moment, each as of what is INSYNC. */
export function zonesInDns(zones: Zones, vpcId: string, now: number): { zone: Zone; view: ZoneView }[] {
  const known = zones.byVpc.get(vpcId) ?? new Set();
  const seen: { zone: Zone; view: ZoneView }[] = [];
  for (const zone of known) {
    forget(zone, now);
    const view = viewAt(zone, now);
    if (view?.vpcs.has(vpcId)) seen.push({ zone, view });
    else if (!zone.published.some((later) => later.view?.vpcs.has(vpcId))) known.delete(zone);
  }
  return seen;
}

/** Makes the zone's present state what DNS shows from `at` on. */
export function publishView(zone: Zone, at: number, now: number, deleted = false): void {
  forget(zone, now);
  const view = { records: new Map(zone.records), vpcs: new Set(zone.vpcs.keys()) };
  zone.published.push({ at, view: deleted ? undefined : view });
}

function viewAt(zone: Zone, now: number): ZoneView | undefined {
  return zone.published.findLast((publication) => publication.at <= now)?.view;
}

/** Drops what no later moment can ask for. */
function forget(zone: Zone, now: number): void {
  const current = zone.published.findLastIndex((publication) => publication.at <= now);
  if (current > 0) zone.published.splice(0, current);
}

export const recordKey = (record: ResourceRecordSet): string =>
  `${record.Name} ${record.Type} ${record.SetIdentifier ?? ""}`;

export const tagList = (tags: ReadonlyMap<string, string>): Tag[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value }));
