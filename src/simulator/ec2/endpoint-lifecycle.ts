import { type Estate, lasting, quotaOf } from "../estate.ts";
import { AwsError } from "../service.ts";
import { ABSENT, absent } from "./access.ts";
import type { EndpointService } from "./catalogue.ts";
import { switchPrivateDnsOn } from "./endpoint-private-dns.ts";
import { joinSubnets, refuseSubnets } from "./endpoint-subnets.ts";
import { invalid, notFound } from "./errors.ts";
import type { Tags } from "./resource.ts";
import { type Endpoint, endpointsIn, type IpAddressType, type Vpc } from "./state.ts";

export type NewEndpoint = {
  id?: string | undefined;
  vpc: Vpc;
  serviceName: string;
  /** Absent: the VPC's Region. */
  serviceRegion?: string | undefined;
  type: "Interface" | "Gateway";
  privateDns: boolean;
  subnetIds: string[];
  /** None: the VPC's `default` group. */
  groupIds: string[];
  routeTableIds?: string[];
  policy?: string | undefined;
  ipAddressType?: IpAddressType | undefined;
  dnsRecordIpType?: Endpoint["dnsRecordIpType"] | undefined;
  tags: Tags;
  /** Whether the caller may use the service; in a world file everybody may. */
  allowed?: (service: EndpointService) => boolean;
  held?: Endpoint["held"];
  /** Whether a service that wants each endpoint accepted holds this one; a world file's are accepted. */
  asksProvider?: boolean;
  /** A world file's endpoints have no pending time. */
  pendingMs: number;
};

/** Makes an endpoint, or throws as CreateVpcEndpoint does and makes nothing. */
export function addEndpoint(estate: Estate, wanted: NewEndpoint): Endpoint {
  const { network, surroundings } = estate;
  const { vpc, type } = wanted;
  const now = surroundings.clock.now();
  const service = serviceFor(estate, wanted);
  refuseTooMany(estate, vpc, now);
  refuseSubnets(estate, vpc.id, wanted.subnetIds);
  const endpoint: Endpoint = {
    id: wanted.id ?? `vpce-${surroundings.hex(17)}`,
    account: vpc.account,
    region: vpc.region,
    tags: wanted.tags,
    type,
    vpcId: vpc.id,
    serviceName: wanted.serviceName,
    serviceRegion: wanted.serviceRegion ?? vpc.region,
    label: service.label,
    suffix: surroundings.hex(8),
    subnetIds: [],
    groupIds: type === "Gateway" ? [] : groupsFor(estate, wanted),
    routeTableIds: wanted.routeTableIds ?? [],
    interfaceIds: [],
    policy: wanted.policy ?? POLICY,
    ipAddressType: wanted.ipAddressType ?? "ipv4",
    dnsRecordIpType: wanted.dnsRecordIpType ?? wanted.ipAddressType ?? "ipv4",
    privateDns: false,
    privateNames: [],
    managed: [],
    readyAt: 0,
    releasedAt: 0,
    createdAt: now,
    availableAt: now + wanted.pendingMs,
    held: wanted.held ?? (wanted.asksProvider && service.acceptance ? WAITS : undefined),
    goneAt: undefined,
  };
  if (wanted.privateDns) switchPrivateDnsOn(estate, endpoint);
  joinSubnets(estate, endpoint, wanted.subnetIds);
  network.endpoints.set(endpoint.id, endpoint);
  const inVpc = network.endpointsOfVpc.get(vpc.id) ?? new Set();
  network.endpointsOfVpc.set(vpc.id, inVpc.add(endpoint));
  return endpoint;
}

/** Begins its deletion: it is `deleting`, and its names still answer, for as long as it would be pending. */
export function removeEndpoint(estate: Estate, endpoint: Endpoint): void {
  endpoint.goneAt ??= estate.surroundings.clock.now() + lasting(estate.options.endpointPendingMs);
  estate.network.leaving.add(endpoint);
}

const WAITS = { state: "pendingAcceptance" } as const;

/** Full access, as AWS writes it when no policy is given. */
export const POLICY = JSON.stringify({
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

function serviceFor(estate: Estate, wanted: NewEndpoint): EndpointService {
  const { vpc, serviceName, serviceRegion = vpc.region, type, allowed = () => true } = wanted;
  const found = estate.network.services.get(serviceRegion, serviceName);
  const service = found && allowed(found) ? found : undefined;
  if (!service) throw notFound("InvalidServiceName", "Vpc Endpoint Service", serviceName);
  const kinds = service.kinds.filter((kind) => kind === "Interface" || serviceRegion === vpc.region);
  if (!kinds.includes(type))
    throw invalid(`Endpoint type (${type}) does not match available service types ([${kinds}]).`);
  return service;
}

function refuseTooMany(estate: Estate, vpc: Vpc, now: number): void {
  if (endpointsIn(estate.network, vpc.id, now).length < quotaOf(estate, vpc.account).endpointsPerVpc) return;
  throw new AwsError("VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.");
}

function groupsFor(estate: Estate, { vpc, groupIds }: NewEndpoint): string[] {
  const { securityGroups } = estate.network;
  const foreign = groupIds.find((id) => securityGroups.get(id)?.vpcId !== vpc.id);
  if (foreign) throw absent(ABSENT.group, foreign);
  if (groupIds.length > 0) return groupIds;
  return [...securityGroups.values()]
    .filter((group) => group.vpcId === vpc.id && group.name === "default")
    .map((group) => group.id);
}
