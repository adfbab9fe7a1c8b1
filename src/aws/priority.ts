import { isRead } from "../model/rates.ts";

/**
 * Who goes first when an account's request rate is the bottleneck; larger goes earlier.
 *
 * | | operations | because |
 * |---|---|---|
 * | 6 | Disassociate | a name that must no longer resolve there, and what teardown waits for |
 * | 5 | Associate | each makes a spoke served |
 * | 4 | zones and their records | few, and each unblocks a chain of calls; a zone being removed has no gap |
 * | 3 | authorisations, every other write | one for each association to come |
 * | 2 | GetChange, the confirming read | before it no client VPC may join the zone |
 * | 1 | other reads | |
 * | 0 | removing authorisations, tags | serves nobody; how late it may be is the planner's business |
 *
 * Ageing in the pacer sees to it that even 0 has its turn.
 */
export function priorityOf(operation: string): number {
  return LISTED[operation] ?? (isRead(operation) ? 1 : 3);
}

const LISTED: Readonly<Record<string, number>> = {
  DisassociateVPCFromHostedZone: 6,
  AssociateVPCWithHostedZone: 5,
  CreateHostedZone: 4,
  ChangeResourceRecordSets: 4,
  DeleteHostedZone: 4,
  CreateVPCAssociationAuthorization: 3,
  GetChange: 2,
  DeleteVPCAssociationAuthorization: 0,
  ChangeTagsForResource: 0,
};
