import {
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  type DnsEntry,
  type EC2Client,
  type ServiceDetail,
  type Tag,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { listAll } from "../aws/paginate.ts";
import { endpointState } from "../model/endpoint-state.ts";
import type { EndpointId, SecurityGroupId, SubnetId, VpcId } from "../model/ids.ts";
import type { EndpointView, ServiceView } from "../model/observed.ts";

/**
 * Every interface endpoint service of the Region with its private DNS names: names come from here and are never
 * guessed from a service's name. One call (DescribeVpcEndpointServices, 20 a second for each account and Region).
 */
export async function listServices(ec2: EC2Client): Promise<ServiceView[]> {
  const details = await listAll(async (token) => {
    const page = await ec2.send(
      new DescribeVpcEndpointServicesCommand({ ...(token && { NextToken: token }) }),
    );
    return { items: page.ServiceDetails ?? [], next: page.NextToken };
  });
  return details
    .filter((d) => !isGateway(d))
    .map((d) => ({ name: d.ServiceName ?? "", privateNames: privateNames(d) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
function describe(ec2: EC2Client, Name: string, value: string): Promise<VpcEndpoint[]> {
  return listAll(async (token) => {
    const Filters = [{ Name, Values: [value] }];
    const page = await ec2.send(
      new DescribeVpcEndpointsCommand({ Filters, ...(token && { NextToken: token }) }),
    );
    return { items: page.VpcEndpoints ?? [], next: page.NextToken };
  });
}

function viewOf(endpoint: VpcEndpoint): EndpointView {
  const regional = regionalEntry(endpoint.DnsEntries ?? []);
  return {
    id: (endpoint.VpcEndpointId ?? "") as EndpointId,
    service: endpoint.ServiceName ?? "",
    state: endpointState(endpoint.State),
    privateDnsEnabled: endpoint.PrivateDnsEnabled ?? false,
    tags: tagsOf(endpoint.Tags ?? []),
    dnsRecordIpType: endpoint.DnsOptions?.DnsRecordIpType ?? "ipv4",
    ipAddressType: endpoint.IpAddressType ?? "ipv4",
    subnets: (endpoint.SubnetIds ?? []).sort() as SubnetId[],
    securityGroups: (endpoint.Groups ?? []).map((g) => g.GroupId as SecurityGroupId).sort(),
    ...(endpoint.PolicyDocument && { policy: endpoint.PolicyDocument }),
    ...(endpoint.LastError?.Message && { lastError: endpoint.LastError.Message }),
    ...(regional && { regional }),
  };
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
