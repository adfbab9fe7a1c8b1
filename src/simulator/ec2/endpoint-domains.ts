import type { DnsEntry } from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { dnsSuffix, vpceHostedZoneId } from "./catalogue.ts";
import { type Endpoint, endpointsIn, type ManagedDomain, type Network } from "./state.ts";

/** The domains that endpoints' private DNS takes in a VPC, pending endpoints' and those not yet released included; `but` one. */
export function managedDomains(estate: Estate, vpcId: string, but?: Endpoint): ManagedDomain[] {
  const now = estate.surroundings.clock.now();
  return endpointsIn(estate.network, vpcId, now)
    .filter((endpoint) => endpoint !== but && (endpoint.privateDns || now < endpoint.releasedAt))
    .flatMap((endpoint) => endpoint.managed);
}

/** The zones for private names: `*.x` and `x` share one. */
export const domainsOf = (privateNames: string[]): string[] => [
  ...new Set(privateNames.map((name) => name.replace(/^\*\./, ""))),
];

/**
 * The regional name, with the Region of the service in it (PrivateLink Guide, "DNS hostnames"). S3's begins with a wildcard, as its buckets
 * are labels before it.
 */
export function regionalName(endpoint: Endpoint): string {
  return `${wild(endpoint)}${endpoint.id}-${endpoint.suffix}.${tail(endpoint)}`;
}

export function zonalName(endpoint: Endpoint, zoneName: string): string {
  return `${wild(endpoint)}${endpoint.id}-${endpoint.suffix}-${zoneName}.${tail(endpoint)}`;
}

/**
 * DnsEntries as AWS answers them: regional, zonal (not in the order of the subnets), private names, wildcards.
 * Private entries have a zone of their own, `ZONEIDPENDING` until the endpoint is available.
 */
export function dnsEntries(network: Network, endpoint: Endpoint, now: number): DnsEntry[] {
  if (endpoint.type !== "Interface") return [];
  const HostedZoneId = vpceHostedZoneId(endpoint.serviceRegion);
  const zones = endpoint.subnetIds.map((id) => network.subnets.get(id)?.zoneName ?? "");
  const zonal = zones.sort().reverse();
  return [
    { DnsName: regionalName(endpoint), HostedZoneId },
    ...zonal.map((zoneName) => ({ DnsName: zonalName(endpoint, zoneName), HostedZoneId })),
    ...(endpoint.privateDns ? privateEntries(endpoint, now) : []),
  ];
}

/** Both the bare name and `*.`, where the service has a wildcard. */
function privateEntries(endpoint: Endpoint, now: number): DnsEntry[] {
  const entry = (DnsName: string, name: string) => {
    const zone = endpoint.managed.find((domain) => domain.name === name)?.hostedZoneId;
    return {
      DnsName,
      HostedZoneId: now < Math.max(endpoint.availableAt, endpoint.readyAt) ? "ZONEIDPENDING" : zone,
    };
  };
  const wildcards = endpoint.privateNames.filter((name) => name.startsWith("*."));
  return [
    ...domainsOf(endpoint.privateNames).map((name) => entry(name, name)),
    ...wildcards.map((name) => entry(name, name.slice(2))),
  ];
}

const wild = (endpoint: Endpoint): string => (endpoint.label === "s3" ? "*." : "");

const tail = (endpoint: Endpoint): string =>
  `${endpoint.label}.${endpoint.serviceRegion}.vpce.${dnsSuffix(endpoint.serviceRegion)}`;
