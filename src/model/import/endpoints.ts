import { API_VERSION } from "../desired/schema.ts";
import { partitionOf, refusalOf } from "../desired/service.ts";
import { neverServes } from "../endpoint-state.ts";
import { valueIn } from "../failure.ts";
import { type Region, recordKey, type ZoneName, zoneNameOf } from "../ids.ts";
import { answersAs, answersByAddresses, isPlainAddress, leadOf, leadsTo } from "../led-by.ts";
import type { EndpointView } from "../observed.ts";
import { type Found, type FoundZone, type ImportedHub, ownerOf } from "./found.ts";
import { freeName, type ImportedFile, slug, yamlFile } from "./text.ts";

/** An Endpoint document, and the zones that serve it today. */
export type ImportedEndpoint = {
  readonly name: string;
  readonly file: ImportedFile;
  readonly zones: readonly FoundZone[];
  /** Nothing about it needs a document of its own: what it would share with others of its kind. */
  readonly plain?: {
    readonly service: string;
    readonly spec: Spec;
    readonly comments: readonly string[];
  };
};

type Spec = {
  readonly hubs: readonly string[];
  readonly serviceRegion?: Region;
  readonly hubPrivateDns: "keep" | "off";
  readonly evaluateTargetHealth?: false;
  readonly adoptZones?: true;
};

/** One service of the hub VPC with its endpoints and its zones. */
type Candidate = {
  readonly service: string;
  readonly endpoint: EndpointView;
  /** Of the same service in the same VPC; a set has room for one. */
  readonly others: readonly EndpointView[];
  readonly names: readonly string[];
  /** AWS tells no names: these are those of zones whose records lead to its endpoints. */
  readonly isUnlisted: boolean;
  readonly zones: readonly FoundZone[];
};

export function importEndpoints(
  hub: ImportedHub,
  hubName: string,
  found: Found,
): { endpoints: ImportedEndpoint[]; remarks: string[] } {
  const remarks: string[] = [];
  const endpoints: ImportedEndpoint[] = [];
  const taken = { documents: new Set<string>(), zones: new Map<ZoneName, string>() };
  const byService = Map.groupBy(found.endpoints, ({ service }) => service);
  for (const [service, members] of [...byService].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const candidate = candidateOf(service, members, found);
    const refusal = refusalOfService(candidate, service, members, taken.zones);
    if (refusal !== undefined || !candidate) {
      remarks.push(`not imported: ${members.map(({ id }) => id).join(", ")} (${service}): ${refusal}`);
      continue;
    }
    remarks.push(...candidate.zones.flatMap(unreadParts));
    for (const zone of sharedNames(candidate).map(zoneNameOf)) taken.zones.set(zone, service);
    const name = freeName(slug(shortName(candidate, hub)), candidate.endpoint.id, taken.documents);
    const plain = plainOf(candidate, hub, hubName);
    const { zones } = candidate;
    endpoints.push({ name, file: fileOf(candidate, name, hub, hubName), zones, ...(plain && { plain }) });
  }
  return { endpoints, remarks };
}

function candidateOf(
  service: string,
  members: readonly EndpointView[],
  { services, zones: all }: Found,
): Candidate | undefined {
  const listed = services.find(({ name }) => name === service)?.privateNames ?? [];
  const isUnlisted = listed.length === 0;
  const names = isUnlisted ? namesLeadingTo(members, all) : listed;
  const zoneNames = new Set(names.map(zoneNameOf));
  const zones = all.filter(({ name }) => zoneNames.has(name));
  const [endpoint] = members
    .filter(({ state }) => !neverServes(state))
    .sort((a, b) => rank(b, zones) - rank(a, zones) || (a.id < b.id ? -1 : 1));
  const others = members.filter((member) => member !== endpoint);
  return endpoint && { service, endpoint, others, names, isUnlisted, zones };
}

/** `*.x` where the record at the zone's wildcard leads there, `x` where only the one at its apex does. */
function namesLeadingTo(members: readonly EndpointView[], zones: readonly FoundZone[]): string[] {
  const leads = (record: FoundRecord) => members.some(({ id }) => leadsTo(id, leadOf(record) ?? ""));
  const names = zones.flatMap((zone) => {
    const leading = new Set(
      recordsOf(zone)
        .filter(leads)
        .map((record) => record.name),
    );
    return [`*.${zone.name}`, zone.name].find((name) => leading.has(name)) ?? [];
  });
  return [...new Set(names)].sort();
}

