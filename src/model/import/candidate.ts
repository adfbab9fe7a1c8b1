import { dnsName } from "../desired/fields.ts";
import { liesIn } from "../dns-name.ts";
import { valueIn } from "../failure.ts";
import { type ZoneName, zoneNameOf } from "../ids.ts";
import { answersAs, answersByAddresses, leadOf, reaches } from "../led-by.ts";
import type { EndpointView } from "../observed/endpoint.ts";
import { neverServes } from "../observed/endpoint-state.ts";
import type { Found, FoundZone } from "./found.ts";

/** One service of the hub VPC with its endpoints and its zones. */
export type Candidate = {
  readonly service: string;
  readonly endpoint: EndpointView;
  /** Of the same service in the same VPC; a set has room for one. */
  readonly others: readonly EndpointView[];
  /** As AWS lists them; none where it tells none to this account. */
  readonly names: readonly string[];
  /** Of other zones, whose records at the apex or at `*` lead to its endpoints. */
  readonly extraNames: readonly string[];
  readonly zones: readonly FoundZone[];
  /** Of AWS's names those that Resolver rules hand over to the hub. */
  readonly ruled: readonly string[];
};

/** `taken`: zones that are other services' already. */
export function candidateOf(
  service: string,
  members: readonly EndpointView[],
  { services, zones: all, resolver }: Found,
  taken: ReadonlyMap<ZoneName, string>,
): Candidate | undefined {
  const names = services.find((one) => one.name === service)?.privateNames ?? [];
  const listed = new Set(services.flatMap((one) => one.privateNames.map(zoneNameOf)));
  const isFree = (zone: ZoneName) => !listed.has(zone) && (names.length === 0 || !taken.has(zone));
  const extraNames = namesLeadingTo(members, all).filter((name) => isFree(zoneNameOf(name)));
  const zoneNames = new Set([...names, ...extraNames].map(zoneNameOf));
  const zones = all.filter(({ name }) => zoneNames.has(name));
  const [endpoint] = members
    .filter(({ state }) => !neverServes(state))
    .sort((a, b) => rank(b, zones) - rank(a, zones) || (a.id < b.id ? -1 : 1));
  const others = members.filter((member) => member !== endpoint);
  const rules = resolver?.forwards.map(({ name }) => name) ?? [];
  const ruled = names.filter((name) => rules.some((rule) => liesIn(zoneNameOf(name), rule)));
  return endpoint && { service, endpoint, others, names, extraNames, zones, ruled };
}

/**
 * Of AWS's names those that have zones, if any name has one; else those that rules hand over. The others would be new, and
 * import describes what is there.
 */
export function sharedNames({ names, extraNames, zones, ruled }: Candidate): readonly string[] {
  const present = new Set(zones.map(({ name }) => name));
  const zoned = names.filter((name) => present.has(zoneNameOf(name)));
  const served = zoned.length > 0 ? zoned : ruled;
  return served.length > 0 || extraNames.length > 0 ? served : names;
}

/** `*.x` where the record at the zone's wildcard leads there, `x` where only the one at its apex does. */
function namesLeadingTo(members: readonly EndpointView[], zones: readonly FoundZone[]): string[] {
  const leads = (record: FoundRecord) => members.some((member) => reaches(member, record));
  const names = zones.flatMap((zone) => {
    const leading = new Set(
      recordsOf(zone)
        .filter(leads)
        .map((record) => record.name),
    );
    return [`*.${zone.name}`, zone.name].find((name) => leading.has(name)) ?? [];
  });
  return [...new Set(names)].filter((name) => dnsName.safeParse(name).success).sort();
}

/** The one in use: a zone's alias points at it, else the hub VPC resolves to it, else it can be used at least. */
function rank(endpoint: EndpointView, zones: readonly FoundZone[]): number {
  const served = zones.some((zone) => recordsOf(zone).some((record) => pointsAt(record, endpoint)));
  return (served ? 4 : 0) + (endpoint.privateDnsEnabled ? 2 : 0) + (endpoint.state === "available" ? 1 : 0);
}

export type FoundRecord = ReturnType<typeof recordsOf>[number];

export function recordsOf({ records }: FoundZone) {
  return valueIn(records) ?? [];
}

export function pointsAt(record: FoundRecord, endpoint: EndpointView): boolean {
  const { regional, zonal } = endpoint;
  if (answersByAddresses(endpoint, record)) return true;
  const lead = leadOf(record);
  return typeof regional === "object" && !!lead && answersAs({ regional: regional.dnsName, zonal }, lead);
}

/** At our aliases' places, and pointing elsewhere. */
export function strayRecords(zone: FoundZone, endpoint: EndpointView): FoundRecord[] {
  return recordsOf(zone).filter((record) => isAddress(record, zone) && !pointsAt(record, endpoint));
}

/** Where an alias of ours belongs: at the apex and at the wildcard. */
export function isAddress({ type, name }: FoundRecord, zone: FoundZone): boolean {
  return ["A", "AAAA", "CNAME"].includes(type) && (name === zone.name || name === `*.${zone.name}`);
}

export function unreadParts(zone: FoundZone): string[] {
  return (["vpcs", "records", "tags"] as const).flatMap((part) => {
    const seen = zone[part];
    const what = part === "vpcs" ? "VPCs" : "records";
    return seen.kind === "seen"
      ? []
      : [`not seen: the ${what} of ${zone.id} (${zone.name}): ${seen.failure.error}`];
  });
}
