import type { Estate } from "../estate.ts";
import type { ReadingService } from "../reading.ts";
import { availabilityZoneOperations } from "./availability-zones.ts";
import { dhcpOptionsOperations } from "./dhcp-options.ts";
import { endpointConnectionOperations } from "./endpoint-connections.ts";
import { endpointServiceOperations } from "./endpoint-services.ts";
import { endpointOperations } from "./endpoints.ts";
import { interfaceOperations } from "./interfaces.ts";
import { networkAclEntryOperations } from "./network-acls/entries.ts";
import { networkAclOperations } from "./network-acls/operations.ts";
import { peeringOperations } from "./peering/operations.ts";
import { prefixListOperations } from "./prefix-lists/operations.ts";
import { routeTableAssociationOperations } from "./route-tables/associations.ts";
import { routeOperations } from "./route-tables/route-changes.ts";
import { routeTableOperations } from "./route-tables/tables.ts";
import { ruleListOperations } from "./rule-lists.ts";
import { securityGroupRuleOperations } from "./security-group-rules.ts";
import { securityGroupOperations } from "./security-groups.ts";
import { subnetOperations } from "./subnets.ts";
import { tagOperations } from "./tags.ts";
import { transitAttachmentOperations } from "./transit-gateways/attachments.ts";
import { transitGatewayOperations } from "./transit-gateways/gateways.ts";
import { transitMembershipLists } from "./transit-gateways/membership-lists.ts";
import { transitMembershipOperations } from "./transit-gateways/memberships.ts";
import { transitRouteOperations } from "./transit-gateways/route-changes.ts";
import { transitSearchOperations } from "./transit-gateways/search.ts";
import { transitRouteTableOperations } from "./transit-gateways/tables.ts";
import { vpcOperations } from "./vpcs.ts";

/** EC2 over the estate: VPCs and the network between them, and what an interface endpoint needs and makes. */
export function createEc2(estate: Estate): { service: ReadingService } {
  return {
    service: {
      ...vpcOperations(estate),
      ...dhcpOptionsOperations(estate),
      ...subnetOperations(estate),
      ...availabilityZoneOperations(),
      ...networkAclOperations(estate),
      ...networkAclEntryOperations(estate),
      ...routeTableOperations(estate),
      ...routeTableAssociationOperations(estate),
      ...routeOperations(estate),
      ...prefixListOperations(estate),
      ...peeringOperations(estate),
      ...transitGatewayOperations(estate),
      ...transitAttachmentOperations(estate),
      ...transitRouteTableOperations(estate),
      ...transitMembershipOperations(estate),
      ...transitMembershipLists(estate),
      ...transitRouteOperations(estate),
      ...transitSearchOperations(estate),
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