/** The one in use: a zone's alias points at it, else the hub VPC resolves to it, else it can be used at least. */
function rank(endpoint: EndpointView, zones: readonly FoundZone[]): number {
  const served = zones.some((zone) => recordsOf(zone).some((record) => pointsAt(record, endpoint)));
  return (served ? 4 : 0) + (endpoint.privateDnsEnabled ? 2 : 0) + (endpoint.state === "available" ? 1 : 0);
}

type FoundRecord = ReturnType<typeof recordsOf>[number];

function recordsOf({ records }: FoundZone) {
  return valueIn(records) ?? [];
}

function pointsAt(record: FoundRecord, endpoint: EndpointView): boolean {
  const { regional, zonal } = endpoint;
  if (answersByAddresses(endpoint, record)) return true;
  const lead = leadOf(record);
  return typeof regional === "object" && !!lead && answersAs({ regional: regional.dnsName, zonal }, lead);
}

/** Why the service gets no document, in words. */
function refusalOfService(
  candidate: Candidate | undefined,
  service: string,
  members: readonly EndpointView[],
  taken: ReadonlyMap<ZoneName, string>,
): string | undefined {
  if (!candidate) return `state ${members.map(({ state }) => state).join(", ")}`;
  const refusal = refusalOf(service);
  if (refusal) return refusal;
  if (candidate.names.length === 0)
    return `AWS lists no private DNS name for it to this account, and no zone here leads to it; to share it write an Endpoint with service: ${service}, existing: { id: ${candidate.endpoint.id} }, hubPrivateDns: ${candidate.endpoint.privateDnsEnabled ? "keep" : "off"}, names: [] and the names that it should have in extraNames`;
  const clash = sharedNames(candidate)
    .map(zoneNameOf)
    .find((zone) => taken.has(zone));
  return clash && `its name ${clash} is that of ${taken.get(clash)} too`;
}

/** With zones for some names only: these. The others would be new, and import describes what is there. */
function sharedNames({ names, zones }: Candidate): readonly string[] {
  const present = new Set(zones.map(({ name }) => name));
  const served = names.filter((name) => present.has(zoneNameOf(name)));
  return served.length > 0 ? served : names;
}

/** China's short names are ambiguous, so full names stay there. */
function shortName({ service, endpoint }: Candidate, hub: ImportedHub): string {
  const prefix = `com.amazonaws.${foreignRegion(endpoint, hub) ?? hub.region}.`;
  const short = service.startsWith(prefix) && partitionOf(hub.region) !== "aws-cn";
  return short ? service.slice(prefix.length) : service;
}

function foreignRegion({ serviceRegion }: EndpointView, { region }: ImportedHub): Region | undefined {
  return serviceRegion === region ? undefined : serviceRegion;
}

function specOf({ endpoint, zones }: Candidate, hub: ImportedHub, hubName: string): Spec {
  const serviceRegion = foreignRegion(endpoint, hub);
  const adopt = zones.some((zone) => ownerOf(zone, hub) === undefined);
  return {
    hubs: [hubName],
    ...(serviceRegion && { serviceRegion }),
    hubPrivateDns: endpoint.privateDnsEnabled ? "keep" : "off",
    ...(adopt && { adoptZones: true }),
    ...(withoutHealth(endpoint, zones) && { evaluateTargetHealth: false }),
  };
}

/** Every alias to the endpoint says EvaluateTargetHealth: false, as Terraform and CDK write it. */
function withoutHealth(endpoint: EndpointView, zones: readonly FoundZone[]): boolean {
  const aliases = zones.flatMap((zone) =>
    recordsOf(zone).flatMap((r) => (isAddress(r, zone) && pointsAt(r, endpoint) ? (r.alias ?? []) : [])),
  );
  return aliases.length > 0 && aliases.every((alias) => !alias.evaluateTargetHealth);
}

/** The only endpoint of its service, available, with one zone at most for each of its names, whose records lead to it. */
function plainOf(candidate: Candidate, hub: ImportedHub, hubName: string): ImportedEndpoint["plain"] {
  const { endpoint, others, names, zones } = candidate;
  const isPlain =
    !candidate.isUnlisted &&
    endpoint.state === "available" &&
    others.length === 0 &&
    sharedNames(candidate).length === names.length &&
    new Set(zones.map(({ name }) => name)).size === zones.length &&
    zones.every((zone) => unreadParts(zone).length === 0 && strayRecords(zone, endpoint).length === 0);
  if (!isPlain) return undefined;
  const comments = commentsOn(candidate, names, hub);
  return { service: shortName(candidate, hub), spec: specOf(candidate, hub, hubName), comments };
}

