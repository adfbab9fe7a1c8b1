import { managedDomains } from "../ec2/endpoint-domains.ts";
import type { Vpc } from "../ec2/state.ts";
import type { Estate } from "../estate.ts";
import { AwsError } from "../service.ts";
import { zonesOfVpc } from "./state.ts";

/**
 * Throws ConflictingDomainExists (400) when a zone of this name, this very one included, is in the VPC already:
 * a hosted zone, or the one that a service keeps there for an endpoint's private DNS.
 */
export function refuseConflict(estate: Estate, vpc: Vpc, name: string): void {
  const zone = zonesOfVpc(estate.zones, vpc.id).find((other) => other.name === name);
  const managed = managedDomains(estate, vpc.id).find((domain) => `${domain.name}.` === name);
  const holder = zone?.id ?? managed?.hostedZoneId;
  if (!holder) return;
  throw new AwsError(
    "ConflictingDomainExists",
    `The VPC ${vpc.id} in region ${vpc.region} has already been associated with the hosted zone ${holder} with the same domain name.`,
  );
}
