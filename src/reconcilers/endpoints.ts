import {
  DescribeVpcEndpointServicesCommand,
  type DescribeVpcEndpointServicesCommandInput,
  DescribeVpcEndpointsCommand,
  type DnsEntry,
  type EC2Client,
  type ServiceDetail,
  type Tag,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { failureOf } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import {
  type EndpointId,
  isWildcard,
  type Region,
  type SecurityGroupId,
  type SubnetId,
  type VpcId,
  type ZoneName,
  zoneNameOf,
} from "../model/ids.ts";
import type { EndpointView } from "../model/observed/endpoint.ts";
import { endpointState } from "../model/observed/endpoint-state.ts";
import type { ServiceView } from "../model/observed/hub.ts";

/**
 * A service that must be known, whether a list shows it or not, by one of its `names`; `region` where it is another one
 * than the client's.
 */
export type NamedService = { readonly names: readonly string[]; readonly region?: Region };

/**
 * Every interface endpoint service of the Region, and of the others that `named` ones are in, with its private DNS
 * names: names come from here and are never guessed from a service's name. One call (DescribeVpcEndpointServices, 20 a
 * second for each account and Region), one more for other Regions, and one for each named service that no list shows:
 * of other Regions AWS lists only what is enabled across Regions, and another account's service is found by its name.
 */
export async function listServices(
  ec2: EC2Client,
  named: readonly NamedService[] = [],
): Promise<ServiceView[]> {
  const others = [...new Set(named.flatMap(({ region }) => region ?? []))].sort();
  const lists = [{}, ...(others.length > 0 ? [{ ServiceRegions: others }] : [])];
  const listed = (await Promise.all(lists.map((input) => describeServices(ec2, input)))).flat();
  const known = new Set(listed.map(({ ServiceName }) => ServiceName));
  const unknown = named.filter(({ names }) => !names.some((name) => known.has(name)));
  const missing = new Map(unknown.flatMap(({ names, region }) => names.map((name) => [name, region])));
  const found = (
    await Promise.all([...missing].map(([name, region]) => serviceByName(ec2, name, region)))
  ).flat();
  const services = [...listed, ...found]
    .filter((d) => !isGateway(d))
    .map((d) => ({ name: d.ServiceName ?? "", privateNames: privateNames(d) }));
  return [...new Map(services.map((service) => [service.name, service])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

function describeServices(
  ec2: EC2Client,
  input: DescribeVpcEndpointServicesCommandInput,
): Promise<ServiceDetail[]> {
  return listAll(async (token) => {
    const page = await ec2.send(
      new DescribeVpcEndpointServicesCommand({ ...input, ...(token && { NextToken: token }) }),
    );
    return { items: page.ServiceDetails ?? [], next: page.NextToken };
  });
}

/** Nothing: there is none of that name (InvalidServiceName), or its provider does not let this account use it. */
async function serviceByName(
  ec2: EC2Client,
  name: string,
  region: Region | undefined,
): Promise<ServiceDetail[]> {
  try {
    const regions = region && { ServiceRegions: [region] };
    return await describeServices(ec2, { ServiceNames: [name], ...regions });
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind === "invalid" || kind === "gone") return [];
    throw error;
  }
}

/** S3 is listed twice under one name; the gateway kind has no private names and hides those of the other. */
function isGateway({ ServiceType: types = [] }: ServiceDetail): boolean {
  return types.length > 0 && types.every((t) => t.ServiceType === "Gateway");
}

function privateNames(detail: ServiceDetail): string[] {
  const listed = (detail.PrivateDnsNames ?? []).flatMap((n) => n.PrivateDnsName ?? []);
  const names = listed.length > 0 ? listed : detail.PrivateDnsName ? [detail.PrivateDnsName] : [];
  return [...new Set(names.map((n) => n.toLowerCase()))];
}

/** The interface endpoints of a VPC, deleted ones left out. */
export async function listEndpoints(ec2: EC2Client, vpc: VpcId): Promise<EndpointView[]> {
  const endpoints = await describe(ec2, "vpc-id", vpc);
  return endpoints
    .filter((e) => e.VpcEndpointType === "Interface" && endpointState(e.State) !== "deleted")
    .map(viewOf);
}

/** One endpoint, whatever its state; undefined when AWS no longer shows it. */
export async function getEndpoint(ec2: EC2Client, id: EndpointId): Promise<EndpointView | undefined> {
  const endpoints = await describe(ec2, "vpc-endpoint-id", id);
  return endpoints.map(viewOf).find((e) => e.id === id);
}

/** Filtered pages may be empty and go on all the same. */
export function describe(ec2: EC2Client, Name: string, ...Values: string[]): Promise<VpcEndpoint[]> {
  return listAll(async (token) => {
    const Filters = [{ Name, Values }];
    const page = await ec2.send(
      new DescribeVpcEndpointsCommand({ Filters, ...(token && { NextToken: token }) }),
    );
    return { items: page.VpcEndpoints ?? [], next: page.NextToken };
  });
}

export function viewOf(endpoint: VpcEndpoint): EndpointView {
  const regional = regionalEntry(endpoint.DnsEntries ?? []);
  const zonal = zonalNames(endpoint.DnsEntries ?? []);
  return {
    id: (endpoint.VpcEndpointId ?? "") as EndpointId,
    service: endpoint.ServiceName ?? "",
    ...(endpoint.ServiceRegion && { serviceRegion: endpoint.ServiceRegion as Region }),
    state: endpointState(endpoint.State),
    privateDnsEnabled: endpoint.PrivateDnsEnabled ?? false,
    tags: tagsOf(endpoint.Tags ?? []),
    dnsRecordIpType: endpoint.DnsOptions?.DnsRecordIpType ?? "ipv4",
    ipAddressType: endpoint.IpAddressType ?? "ipv4",
    subnets: inOrder(endpoint.SubnetIds) as SubnetId[],
    securityGroups: (endpoint.Groups ?? []).map((g) => g.GroupId as SecurityGroupId).sort(),
    ...(endpoint.PolicyDocument && { policy: endpoint.PolicyDocument }),
    ...(endpoint.LastError?.Message && { lastError: endpoint.LastError.Message }),
    ...(regional && { regional }),
    ...(zonal.length > 0 && { zonal }),
    interfaces: inOrder(endpoint.NetworkInterfaceIds),
  };
}

/** DnsEntries: regional and zonal ones carry a `vpce-` label, what is left are the private names. */
export function heldNames({ DnsEntries = [] }: VpcEndpoint): { names: ZoneName[]; wildcards: ZoneName[] } {
  const listed = DnsEntries.flatMap((e) => e.DnsName ?? []);
  const own = listed.filter((n) => !/(^|\.)vpce-[0-9a-f]+-/.test(n)).map((n) => n.replace("\\052", "*"));
  const distinct = (names: readonly string[]) => [...new Set(names.map(zoneNameOf))];
  return { names: distinct(own), wildcards: distinct(own.filter(isWildcard)) };
}

function inOrder(ids: readonly string[] = []): string[] {
  return [...ids].sort();
}

function tagsOf(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((t) => [t.Key ?? "", t.Value ?? ""]));
}

/**
 * The entry without an Availability Zone: `vpce-<id>-<suffix>.<service>…`, for S3 with a leading `*.`. Zonal entries
 * carry `-<zone>` after the suffix; private names carry another hosted zone and no `vpce-` label (semantics 22).
 */
function regionalEntry(entries: readonly DnsEntry[]): EndpointView["regional"] {
  const entry = entries.find((e) => /^(\*\.|\\052\.)?vpce-[0-9a-f]+-[0-9a-z]+\./.test(e.DnsName ?? ""));
  if (!entry?.DnsName) return undefined;
  if (!entry.HostedZoneId || entry.HostedZoneId === "ZONEIDPENDING") return "pending";
  return { dnsName: entry.DnsName.toLowerCase().replace("\\052", "*"), hostedZoneId: entry.HostedZoneId };
}

function zonalNames(entries: readonly DnsEntry[]): string[] {
  const names = entries.map(({ DnsName = "" }) => DnsName.toLowerCase().replace("\\052", "*"));
  return names.filter((name) => /^(\*\.)?vpce-[0-9a-f]+-[0-9a-z]+-/.test(name)).sort();
}
