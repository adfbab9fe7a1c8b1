import type { Estate } from "../estate.ts";
import { zonesOfVpc } from "../route53/state.ts";
import { domainsOf, managedDomains } from "./endpoint-domains.ts";
import { invalid } from "./errors.ts";
import type { Endpoint } from "./state.ts";

/**
 * Switches private DNS on: AWS then keeps a zone in the VPC for each of the service's names.
 * Throws InvalidParameter when the service has no names, when the VPC lacks a DNS attribute, or when a hosted zone
 * or another endpoint has one of the names in the VPC already. Source: PrivateLink Guide, "Enable private DNS names";
 * text of the conflict: terraform-provider-aws#17535.
 */
export function switchPrivateDnsOn(estate: Estate, endpoint: Endpoint): void {
  const { network, surroundings } = estate;
  const vpc = network.vpcs.get(endpoint.vpcId);
  const names = network.services.get(endpoint.serviceRegion, endpoint.serviceName)?.privateDnsNames ?? [];
  if (names.length === 0)
    throw invalid(
      `Private DNS can't be enabled because the service ${endpoint.serviceName} does not provide a private DNS name.`,
    );
  if (!vpc?.enableDnsSupport || !vpc.enableDnsHostnames)
    throw invalid(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${endpoint.vpcId}`,
    );
  const taken = domainsTaken(estate, endpoint);
  const conflict = domainsOf(names).find((domain) => taken.has(domain));
  if (conflict)
    throw invalid(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${conflict} in the VPC ${endpoint.vpcId}`,
    );
  endpoint.privateDns = true;
  endpoint.privateNames = names;
  endpoint.managed = domainsOf(names).map((name) => ({
    name,
    hostedZoneId: `Z0${surroundings.hex(19).toUpperCase()}`,
  }));
}

/** Switches it off. The names may stay taken for a while. */
export function switchPrivateDnsOff(endpoint: Endpoint, releasedAt: number): void {
  endpoint.privateDns = false;
  endpoint.releasedAt = releasedAt;
}

function domainsTaken(estate: Estate, endpoint: Endpoint): Set<string> {
  return new Set([
    ...zonesOfVpc(estate.zones, endpoint.vpcId).map((zone) => zone.name.slice(0, -1)),
    ...managedDomains(estate, endpoint.vpcId, endpoint).map((domain) => domain.name),
  ]);
}
