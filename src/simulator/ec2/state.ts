import type { NetworkInterfaceType, VpcEndpointType } from "@aws-sdk/client-ec2";
import { createServices, type Services } from "./catalogue.ts";
import type { NetworkAcl } from "./network-acls/state.ts";
import type { Peering } from "./peering/state.ts";
import type { PrefixList } from "./prefix-lists/state.ts";
import type { Resource } from "./resource.ts";
import type { Gateway, RouteTable } from "./route-tables/state.ts";
import { createTransit, type Transit } from "./transit-gateways/state.ts";

export type Vpc = Resource & {
  cidr: string;
  /** Further IPv4 ranges, each like the first. */
  secondaryCidrs: readonly string[];
  isDefault: boolean;
  tenancy: "default" | "dedicated";
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
  /** Absent: the account's default set. */
  dhcpOptions?: DhcpOptions | "default";
  /** `pending` until then, in epoch milliseconds. */
  availableAt: number;
  /** The main route table, for subnets that have none of their own. */
  mainRouteTableId: string;
};

/** `domainNameServers`: addresses, or `AmazonProvidedDNS`, the VPC's own resolver; none: the set does not tell. */
export type DhcpOptions = { id: string; domainNameServers: readonly string[] };

export type Subnet = Resource & {
  vpcId: string;
  cidr: string;
  /** A /64, when the subnet has IPv6. */
  ipv6Cidr: string | undefined;
  zoneName: string;
  zoneId: string;
  taken: Set<string>;
  /** Undefined: the VPC's main one. */
  routeTableId: string | undefined;
  /** Undefined: the VPC's default one. */
  networkAclId: string | undefined;
};

export type SecurityGroup = Resource & {
  vpcId: string;
  name: string;
  description: string;
  /** In the order in which they were made. */
  rules: SecurityGroupRule[];
};

export type Peer = { kind: "ipv4" | "ipv6" | "prefixList" | "group"; value: string };

export type SecurityGroupRule = Resource & {
  groupId: string;
  isEgress: boolean;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a protocol's number. */
  protocol: string;
  /** Ports, or ICMP's type and code; -1 for all. */
  from: number;
  to: number;
  peer: Peer;
  description: string | undefined;
};

export type NetworkInterface = Resource & {
  vpcId: string;
  subnetId: string;
  /** What it belongs to: an endpoint, a Resolver endpoint, a transit gateway's attachment, or a `device`. */
  endpointId: string;
  /** For what nothing else here knows of: how AWS shows its interface. AWS answers `nat_gateway`, the SDK has `natGateway`. */
  device?: { type: NetworkInterfaceType | "nat_gateway"; description: string };
  groupIds: string[];
  address: string | undefined;
  ipv6Address: string | undefined;
};

export type IpAddressType = "ipv4" | "dualstack" | "ipv6";

/** The zone that AWS keeps in the VPC for one private name (its wildcard included) while private DNS is on. */
export type ManagedDomain = { name: string; hostedZoneId: string };

export type Endpoint = Resource & {
  type: VpcEndpointType;
  vpcId: string;
  serviceName: string;
  /** Where the service is; mostly the endpoint's own Region. */
  serviceRegion: string;
  /** The label between the endpoint's id and the Region in its DNS names, mostly the service's short name. */
  label: string;
  /** The part of its DNS names after its id, such as `g5hws96k`. */
  suffix: string;
  subnetIds: string[];
  groupIds: string[];
  routeTableIds: string[];
  interfaceIds: string[];
  /** A PolicyDocument, as text. */
  policy: string;
  ipAddressType: IpAddressType;
  dnsRecordIpType: IpAddressType | "service-defined";
  privateDns: boolean;
  /** The names that the service had when private DNS was switched on, a wildcard as it is. */
  privateNames: string[];
  managed: ManagedDomain[];
  /** From then on its managed domains answer, where private DNS is on. */
  readyAt: number;
  /** While private DNS is off, managed domains stay in the VPC until then. */
  releasedAt: number;
  createdAt: number;
  availableAt: number;
  /** Where it stands instead of `pending` or `available`, and why: the provider's decision, or a failure. */
  held: HeldState | undefined;
  /** `deleting` until then, gone after; undefined while it lives. */
  goneAt: number | undefined;
};

