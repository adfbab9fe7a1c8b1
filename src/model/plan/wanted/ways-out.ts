import type { VpcRef } from "../../ids.ts";

/** How a VPC leaves a zone of its own: what a person can run. */
export function leaveZone(zone: string, { id, region }: VpcRef): string {
  return `take the VPC out of that zone: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id ${zone} --vpc VPCRegion=${region},VPCId=${id} (where AWS answers LastVPCAssociation the zone has no other VPC: delete the zone)`;
}

/** And a Resolver rule. */
export function leaveRule(rule: string, { id, region }: VpcRef): string {
  return `disassociate it: aws route53resolver disassociate-resolver-rule --region ${region} --vpc-id ${id} --resolver-rule-id ${rule}`;
}
