import type { Estate } from "../estate.ts";
import type { Service } from "../service.ts";
import { availabilityZoneOperations } from "./availability-zones.ts";
import { endpointServiceOperations } from "./endpoint-services.ts";
import { endpointOperations } from "./endpoints.ts";
import { interfaceOperations } from "./interfaces.ts";
import { securityGroupOperations } from "./security-groups.ts";
import { subnetOperations } from "./subnets.ts";
import { tagOperations } from "./tags.ts";
import { vpcOperations } from "./vpcs.ts";

/** EC2 over the estate: VPCs, and what an interface endpoint needs and makes. */
export function createEc2(estate: Estate): { service: Service } {
  return {
    service: {
      ...vpcOperations(estate),
      ...subnetOperations(estate),
      ...availabilityZoneOperations(),
      ...securityGroupOperations(estate),
      ...endpointOperations(estate),
      ...endpointServiceOperations(estate),
      ...interfaceOperations(estate),
      ...tagOperations(estate),
    },
  };
}