type HeldState = {
  state: "partial" | "pendingAcceptance" | "rejected" | "failed" | "expired";
  lastError?: { code: string; message: string } | undefined;
};

export type Network = {
  vpcs: Map<string, Vpc>;
  subnets: Map<string, Subnet>;
  securityGroups: Map<string, SecurityGroup>;
  networkAcls: Map<string, NetworkAcl>;
  routeTables: Map<string, RouteTable>;
  /** Internet, NAT, virtual private and egress-only gateways, as far as routes lead to them. */
  gateways: Map<string, Gateway>;
  /** Those that customers manage. */
  prefixLists: Map<string, PrefixList>;
  peerings: Map<string, Peering>;
  transit: Transit;
  endpoints: Map<string, Endpoint>;
  interfaces: Map<string, NetworkInterface>;
  /** Those that are being deleted, until they are gone. */
  leaving: Set<Endpoint>;
  /** VPC id → its subnets. */
  subnetsOfVpc: Map<string, Set<Subnet>>;
  /** VPC id → its endpoints. */
  endpointsOfVpc: Map<string, Set<Endpoint>>;
  services: Services;
  /** Every VPC reaches every other one: routes and network ACLs are not looked at. */
  isOpen: boolean;
  /** "account region operation token" → what the operation made of it, and of which parameters. */
  clientTokens: Map<string, { parameters: string; made: Resource }>;
};

export const createNetwork = (): Network => ({
  vpcs: new Map(),
  subnets: new Map(),
  securityGroups: new Map(),
  networkAcls: new Map(),
  routeTables: new Map(),
  gateways: new Map(),
  prefixLists: new Map(),
  peerings: new Map(),
  transit: createTransit(),
  endpoints: new Map(),
  interfaces: new Map(),
  leaving: new Set(),
  subnetsOfVpc: new Map(),
  endpointsOfVpc: new Map(),
  services: createServices(),
  isOpen: false,
  clientTokens: new Map(),
});

export const subnetsIn = ({ subnetsOfVpc }: Network, vpcId: string): Subnet[] => [
  ...(subnetsOfVpc.get(vpcId) ?? []),
];

/** The endpoints of a VPC that are still there. */
export function endpointsIn(network: Network, vpcId: string, now: number): Endpoint[] {
  sweep(network, now);
  return [...(network.endpointsOfVpc.get(vpcId) ?? [])];
}

/** Takes away the endpoints whose deletion is done, with their interfaces. */
export function sweep(network: Network, now: number): void {
  for (const endpoint of network.leaving) {
    if (endpoint.goneAt === undefined || now < endpoint.goneAt) continue;
    network.leaving.delete(endpoint);
    network.endpoints.delete(endpoint.id);
    network.endpointsOfVpc.get(endpoint.vpcId)?.delete(endpoint);
    for (const id of endpoint.interfaceIds) releaseInterface(network, id);
  }
}

export function releaseInterface(network: Network, id: string): void {
  const gone = network.interfaces.get(id);
  if (gone?.address) network.subnets.get(gone.subnetId)?.taken.delete(gone.address);
  network.interfaces.delete(id);
}

/** Beginning with a small letter, as AWS really answers; the SDK's enumeration has capitals. */
export function endpointState(
  endpoint: Endpoint,
  now: number,
): "pending" | "available" | "deleting" | HeldState["state"] {
  if (endpoint.goneAt !== undefined) return "deleting";
  if (endpoint.held) return endpoint.held.state;
  return now >= endpoint.availableAt ? "available" : "pending";
}
