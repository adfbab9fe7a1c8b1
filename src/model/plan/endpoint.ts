import type { Alias } from "../action.ts";
import { serviceNameIn } from "../desired/service.ts";
import type { AddressType, Endpoint, Hub } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import { isWildcard, type ZoneName, zoneNameOf } from "../ids.ts";
import type { AliasTarget, EndpointView, HubView } from "../observed.ts";
import type { ZoneRecord } from "../zone.ts";

/** An endpoint document held against the hub: which names it has there, and where they should point. */
export type Settled = {
  readonly endpoint: Endpoint;
  readonly service: string;
  readonly names: readonly WantedName[];
  /** Absent: stalled, a finding says why; its zones, records and new clients are left alone. */
  readonly live?: LiveEndpoint;
  readonly findings: readonly Finding[];
};

export type WantedName = {
  readonly zone: ZoneName;
  readonly wildcard: boolean;
  readonly origin: ZoneRecord["origin"];
  /** Written out in the document (`names`, `extraNames`), not merely taken from AWS's list. */
  readonly explicit: boolean;
};

export type LiveEndpoint = {
  readonly view: EndpointView;
  readonly target: AliasTarget;
  readonly types: readonly AddressType[];
};

type Stall = { readonly reason: string; readonly message: string; readonly todo: string };

export function settleEndpoint(hub: Hub, endpoint: Endpoint, view: HubView): Settled {
  const service = serviceNameIn(endpoint.service, hub.region);
  const listed = view.services.find((s) => s.name === service)?.privateNames;
  const names = wantedNames(endpoint, listed ?? []);
  const live = listed ? liveEndpoint(hub, endpoint, service, view.endpoints) : unknownService(service, hub);
  const place = { hub: hub.name, endpoint: endpoint.name } as const;
  const findings: Finding[] = unlistedNames(endpoint, listed).map((name) => ({
    ...place,
    kind: "note",
    reason: "NameNotListed",
    zone: zoneNameOf(name),
    message: `AWS does not list ${name} among the private DNS names of ${service}`,
    todo: "to share it all the same, write it in extraNames",
  }));
  if ("reason" in live)
    return { endpoint, service, names, findings: [...findings, { ...place, kind: "withheld", ...live }] };
  if (names.length > 0) return { endpoint, service, names, live, findings };
  const nameless: Finding = {
    ...place,
    kind: "withheld",
    reason: "NoPrivateNames",
    message: `${service} has no private DNS name that this document wants`,
    todo: "check names, or write the names in extraNames",
  };
  return { endpoint, service, names, findings: [...findings, nameless] };
}

/** `names` narrows AWS's list, `extraNames` adds to it (semantics 23); one entry for each zone. */
function wantedNames(endpoint: Endpoint, listed: readonly string[]): WantedName[] {
  const narrowed = endpoint.names && new Set(endpoint.names.map((n) => n.toLowerCase()));
  const fromAws = listed.filter((name) => !narrowed || narrowed.has(name.toLowerCase()));
  const byZone = new Map<ZoneName, WantedName>();
  const add = (name: string, origin: WantedName["origin"], explicit: boolean) => {
    const zone = zoneNameOf(name);
    const known = byZone.get(zone);
    const wildcard = isWildcard(name) || (known?.wildcard ?? false);
    byZone.set(zone, {
      zone,
      wildcard,
      origin: known?.origin ?? origin,
      explicit: known?.explicit ?? explicit,
    });
  };
  for (const name of fromAws) add(name, "aws", narrowed !== undefined);
  for (const name of endpoint.extraNames) add(name, "extra", true);
  return [...byZone.values()].sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

function unlistedNames(endpoint: Endpoint, listed: readonly string[] | undefined): readonly string[] {
  if (!listed || !endpoint.names) return [];
  const known = new Set(listed.map((n) => n.toLowerCase()));
  return endpoint.names.filter((name) => !known.has(name.toLowerCase()));
}

function unknownService(service: string, hub: Hub): Stall {
  return {
    reason: "ServiceNotListed",
    message: `AWS's list of endpoint services in ${hub.region} does not name ${service}`,
    todo: "check the service's name and that it is offered in the Region; nothing is removed meanwhile",
  };
}

/** Exactly one available endpoint of the service in the hub VPC (semantics 31), usable as an alias target (22, 24, 30). */
function liveEndpoint(
  hub: Hub,
  endpoint: Endpoint,
  service: string,
  all: readonly EndpointView[],
): LiveEndpoint | Stall {
  const { existing } = endpoint;
  const matching = all.filter((e) => e.service === service && chosen(e, existing));
  const available = matching.filter((e) => e.state === "available");
  const how =
    existing.by === "id" ? existing.id : existing.by === "tags" ? describeTags(existing.tags) : "any";
  const [view] = available;
  if (!view) {
    const states = matching.map((e) => `${e.id} is ${e.state}`).join(", ");
    return {
      reason: "EndpointNotAvailable",
      message: `no available endpoint of ${service} (${how}) in ${hub.vpc}${states ? `: ${states}` : ""}`,
      todo: "create it, or wait until it is available",
    };
  }
  if (available.length > 1)
    return {
      reason: "EndpointAmbiguous",
      message: `${available.length} available endpoints of ${service} (${how}) in ${hub.vpc}: ${available.map((e) => e.id).join(", ")}`,
      todo: "name one with existing.id, or narrow existing.tags",
    };
  return aliasTarget(endpoint, view) ?? privateDnsStall(endpoint, view) ?? usable(endpoint, view);
}

function chosen(view: EndpointView, existing: Endpoint["existing"]): boolean {
  if (existing.by === "id") return view.id === existing.id;
  if (existing.by === "tags") return Object.entries(existing.tags).every(([k, v]) => view.tags[k] === v);
  return true;
}

function describeTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([k, v]) => `tag ${k}=${v}`)
    .join(", ");
}

