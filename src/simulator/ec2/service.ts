import type { Estate } from "../estate.ts";
import type { ReadingService } from "../reading.ts";
import { availabilityZoneOperations } from "./availability-zones.ts";
import { endpointConnectionOperations } from "./endpoint-connections.ts";
import { endpointServiceOperations } from "./endpoint-services.ts";
import { endpointOperations } from "./endpoints.ts";
import { interfaceOperations } from "./interfaces.ts";
import { networkAclOperations } from "./network-acls.ts";
import { prefixListOperations } from "./prefix-lists.ts";
import { routeTableOperations } from "./route-tables.ts";
import { ruleListOperations } from "./rule-lists.ts";
import { securityGroupRuleOperations } from "./security-group-rules.ts";
import { securityGroupOperations } from "./security-groups.ts";
import { subnetOperations } from "./subnets.ts";
import { tagOperations } from "./tags.ts";
import { vpcOperations } from "./vpcs.ts";

/** EC2 over the estate: VPCs, and what an interface endpoint needs and makes. */
export function createEc2(estate: Estate): { service: ReadingService } {
  return {
    service: {
      ...vpcOperations(estate),
      ...subnetOperations(estate),
      ...availabilityZoneOperations(),
      ...networkAclOperations(estate),
      ...routeTableOperations(estate),
      ...prefixListOperations(),
      ...securityGroupOperations(estate),
      ...securityGroupRuleOperations(estate),
      ...ruleListOperations(estate),
      ...endpointOperations(estate),
      ...endpointServiceOperations(estate),
      ...endpointConnectionOperations(estate),
      ...interfaceOperations(estate),
      ...tagOperations(estate),
    },
  };
}
