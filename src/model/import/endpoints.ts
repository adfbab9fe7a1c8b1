import { API_VERSION } from "../desired/schema.ts";
import { partitionOf, refusalOf } from "../desired/service.ts";
import { type Region, recordKey, type ZoneName, zoneNameOf } from "../ids.ts";
import { reaches } from "../led-by.ts";
import type { EndpointView } from "../observed/endpoint.ts";
import {
  type Candidate,
  candidateOf,
  isAddress,
  pointsAt,
  recordsOf,
  sharedNames,
  strayRecords,
  unreadParts,
} from "./candidate.ts";
import { commentsOn } from "./comments.ts";
import { type Found, type FoundZone, type ImportedHub, ownerOf } from "./found.ts";
import { freeName, type ImportedFile, slug, yamlFile } from "./text.ts";

/** An Endpoint document, and the zones that serve it today. */
export type ImportedEndpoint = {
  readonly name: string;
  readonly file: ImportedFile;
  readonly zones: readonly FoundZone[];
  /** What its document shares, as zones and rules are named. */
  readonly names: readonly ZoneName[];
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
    const candidate = candidateOf(service, members, found, taken.zones);
    const refusal = refusalOfService(candidate, service, members, taken.zones);
    if (refusal !== undefined || !candidate) {
      remarks.push(`not imported: ${members.map(({ id }) => id).join(", ")} (${service}): ${refusal}`);
      continue;
    }
    remarks.push(...candidate.zones.flatMap(unreadParts));
    const names = namesOf(candidate).map(zoneNameOf);
    for (const zone of names) taken.zones.set(zone, service);
    const name = freeName(slug(shortName(candidate, hub)), candidate.endpoint.id, taken.documents);
    const plain = plainOf(candidate, hub, hubName);
    const { zones } = candidate;
    const file = fileOf(candidate, name, hub, hubName);
    endpoints.push({ name, file, zones, names, ...(plain && { plain }) });
  }
  return { endpoints, remarks: [...remarks, ...leftOut(found, endpoints)] };
}

/** A document shares whole zones, by their apex and `*`: other records that lead to an endpoint are told. */
function leftOut(found: Found, imported: readonly ImportedEndpoint[]): string[] {
  const used = new Set(imported.flatMap(({ zones }) => zones));
  return found.zones
    .filter((zone) => !used.has(zone))
    .flatMap((zone) =>
      recordsOf(zone).flatMap((record) => {
        const endpoint = found.endpoints.find((one) => reaches(one, record));
        return endpoint
          ? `not imported: ${recordKey(record)} of ${zone.id} (${zone.name}) leads to ${endpoint.id}, and stays as it is`
          : [];
      }),
    );
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
  if (namesOf(candidate).length === 0)
    return `AWS lists no private DNS name for it to this account, and no zone here leads to it; to share it write an Endpoint with service: ${service}, existing: { id: ${candidate.endpoint.id} }, hubPrivateDns: ${candidate.endpoint.privateDnsEnabled ? "keep" : "off"}, names: [] and the names that it should have in extraNames`;
  const clash = namesOf(candidate)
    .map(zoneNameOf)
    .find((zone) => taken.has(zone));
  return clash && `its name ${clash} is that of ${taken.get(clash)} too`;
}

/** All that its document would share. */
function namesOf(candidate: Candidate): readonly string[] {
  return [...sharedNames(candidate), ...candidate.extraNames];
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
  const { endpoint, others, names, extraNames, zones } = candidate;
  const isPlain =
    names.length > 0 &&
    extraNames.length === 0 &&
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
  const { endpoint, names, extraNames } = candidate;
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
      ...((names.length === 0 || shared.length < names.length) && { names: [...shared] }),
      ...(extraNames.length > 0 && { extraNames: [...extraNames] }),
    },
  });
}