function aliasTarget(endpoint: Endpoint, view: EndpointView): Stall | undefined {
  if (view.regional === undefined)
    return {
      reason: "NoRegionalName",
      message: `${view.id} shows no regional DNS name to point at`,
      todo: "describe the endpoint and report its DnsEntries",
    };
  if (view.regional === "pending")
    return {
      reason: "RegionalNamePending",
      message: `the hosted zone of ${view.id}'s regional DNS name is still pending`,
      todo: "wait: AWS fills it in when the endpoint becomes available",
    };
  if (view.dnsRecordIpType === "service-defined" && !endpoint.addressTypes)
    return {
      reason: "AddressTypesUnknown",
      message: `the DNS record type of ${view.id} is service-defined, so the kinds of its addresses are not known`,
      todo: "set addressTypes to [ipv4], [ipv6] or both",
    };
  return undefined;
}

/** Semantics 30: with private DNS on, the hub VPC already holds these names; a person says what is meant. */
function privateDnsStall(endpoint: Endpoint, view: EndpointView): Stall | undefined {
  if (!view.privateDnsEnabled || endpoint.hubPrivateDns === "keep") return undefined;
  return {
    reason: "HubPrivateDnsOn",
    message: `${view.id} has private DNS on, and the document ${endpoint.hubPrivateDns === "off" ? "says off" : "does not say what to do with it"}`,
    todo: `either set hubPrivateDns: keep (only spokes join the zones), or switch it off: aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${view.id} --no-private-dns-enabled`,
  };
}

const TYPES: Record<Exclude<EndpointView["dnsRecordIpType"], "service-defined">, readonly AddressType[]> = {
  ipv4: ["ipv4"],
  ipv6: ["ipv6"],
  dualstack: ["ipv4", "ipv6"],
};

function usable(endpoint: Endpoint, view: EndpointView): LiveEndpoint {
  const regional = view.regional as { dnsName: string; hostedZoneId: string };
  const types =
    endpoint.addressTypes ?? (view.dnsRecordIpType === "service-defined" ? [] : TYPES[view.dnsRecordIpType]);
  return { view, types, target: { ...regional, evaluateTargetHealth: endpoint.evaluateTargetHealth } };
}

/** A plain name has its alias at the apex, a wildcard name at the apex and at `*` (semantics 4). */
export function aliasesFor(zone: ZoneName, wildcard: boolean, live: LiveEndpoint): Alias[] {
  const places = wildcard ? [zone as string, `*.${zone}`] : [zone as string];
  return places.flatMap((name) =>
    live.types.map((type) => ({
      name,
      type: type === "ipv6" ? ("AAAA" as const) : ("A" as const),
      target: live.target,
    })),
  );
}