function fileOf(candidate: Candidate, name: string, hub: ImportedHub, hubName: string): ImportedFile {
  const { endpoint, names } = candidate;
  const shared = sharedNames(candidate);
  const { hubs, serviceRegion, ...rest } = specOf(candidate, hub, hubName);
  return yamlFile(`endpoints/${name}.yaml`, commentsOn(candidate, shared, hub), {
    apiVersion: API_VERSION,
    kind: "Endpoint",
    metadata: { name },
    spec: {
      hubs,
      service: shortName(candidate, hub),
      ...(serviceRegion && { serviceRegion }),
      existing: { id: endpoint.id },
      ...rest,
      ...(candidate.isUnlisted && { names: [], extraNames: [...names] }),
      ...(shared.length < names.length && { names: [...shared] }),
    },
  });
}

function commentsOn(candidate: Candidate, shared: readonly string[], hub: ImportedHub): string[] {
  const { endpoint, others, names, zones } = candidate;
  const state = `${endpoint.state}, private DNS ${endpoint.privateDnsEnabled ? "on" : "off"}`;
  const left = names.filter((name) => !shared.includes(name));
  const twice = [...Map.groupBy(zones, ({ name }) => name)].filter(([, same]) => same.length > 1);
  return [
    `Found: ${endpoint.id}, ${state}.`,
    ...others.map(
      ({ id, state: its }) => `Also in the VPC, of the same service, and not shared: ${id} (${its}).`,
    ),
    ...(zones.length === 0 ? [`No hosted zone yet: a plan makes one for each of ${names.join(", ")}.`] : []),
    ...zones.flatMap((zone) => commentsOnZone(zone, endpoint, hub)),
    ...twice.map(
      ([name, same]) => `Several zones are called ${name}: ${same.map(({ id }) => id).join(", ")}.`,
    ),
    ...(left.length > 0
      ? [`AWS lists names that have no zone: ${left.join(", ")}. Delete \`names\` to share them too.`]
      : []),
  ];
}

function commentsOnZone(zone: FoundZone, endpoint: EndpointView, hub: ImportedHub): string[] {
  const owner = ownerOf(zone, hub);
  const what = `Hosted zone ${zone.id} (${zone.name})`;
  const whose =
    owner === undefined
      ? "was made by somebody else: it is used, and nothing in it is removed"
      : owner === hub.owner
        ? "is kept by this owner already"
        : `is kept by owner "${owner}" of vpce-operator: import with --owner ${owner}, or it is a conflict`;
  const elsewhere = strayRecords(zone, endpoint).map(recordKey);
  const addresses = recordsOf(zone).filter(
    (record) => isAddress(record, zone) && isPlainAddress(record) && pointsAt(record, endpoint),
  );
  return [
    `${what} ${whose}.`,
    ...unreadParts(zone),
    ...addresses.map(
      (record) =>
        `${recordKey(record)} is the addresses of ${endpoint.id}: it serves, and does not follow when the endpoint is made again; \`takeRecords: true\` makes an alias of it.`,
    ),
    ...(elsewhere.length > 0
      ? [
          `${elsewhere.join(", ")} is not seen to lead to ${endpoint.id}: \`takeRecords: true\` would change that.`,
        ]
      : []),
  ];
}

/** At our aliases' places, and pointing elsewhere. */
function strayRecords(zone: FoundZone, endpoint: EndpointView): FoundRecord[] {
  return recordsOf(zone).filter((record) => isAddress(record, zone) && !pointsAt(record, endpoint));
}

/** Where an alias of ours belongs: at the apex and at the wildcard. */
function isAddress({ type, name }: FoundRecord, zone: FoundZone): boolean {
  return ["A", "AAAA", "CNAME"].includes(type) && (name === zone.name || name === `*.${zone.name}`);
}

function unreadParts(zone: FoundZone): string[] {
  return (["vpcs", "records", "tags"] as const).flatMap((part) => {
    const seen = zone[part];
    const what = part === "vpcs" ? "VPCs" : "records";
    return seen.kind === "seen"
      ? []
      : [`not seen: the ${what} of ${zone.id} (${zone.name}): ${seen.failure.error}`];
  });
}
